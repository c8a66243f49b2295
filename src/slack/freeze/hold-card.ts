import type { KnownBlock } from '@slack/types';
import { holdPeriod } from '../../helpdesk/limits/hold-list.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import type { HoldList } from '../../helpdesk/ports.ts';
import { type HelpdeskRequest, heldUntil } from '../../helpdesk/request.ts';
import { actions, button, context, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import { deadlineText } from '../requests/approvers-text.ts';
import { requestButton } from '../requests/request-buttons.ts';
import { nameText, shortText } from '../requests/request-text.ts';
import { statusText } from '../requests/status-text.ts';

/** More are not listed on one card. */
const MOST_LISTED = 5;

const countOf = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "erase" where all of it is that, else its class: "irreversible". */
function kindOf(key: string, requests: readonly HelpdeskRequest[]): string {
  const labels = new Set(
    requests.flatMap(({ changes }) => changes.map(({ operation }) => operationNamed(operation).label)),
  );
  const [name = key] = key.split(':');
  if (name === 'secret') return 'keys and PINs';
  const [only, ...others] = labels;
  return only !== undefined && others.length === 0 ? only.toLowerCase() : name;
}

/** "erase", "erase, Ana Ruiz"; with a capital where it begins a sentence. */
function limitName(key: string, requests: readonly HelpdeskRequest[], isFirst = false): Mrkdwn {
  const plain = kindOf(key, requests);
  const name = ownText(isFirst ? `${plain.charAt(0).toUpperCase()}${plain.slice(1)}` : plain);
  if (!key.includes(':')) return mrkdwn`${name}`;
  return mrkdwn`${name}, ${nameText(requests[0]?.requesterName ?? 'one person', 60)}`;
}

const heldFacts = (requests: readonly HelpdeskRequest[]) =>
  requests.map(({ outcome }) => outcome).find((outcome) => outcome?.code === 'held');

export const denyLabel = (count: number): string => (count === 1 ? 'Deny' : `Deny all ${count}`);

/** How a request ended that a limit held, with its own details. */
export const endedRow = (request: HelpdeskRequest, now: number): KnownBlock => {
  const { release } = request;
  const how =
    release === null ? statusText(request, now, {}) : mrkdwn`Released by ${nameText(release.name, 60)}`;
  return section(
    lines([bold(shortText(request)), how, mrkdwn`requested by ${nameText(request.requesterName, 60)}`]),
    requestButton('request.open', request),
  );
};

/** One request on hold, with its way out. */
export const heldRow = (request: HelpdeskRequest): KnownBlock =>
  section(
    lines([
      bold(shortText(request)),
      join(
        [
          nameText(request.requesterName, 60),
          request.approvals.length === 0
            ? ''
            : mrkdwn`approved by ${join(
                request.approvals.slice(0, 5).map(({ approverName }) => nameText(approverName, 40)),
                ', ',
              )}`,
        ],
        ' · ',
      ),
    ]),
    requestButton('request.release', request),
  );

/** "3 erase requests". */
const heldCount = ({ key, held }: Pick<HoldList, 'key' | 'held'>): string =>
  countOf(held.length, key.startsWith('secret') ? 'key or PIN request' : `${kindOf(key, held)} request`);

/** Until when the first of them can be released, epoch ms. */
export const firstEnd = (held: readonly HelpdeskRequest[]): number => Math.min(...held.map(heldUntil));

/**
 * To somebody who may release. It is never redrawn, so it says the time of what it says; its button shows what is on hold then.
 * `now` is epoch ms.
 */
export function renderHoldNotice(list: Pick<HoldList, 'key' | 'held'>, now: number): Card {
  const [at, until] = [dateText(now, 'time'), deadlineText(firstEnd(list.held), now)];
  const said = mrkdwn`⛔ ${bold('Safety limit reached.')} ${heldCount(list)} on hold at ${at}. Please review by ${until}.`;
  return {
    text: messageText(said),
    blocks: [section(said), ...actions([button('hold.all', { limitKey: list.key }, 'Review requests')])],
  };
}

/** What one safety limit holds; once nothing is left, what became of it. Pure. `now` is epoch ms. */
export function renderHoldCard(list: HoldList, called: Mrkdwn, now: number): Card {
  const { key, held } = list;
  if (held.length === 0) return overCard(list);
  const facts = heldFacts(held);
  const until = firstEnd(held);
  const left = held.length - MOST_LISTED;
  const head = mrkdwn`⛔ ${bold(mrkdwn`Safety limit reached: ${limitName(key, held)}`)}`;
  const minutes = Math.round((facts?.windowMs ?? 0) / 60_000);
  const sent = facts
    ? mrkdwn`${facts.sent} sent in ${minutes} minutes, the limit is ${facts.limit}.${ownText(key.includes(':') ? " Other people's requests aren't affected." : '')}`
    : mrkdwn``;
  return {
    text: messageText(
      mrkdwn`Safety limit reached: ${heldCount(list)} on hold. Please review by ${deadlineText(until, now)}.`,
    ),
    blocks: [
      section(
        lines([
          head,
          sent,
          mrkdwn`${bold(`${countOf(held.length, 'request')} on hold`)} until ${deadlineText(until, now)}. ${called}: please review.`,
        ]),
      ),
      ...held.slice(0, MOST_LISTED).map(heldRow),
      ...(left > 0
        ? [
            section(
              mrkdwn`and ${left} more`,
              button('hold.all', { limitKey: key }, `Show all ${held.length}`),
            ),
          ]
        : []),
      ...actions([button('hold.deny-all', { limitKey: key }, denyLabel(held.length), { style: 'danger' })]),
      context(mrkdwn`Each one is released by itself, by someone who neither requested nor approved it.`),
    ],
  };
}

function overCard({ key, ended }: HoldList): Card {
  const released = ended.filter(({ release }) => release !== null);
  const by = [...new Set(released.map(({ release }) => release?.name ?? ''))].join(', ');
  const count = (state: HelpdeskRequest['state']) =>
    ended.filter((one) => one.state === state && one.release === null).length;
  const parts = [
    released.length > 0 ? mrkdwn`${released.length} released by ${foreignText(by, 120)}` : '',
    count('denied') > 0 ? `${count('denied')} denied` : '',
    count('cancelled') > 0 ? `${count('cancelled')} canceled` : '',
    count('expired') > 0 ? `${count('expired')} expired` : '',
    count('void') > 0 ? `${count('void')} no longer valid` : '',
  ].filter((part) => part !== '');
  const isExpired = ended.length > 0 && count('expired') === ended.length;
  const last = Math.max(...ended.map(heldUntil));
  const said = isExpired
    ? mrkdwn`${bold(mrkdwn`Expired on hold: ${countOf(ended.length, `${kindOf(key, ended)} request`)}`)} · not released by ${dateText(last, 'time')}`
    : join(
        [
          mrkdwn`✅ ${bold(mrkdwn`${limitName(key, ended, true)}: nothing on hold`)}`,
          ...parts,
          dateText(holdPeriod(ended).until, 'time'),
        ],
        ' · ',
      );
  const details = button('hold.details', { limitKey: key, ...holdPeriod(ended) }, 'Details', {
    says: mrkdwn`Details: ${limitName(key, ended)} on hold`,
  });
  return { text: messageText(said), blocks: [section(said, ended.length > 0 ? details : undefined)] };
}
