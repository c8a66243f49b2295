import type { Device } from '../../helpdesk/device.ts';
import { operationNamed, wordingOf } from '../../helpdesk/operations/index.ts';
import type { StateWords, Wording } from '../../helpdesk/operations/operation.ts';
import { FORGOTTEN, type HelpdeskRequest, isRepeatable } from '../../helpdesk/request.ts';
import { joinList } from '../../helpdesk/text.ts';
import { platformName } from '../block-kit/format.ts';
import { capitalize, foreignText, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';

/** What of a request says what it changes; a draft has it, too. */
type Changing = Pick<HelpdeskRequest, 'changes' | 'snapshot'>;

/**
 * "Dana Li's iPhone"; the device's own name where it is unassigned. Names are cut to `most`. `reader`: the e-mail of the one person
 * who reads it; of their own it is "your iPhone".
 */
export const whoseDevice = ({ user, name, platform }: Device, most = 60, reader = ''): Mrkdwn =>
  name === FORGOTTEN
    ? mrkdwn`a ${foreignText(platformName(platform), 25)}`
    : reader !== '' && user?.email.toLowerCase() === reader.toLowerCase()
      ? mrkdwn`your ${foreignText(platformName(platform), 25)}`
      : user === null || user.name.trim() === '' || user.name === FORGOTTEN
        ? foreignText(name.trim() === '' ? 'a device without a name' : name, most + 20)
        : mrkdwn`${foreignText(user.name, most)}'s ${foreignText(platformName(platform), 25)}`;

/** A person's name, or that it was forgotten. */
export const nameText = (name: string, max: number): Mrkdwn =>
  name === FORGOTTEN ? mrkdwn`name removed` : foreignText(name, max);

/** All changes of a request in words, as one: those of a record travel in one PATCH. */
function wordingOfAll({ changes }: Pick<Changing, 'changes'>): Wording {
  const all = changes.map((change) => wordingOf(change, !isRepeatable({ changes: [change] })));
  const [only, ...others] = all;
  if (only && others.length === 0) return only;
  const what = joinList(
    changes.map((change) => wordingOf(change, true).value.toLowerCase()),
    'and',
  );
  return {
    around: [`update ${what} of `, ''],
    title: `update ${what}`,
    done: `Updated ${what}`,
    value: what,
  };
}

/** "turn off Lost Mode on Dana Li's iPhone", "move Noor Halim's Mac to Sales". Names and values are cut to `most`; `reader` as above. */
export function requestText({ changes, snapshot }: Changing, most = 60, reader = ''): Mrkdwn {
  const [before, after] = wordingOfAll({ changes }).around;
  return mrkdwn`${spaced(before, most + 40)}${whoseDevice(snapshot.device, most, reader)}${spaced(after, most + 20)}`;
}

/** Foreign text that keeps its distance from what stands beside it. */
const spaced = (text: string, most: number): Mrkdwn =>
  mrkdwn`${text.startsWith(' ') ? mrkdwn` ` : ''}${foreignText(text, most)}${text.endsWith(' ') ? mrkdwn` ` : ''}`;

/** The same at the beginning of a sentence. */
export const shortText = (request: Changing, reader = ''): Mrkdwn =>
  capitalize(requestText(request, 60, reader));

/** "turn off Lost Mode", "move to Sales": without the device. */
export const actionText = (request: Changing): Mrkdwn => foreignText(wordingOfAll(request).title, 90);

/** "Lost Mode off", "Moved to Sales": once it is done. */
export const doneText = (request: Changing): Mrkdwn => foreignText(wordingOfAll(request).done, 90);

/** "Sales", "Lost Mode off": what it sets, or the name of the command. */
export const valueText = (request: Changing): Mrkdwn => foreignText(wordingOfAll(request).value, 90);

/** What its one command does to a state, in words; `null` for a record, and where the operation has none. */
export function stateWords({ changes }: Pick<HelpdeskRequest, 'changes'>): StateWords | null {
  const [only, ...others] = changes.map(({ operation }) => operationNamed(operation));
  return others.length === 0 ? (only?.phrase.states ?? null) : null;
}

/** The one command of a request that leads to a state that can be read; `null`: it's another kind of change. */
export function reachedBy({ changes }: Pick<HelpdeskRequest, 'changes'>) {
  const [only, ...others] = changes.map(({ operation }) => operationNamed(operation));
  const isState = only?.kind === 'command' && only.reached !== null && only.phrase.done === undefined;
  return isState && others.length === 0 ? only : null;
}

/** Two lines on a phone. */
const MOST_HEADLINE = 60;

/** "Ana requests: turn off Lost Mode on Dana Li's iPhone"; names are cut until it fits two lines on a phone. */
export function headline(request: HelpdeskRequest): Mrkdwn {
  const fitting = [60, 26, 18, 14, 10].map((most) => headlineWithin(request, most));
  return fitting.find(({ plain }) => [...plain].length <= MOST_HEADLINE) ?? headlineWithin(request, 14);
}

const headlineWithin = (request: HelpdeskRequest, most: number): Mrkdwn =>
  request.requesterName === FORGOTTEN
    ? capitalize(requestText(request, most))
    : mrkdwn`${foreignText(request.requesterName, Math.min(most, 40))} requests: ${requestText(request, most)}`;
