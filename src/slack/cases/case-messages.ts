import {
  type Case,
  type CaseEvent,
  callBackPhone,
  foundIn,
  isLocked,
  lastOf,
  lostModeIn,
  outcomeOf,
  takerOf,
} from '../../helpdesk/cases/case.ts';
import type { CasePolicy } from '../../helpdesk/policy.ts';
import { button, section, sections } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
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
  userMention,
} from '../block-kit/text.ts';
import { callBackText, typedText } from './case-facts.ts';
import { deviceName, lockLine, nameOf, offeredName, phoneLine, statusLine } from './case-text.ts';
import { eraseLine } from './erase-text.ts';
import { callText, failedNews, onNews, reportedBlocks } from './reported.ts';

/** User groups and people, to be notified. */
export function mentions(ids: readonly string[]): Mrkdwn {
  const marks = ids.flatMap((id) =>
    /^S[A-Z0-9]{2,20}$/u.test(id)
      ? [`<!subteam^${id}>`]
      : /^[UW][A-Z0-9]{2,20}$/u.test(id)
        ? [`<@${id}>`]
        : [],
  );
  return marks.length === 0 ? mrkdwn`` : { mrkdwn: marks.join(' '), plain: 'IT', exact: true };
}

/** Every event of a case with its day, oldest first, and what was typed with it. */
export const timeline = (one: Case): readonly Mrkdwn[] =>
  one.events.slice(-MOST_LINES).flatMap((event) => {
    const line = timelineLine(one, event, 'moment');
    return line ? [line, ...saidLines(event)] : [];
  });

/** Older events stand in the thread only. */
const MOST_LINES = 60;

/** One event as a line of the case's thread, or with its day; `null` for what this version does not know. */
export function timelineLine(one: Case, event: CaseEvent, when: 'time' | 'moment' = 'time'): Mrkdwn | null {
  const { person, reporter, kind } = one.report;
  const by = nameOf(event.by?.name ?? '');
  const said = ((): Mrkdwn | null => {
    switch (event.kind) {
      case 'reported':
        // What it turned out to be stands where that was said.
        return mrkdwn`Reported by ${nameOf(reporter.name)}${ownText(lastOf(one, 'reported-again') ? '' : `: ${kind}`)}`;
      case 'reported-again':
        return mrkdwn`${by} says: ${event.result === 'stolen' ? 'stolen' : 'lost'}`;
      case 'on-asked':
        return mrkdwn`Lost Mode requested, waiting for approval`;
      case 'on-sent':
        return mrkdwn`Lost Mode sent`;
      case 'on':
        return mrkdwn`Lost Mode on, confirmed`;
      case 'on-failed':
      case 'off-failed':
      case 'on-held':
      case 'off-held':
      case 'on-unknown':
      case 'off-unknown':
        return statusLine({ ...one, events: [event] });
      case 'off-asked':
        return mrkdwn`Lost Mode off requested, waiting for approval`;
      case 'off-sent':
        return mrkdwn`Lost Mode off sent`;
      case 'off':
        return mrkdwn`Lost Mode off, confirmed`;
      case 'lock-asked':
        return mrkdwn`Lock requested, waiting for approval`;
      case 'lock-sent':
        return mrkdwn`Lock sent`;
      case 'locked':
        return mrkdwn`Locked, reported by Kandji`;
      case 'lock-held':
      case 'lock-unknown':
      case 'lock-failed':
        return lockLine(one, event);
      case 'device-chosen':
        return mrkdwn`${by} chose the device: ${join((event.devices ?? []).map(offeredName), ', ')}`;
      case 'looked-up':
        return lookedUp(event, nameOf(person.name));
      case 'located':
        return mrkdwn`Location received. People with permission see it in Lost Mode.`;
      case 'checked-in':
        return mrkdwn`Checked in`;
      case 'silent':
        return mrkdwn`No contact for 24 hours. ${event.lastSeenAt === undefined ? '' : mrkdwn`Last seen ${dateText(event.lastSeenAt)}. `}Next: erase, or wait?`;
      case 'taken':
        return mrkdwn`Taken by ${by}`;
      case 'found':
        return event.by?.userId === person.userId
          ? mrkdwn`${by} says: found`
          : mrkdwn`${by} marked it as found`;
      case 'not-yet':
        return mrkdwn`${by} needs to check first: not found yet`;
      case 'closed':
        return mrkdwn`Closed by ${by}`;
      default:
        return eraseLine(one, event);
    }
  })();
  return said && mrkdwn`${dateText(event.at, when)} ${said}`;
}

/** What was typed with an event, a line each: it stands apart from the date, which it must not spoil. */
const saidLines = ({ said }: CaseEvent): readonly Mrkdwn[] =>
  said ? [typedText(said.place, 500), callBackText(said.phone)].filter(({ plain }) => plain !== '') : [];

const lookedUp = ({ devices = [] }: CaseEvent, whose: Mrkdwn): Mrkdwn =>
  devices.length === 0
    ? mrkdwn`Looked up in Kandji: no devices are assigned to ${whose}`
    : mrkdwn`Looked up in Kandji: ${countNoun(devices.length, 'device')} of ${whose}. Which one is it?`;

