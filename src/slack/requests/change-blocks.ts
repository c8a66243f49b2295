import type { KnownBlock } from '@slack/types';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { seenAt, whenOnline } from '../../helpdesk/operations/when-online.ts';
import { FORGOTTEN, type HelpdeskRequest } from '../../helpdesk/request.ts';
import { fields, section, sections, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName, relativeTime } from '../block-kit/format.ts';
import { bold, dateText, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { paramsSummary } from './params-summary.ts';
import { nameText } from './request-text.ts';

const pair = (label: string, value: Mrkdwn): Mrkdwn => lines([bold(label), value]);
const orNone = (text: string | null | undefined, max: number): Mrkdwn =>
  foreignText(text?.trim() || 'none', max);

/** What of a request says what is wanted; a draft has it, too. */
export type ChangeSummary = Pick<HelpdeskRequest, 'snapshot' | 'changes' | 'differences' | 'consequences'>;

/** The device as it was when the request was made. */
function deviceFields({ snapshot }: Pick<ChangeSummary, 'snapshot'>): KnownBlock {
  const { name, model, platform, user, serialNumber, blueprint } = snapshot.device;
  const kind = model.trim() === '' ? platformName(platform) : model;
  // A forgotten device is called what it is.
  const isNamed = name !== kind && name !== FORGOTTEN;
  return fields([
    pair('Device', join([...(isNamed ? [withAccessibleName(name, 100)] : []), foreignText(kind, 60)], ' · ')),
    pair('Assigned to', user === null ? mrkdwn`unassigned` : nameText(user.name.trim() || user.email, 80)),
    pair('Serial number', orNone(serialNumber, 40)),
    pair('Blueprint', orNone(blueprint?.name, 80)),
  ]);
}

/** The same in two lines, for a message that stays: its times are no ages. `isSeenSaid`: when it was last seen is said, too. */
function deviceLines({ snapshot }: ChangeSummary, isSeenSaid: boolean): readonly Mrkdwn[] {
  const { name, model, platform, serialNumber, blueprint } = snapshot.device;
  const seen = seenAt(snapshot);
  const kind = model.trim() === '' ? platformName(platform) : model;
  const called = name === FORGOTTEN || name.trim() === '' ? kind : name;
  return [
    join([foreignText(called, 80), foreignText(serialNumber, 40)], ' · '),
    join(
      [
        foreignText(blueprint?.name ?? '', 60),
        seen === null || !isSeenSaid ? '' : mrkdwn`last seen ${dateText(seen)}`,
      ],
      ' · ',
    ),
  ];
}

/** What would change: before → after of record changes, the words that a command carries. The headline names the command. */
function changeLines(request: ChangeSummary, most = WHOLE): readonly Mrkdwn[] {
  const record = request.differences.map(({ label, before, after }) =>
    after === FORGOTTEN
      ? mrkdwn`${bold(foreignText(label, 40))}: values removed`
      : mrkdwn`${bold(foreignText(label, 40))}: ${foreignText(before, most / 3)} → ${bold(foreignText(after, most / 3))}`,
  );
  const commands = request.changes.flatMap((change) => {
    const operation = operationNamed(change.operation);
    if (operation.kind !== 'command') return [];
    return paramsSummary(change).map(
      ({ label, value }) =>
        mrkdwn`${bold(label)}: ${value === FORGOTTEN ? 'removed' : foreignText(value, most)}`,
    );
  });
  return [...record, ...commands];
}

/** How long a foreign text may be where there is room for it. */
export const WHOLE = 750;

/** No operation has more to say at once. */
const MOST_CONSEQUENCES = 10;

/** How a sentence begins that versions before 30 November 2026 stored with a request, true when it was written. */
const STORED_AGE =
  /^(?:Last seen (?:just now|\d+ (?:min|h|days) ago)\. |Never seen by Kandji\. |It was last seen \d+ (?:hours|days) ago: )/u;

/** `arrives`: when it reaches the device. */
const consequenceLines = (
  { consequences }: ChangeSummary,
  most: number,
  arrives: Mrkdwn | string | null,
): readonly Mrkdwn[] => [
  ...(arrives ? [mrkdwn`• ${arrives}`] : []),
  ...consequences
    .filter((sentence) => !STORED_AGE.test(sentence))
    .slice(0, MOST_CONSEQUENCES)
    .map((sentence) => mrkdwn`• ${foreignText(sentence, most / 2)}`),
];

/**
 * "Last seen 9 days ago. It's erased when it's next online."; `null` where nothing has to be said. `isFresh`: the device was read just
 * now; else no age is told, and that it is online is no more than an if.
 */
function arrivalLine(change: ChangeSummary, now: number, isFresh: boolean): Mrkdwn | null {
  const [seen, then] = [seenAt(change.snapshot), whenOnline(change, now, !isFresh)];
  if (then === null) return null;
  if (seen === null) return mrkdwn`Kandji doesn't say when it was last seen. ${ownText(then)}`;
  const at = isFresh ? relativeTime(seen, now) : dateText(seen);
  return join([mrkdwn`Last seen ${at}.`, ownText(then)], ' ');
}

const blocksOf = (change: ChangeSummary, arrives: Mrkdwn | null): KnownBlock[] => [
  deviceFields(change),
  ...sections(changeLines(change)),
  ...sections(consequenceLines(change, WHOLE, arrives)),
];

/** The device as it was just read, what would change, what it means and when it reaches the device. `now` is epoch ms. */
export const changeBlocks = (change: ChangeSummary, now: number): KnownBlock[] =>
  blocksOf(change, arrivalLine(change, now, true));

/** The same with the reason, of a request: the device as it was then. */
export const summaryBlocks = (request: HelpdeskRequest, now: number): KnownBlock[] => [
  ...blocksOf(
    request,
    request.state === 'pending' || request.state === 'held' ? arrivalLine(request, now, false) : null,
  ),
  section(reasonLine(request, WHOLE)),
];

function reasonLine({ reason }: HelpdeskRequest, most: number): Mrkdwn {
  const typed =
    reason.trim() === '' ? mrkdwn`none` : reason === FORGOTTEN ? mrkdwn`removed` : foreignText(reason, most);
  return mrkdwn`${bold('Reason:')} ${typed}`;
}

/** The device, what would change, what it means and why, as short as it can be said. `now`, epoch ms: also when it was last seen and reaches the device. */
export const bodyBlocks = (request: HelpdeskRequest, now: number | null, most = WHOLE): KnownBlock[] =>
  sections([
    ...deviceLines(request, now !== null),
    ...changeLines(request, most),
    ...consequenceLines(request, most, now === null ? null : whenOnline(request, now, true)),
    reasonLine(request, most),
  ]);
