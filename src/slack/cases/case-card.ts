import type { KnownBlock, ModalView } from '@slack/types';
import {
  type Case,
  callBackPhone,
  foundIn,
  hasLostMode,
  isErased,
  isLocked,
  lastOf,
  lockIn,
  lostModeIn,
  outcomeOf,
  takerOf,
} from '../../helpdesk/cases/case.ts';
import type { CasePolicy } from '../../helpdesk/policy.ts';
import { FORGOTTEN } from '../../helpdesk/request.ts';
import { actions, button, context, modal, option, section, sections, select } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { shortDuration } from '../block-kit/format.ts';
import { bold, dateText, foreignText, join, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { callBackText, factLines } from './case-facts.ts';
import { mentions, timeline } from './case-messages.ts';
import {
  caseTitle,
  kindOf,
  lockLines,
  MOST_OFFERED,
  nameOf,
  offeredName,
  onlineLine,
  statusLine,
  whoseLost,
} from './case-text.ts';
import { eraseLeftOf, eraseLines } from './erase-text.ts';
import { plainText } from './reported.ts';

/**
 * The card in the case channel. Pure: drawn from the stored case. `cases` is the policy of now: whom a new case mentions, and links.
 * `canLock`: by that policy somebody may lock this device, which has no Lost Mode.
 */
export function renderCaseCard(one: Case, cases: CasePolicy | null, canLock = false): Card {
  if (one.closedAt !== null) return closedCard(one, one.closedAt);
  const taker = takerOf(one);
  const who = join(
    ['Open', ...(taker ? [nameOf(taker.name)] : ['not taken yet', mentions(cases?.notify ?? [])])],
    ' · ',
  );
  const title = caseTitle(one);
  return {
    text: messageText(join([title, callBackText(callBackPhone(one))], '. ')),
    blocks: [
      ...sections([mrkdwn`🔴 ${bold(title)}`, ...stateLines(one), onlineLine(one) ?? '', who]),
      ...sections(factLines(one)),
      ...offered(one),
      ...caseActions(one, canLock),
      ...links(one, cases),
      context(reportedBy(one)),
    ],
  };
}

/** Lost Mode or the lock, and what else was requested. An erased device has neither. */
const stateLines = (one: Case): readonly Mrkdwn[] => [
  ...(isErased(one) && foundIn(one) === null ? [] : [statusLine(one)]),
  ...lockLines(one),
  ...eraseLines(one),
];

const VIA = { phone: 'by phone', chat: 'in a chat', 'in-person': 'in person' } as const;

function reportedBy({ report, createdAt }: Case): Mrkdwn {
  const { person, reporter, via } = report;
  const forWhom = reporter.userId === person.userId ? mrkdwn`` : mrkdwn` for ${nameOf(person.name)}`;
  const how = via === null ? mrkdwn`` : mrkdwn` (${VIA[via]})`;
  return mrkdwn`reported by ${nameOf(reporter.name)}${forWhom}${how}, ${dateText(createdAt)}`;
}

function caseActions(one: Case, canLock: boolean): KnownBlock[] {
  const { id: caseId, report } = one;
  const deviceId = report.device?.device.id;
  const says = (what: string): Mrkdwn => mrkdwn`${what}: ${whoseLost(one)}`;
  const found = foundIn(one);
  const last = lostModeIn(one)?.kind;
  const isWaiting = found !== null && last === 'off-asked';
  const isLeaving = last === 'off-sent' || last === 'off-unknown' || last === 'off';
  return actions([
    isWaiting
      ? button('case.confirm-found', { caseId }, 'Turn off Lost Mode', {
          style: 'primary',
          says: says('Turn off Lost Mode'),
          confirm: confirmOff(one),
        })
      : null,
    found && !isLeaving
      ? button('case.deny-found', { caseId }, 'Not yet', { says: says('Not found yet') })
      : null,
    !found && takerOf(one) === null
      ? button('case.take', { caseId }, 'Take case', { style: 'primary', says: says('Take case') })
      : null,
    !isWaiting && hasLostMode(one) && deviceId
      ? button('device.lost', { deviceId }, 'Lost Mode…', { says: says('Lost Mode') })
      : null,
    canLock && !found && deviceId
      ? button('device.operate', { operation: 'lock', deviceId }, 'Lock…', { says: says('Lock') })
      : null,
    !report.device && report.description !== '' && report.description !== FORGOTTEN
      ? button('case.look-up', { caseId }, 'Look it up', { says: says('Look up the device') })
      : null,
    select('case.more', 'More…', more(one, deviceId)),
  ]);
}

function more(one: Case, deviceId: string | undefined) {
  const { id: caseId } = one;
  const choice = (name: Parameters<typeof option<'case.more'>>[1]['choice'], label: string) =>
    option('case.more', { choice: name, caseId }, label);
  return [
    deviceId ? choice('device', 'Open device') : choice('choose', 'Choose device…'),
    ...(takerOf(one) ? [choice('take-over', 'Take over')] : []),
    ...(foundIn(one) ? [] : [choice('found', 'Mark as found')]),
    choice('close', 'Close case…'),
    choice('details', 'Details'),
  ];
}

const confirmOff = ({ report: { person } }: Case) => ({
  title: plainText('Turn off Lost Mode?'),
  text: plainText(
    `Check first that it's ${foreignText(person.name, 60).plain}. Anyone who has the device can use it again.`,
  ),
  confirm: plainText('Turn off Lost Mode'),
  deny: plainText('Cancel'),
});

/** The cards of the devices that it may be. One block each: a block cannot hold an action_id twice. */
const offered = (one: Case): KnownBlock[] =>
  (one.report.device ? [] : (lastOf(one, 'looked-up')?.devices ?? []))
    .slice(0, MOST_OFFERED)
    .flatMap((device) =>
      actions([button('device.open', { deviceId: device.id }, mrkdwn`Open ${offeredName(device)}`)]),
    );

/** One block each, too. */
const links = ({ id: caseId }: Case, cases: CasePolicy | null): KnownBlock[] =>
  (cases?.links ?? [])
    .slice(0, 5)
    .flatMap(({ label, url }) =>
      actions([button('case.link', { caseId }, mrkdwn`${foreignText(label, 60)} ↗`, { url })]),
    );

/** Two lines: what it was, and how it ended. */
function closedCard(one: Case, closedAt: number): Card {
  const { id: caseId } = one;
  const outcome = outcomeOf(one);
  const what =
    outcome === 'found'
      ? mrkdwn`✅ ${bold(mrkdwn`Found: ${whoseLost(one)}`)}`
      : bold(mrkdwn`Closed: ${whoseLost(one)}`);
  const first = mrkdwn`${what} · ${dateText(closedAt)}`;
  const by = one.events.findLast(({ kind }) => kind === 'closed')?.by;
  const how = join(
    [
      outcome === 'not-found' ? 'Not found' : outcome === 'mistake' ? 'Reported by mistake' : '',
      leftOf(one),
      lockLeftOf(one),
      eraseLeftOf(one),
      by ? mrkdwn`closed by ${nameOf(by.name)}` : '',
      mrkdwn`open for ${shortDuration(closedAt - one.createdAt)}`,
    ],
    ' · ',
  );
  return {
    text: messageText(first),
    blocks: [
      section(
        first,
        button('case.details', { caseId }, 'Details', { says: mrkdwn`Details: ${caseTitle(one)}` }),
      ),
      context(how),
    ],
  };
}

/** How Lost Mode stands in a closed case. */
function leftOf(one: Case): Mrkdwn | string {
  const kind = kindOf(one);
  switch (lostModeIn(one)?.kind) {
    case 'off':
      return 'Lost Mode off, confirmed';
    case 'on':
    case 'off-failed':
      return 'Lost Mode still on';
    case 'off-asked':
      return 'Lost Mode still on, turning it off waits for approval';
    case 'off-held':
      return 'Lost Mode still on, turning it off is on hold';
    case 'off-sent':
      return mrkdwn`Lost Mode off sent, waiting for the ${kind}`;
    case 'on-sent':
      return mrkdwn`Lost Mode sent, waiting for the ${kind}`;
    case 'off-unknown':
    case 'on-unknown':
      return mrkdwn`Lost Mode unknown, check the ${kind}`;
    default:
      return isLocked(one) ? 'Lost Mode still on' : '';
  }
}

function lockLeftOf(one: Case): Mrkdwn | string {
  switch (lockIn(one)?.kind) {
    case 'locked':
      return 'locked';
    case 'lock-asked':
      return 'not locked, the lock waits for approval';
    case 'lock-held':
      return 'not locked, the lock is on hold';
    case 'lock-sent':
      return mrkdwn`lock sent, waiting for the ${kindOf(one)}`;
    case 'lock-unknown':
      return 'lock sent, result unknown';
    default:
      return '';
  }
}

/** A case in full: the card's lines and its timeline. */
export const caseView = (one: Case): ModalView =>
  modal(
    'case',
    { caseId: one.id },
    {
      title: 'Case',
      blocks: [
        ...sections([bold(caseTitle(one)), ...(one.closedAt === null ? stateLines(one) : [])]),
        ...sections(factLines(one)),
        ...sections(timeline(one)),
        context(mrkdwn`${reportedBy(one)} · case ${foreignText(one.id, 24)}`),
      ],
    },
  );