/** After these an agent has to do something. */
const CALLING: ReadonlySet<string> = new Set([
  'reported-again',
  'silent',
  'found',
  'on-held',
  'off-held',
  'lock-held',
  'erase-held',
  'passcode-held',
  'on-unknown',
  'off-unknown',
  'lock-unknown',
  'erase-unknown',
  'passcode-unknown',
]);

/** True where an agent has to act now: also where Lost Mode was not turned on or off although it is still needed. */
const isCalling = (one: Case, { kind, result, devices = [] }: CaseEvent): boolean =>
  CALLING.has(kind) ||
  (kind === 'looked-up' && devices.length > 0) ||
  (result !== 'cancelled' &&
    (kind === 'on-failed' ? foundIn(one) === null : kind === 'off-failed' && foundIn(one) !== null));

/** The same as a message, with who has to act now. */
export function renderTimelineReply(one: Case, event: CaseEvent, cases: CasePolicy | null): Card | null {
  const said = timelineLine(one, event);
  if (!said) return null;
  const taker = takerOf(one);
  const call = taker ? userMention(taker.userId, taker.name) : mentions(cases?.notify ?? []);
  const acts = isCalling(one, event) && call.plain !== '';
  const text = acts ? mrkdwn`${call} ${said}` : said;
  const deviceId = one.report.device?.device.id;
  const look =
    event.kind === 'located' && deviceId ? button('device.lost', { deviceId }, 'Lost Mode…') : undefined;
  const typed = saidLines(event);
  const head = acts && !said.exact ? [call, said] : [text];
  const blocks = look ? [section(text, look)] : sections([...head, ...typed]);
  return { text: messageText(join([text, ...typed], ', ')), blocks };
}

/** The person's first message. */
export const renderCaseMessage = (one: Case, cases: CasePolicy | null): Card => ({
  text: 'Reported. IT has been notified.',
  blocks: reportedBlocks(one, cases),
});

/** These change the person's first message without a sound, where there is one that can be changed. */
const QUIET: ReadonlySet<string> = new Set(['on', 'taken']);

/** What the person hears of an event, as a new message; `null` where it is no news to them. Never where the device is. */
export function renderCaseNews(one: Case, index: number, cases: CasePolicy | null): Card | null {
  const event = one.events[index];
  if (!event) return null;
  if (event.kind === 'reported') return renderCaseMessage(one, cases);
  if (QUIET.has(event.kind) && one.delivery.message) return null;
  const said = newsText({ ...one, events: one.events.slice(0, index + 1) }, event, cases);
  return said && { text: messageText(said), blocks: [section(said)] };
}

/** `one`: up to this event. */
function newsText(one: Case, event: CaseEvent, cases: CasePolicy | null): Mrkdwn | null {
  const by = nameOf(event.by?.name ?? '');
  const { device } = one.report;
  const phone = callBackPhone(one);
  switch (event.kind) {
    case 'on':
      return onNews(one, event);
    case 'on-failed': {
      const said = failedNews(one, event);
      // What is tried after that is between agents and approvers.
      const isFirst = one.events.find(({ kind }) => kind === 'on-failed') === event;
      return said && isFirst ? lines([mrkdwn`${said} IT has been notified.`, phoneLine(cases) ?? '']) : null;
    }
    case 'taken':
      return event.by?.userId === one.report.person.userId ? null : mrkdwn`${by} is working on this.`;
    case 'off':
      if (event.requestId === undefined && foundIn(one) === null)
        return mrkdwn`${bold('Lost Mode is off')} for ${deviceName(one)} (confirmed ${dateText(event.at)}).`;
      return mrkdwn`✅ ${bold('Lost Mode is off.')} You can use your ${ownText(device?.device.platform ?? 'device')} again.`;
    case 'off-failed':
      // While the case is open, an agent sees on its card what to do.
      return lastOf(one, 'closed') === null
        ? null
        : lines([
            mrkdwn`⚠️ ${bold('Lost Mode is still on')} for ${deviceName(one)}. Ask IT to turn it off.`,
            phoneLine(cases) ?? '',
          ]);
    case 'not-yet':
      return mrkdwn`${by} needs to check with you first.${phone === '' ? '' : mrkdwn` They may call you at ${foreignText(phone, 60)}.`}`;
    case 'closed':
      return closedNews(one, by, cases);
    default:
      return null;
  }
}

/** That Lost Mode is off was told already. */
function closedNews(one: Case, by: Mrkdwn, cases: CasePolicy | null): Mrkdwn | null {
  if (lostModeIn(one)?.kind === 'off') return null;
  switch (outcomeOf(one)) {
    case 'not-found':
      return lines([
        mrkdwn`${by} closed your report for ${deviceName(one)}: not found.`,
        isLocked(one) ? mrkdwn`Lost Mode stays on. If you find it, ${callText(cases)}.` : '',
      ]);
    case 'mistake':
      return mrkdwn`${by} closed your report for ${deviceName(one)}: reported by mistake.`;
    default:
      return mrkdwn`✅ ${bold('Found.')} ${by} closed your report for ${deviceName(one)}.`;
  }
}
