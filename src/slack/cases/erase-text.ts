import { type Case, type CaseEvent, lastOf } from '../../helpdesk/cases/case.ts';
import { bold, dateText, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { kindOf, ON_HOLD, whyNot } from './case-text.ts';

const WORDS = {
  erase: { sent: 'Erase', not: 'Not erased:', done: 'Erased' },
  passcode: { sent: 'Clear passcode', not: 'Passcode not cleared:', done: 'Passcode cleared' },
} as const;

/** How erasing the device, or clearing its passcode, stands after this event; `null` for an event about neither. */
export function eraseLine(one: Case, event: CaseEvent): Mrkdwn | null {
  const what = event.kind.startsWith('erase') ? 'erase' : 'passcode';
  const { sent, not, done } = WORDS[what];
  const at = dateText(event.at);
  switch (event.kind) {
    case 'erase-asked':
    case 'passcode-asked':
      return mrkdwn`⏳ ${ownText(sent)} requested, waiting for approval`;
    case 'erase-held':
    case 'passcode-held':
      return mrkdwn`⛔ ${bold(not)} ${ON_HOLD}`;
    case 'erase-sent':
    case 'passcode-sent':
      return mrkdwn`⏳ ${ownText(sent)} sent ${at}, waiting for the ${kindOf(one)}`;
    case 'erase-unknown':
    case 'passcode-unknown':
      return mrkdwn`⚠️ ${bold(`${sent} sent, result unknown.`)} Check the ${kindOf(one)}.`;
    case 'erased':
    case 'passcode-cleared':
      return mrkdwn`✅ ${bold(done)} ${at}`;
    case 'erase-failed':
    case 'passcode-failed':
      return mrkdwn`🟠 ${bold(not)} ${whyNot(event)}`;
    default:
      return null;
  }
}

/** The newest event about erasing the device; `null` where there was none. */
const eraseIn = (one: Pick<Case, 'events'>): CaseEvent | null =>
  lastOf(one, 'erase-asked', 'erase-held', 'erase-sent', 'erase-unknown', 'erased', 'erase-failed');

const passcodeIn = (one: Pick<Case, 'events'>): CaseEvent | null =>
  lastOf(
    one,
    'passcode-asked',
    'passcode-held',
    'passcode-sent',
    'passcode-unknown',
    'passcode-cleared',
    'passcode-failed',
  );

/** Both on a case's card, where somebody has requested them. */
export const eraseLines = (one: Case): readonly Mrkdwn[] =>
  [eraseIn(one), passcodeIn(one)].flatMap((event) => (event && eraseLine(one, event)) ?? []);

/** How erasing stands in a closed case; empty where nobody has requested it, or it came to nothing. */
export function eraseLeftOf(one: Case): Mrkdwn | string {
  switch (eraseIn(one)?.kind) {
    case 'erased':
      return 'erased';
    case 'erase-asked':
      return 'not erased, the erase waits for approval';
    case 'erase-held':
      return 'not erased, the erase is on hold';
    case 'erase-sent':
      return mrkdwn`erase sent, waiting for the ${kindOf(one)}`;
    case 'erase-unknown':
      return 'erase sent, result unknown';
    default:
      return '';
  }
}
