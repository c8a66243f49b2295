import { MdmError, type MdmErrorReason } from '../helpdesk/mdm-error.ts';
import { Refusal, type RefusalCode } from '../helpdesk/policy.ts';
import { isStoreOutage } from '../helpdesk/ports.ts';
import { joinList } from '../helpdesk/text.ts';
import { code, foreignText, join, type Mrkdwn, mrkdwn, ownText } from './block-kit/text.ts';
import { lastingError } from './lasting-error.ts';

/** What a person can do after a *no*; the reason before it is already a sentence. */
const AFTER_REFUSAL: Readonly<Record<Exclude<RefusalCode, 'only-own'>, string>> = {
  outsider: '',
  'not-allowed': 'If you need it for your work, ask an admin of this app.',
  'not-now': 'Nothing was changed. Please try again in a minute.',
  'needs-admin': '',
  'too-early': '',
  'own-request': '',
  'already-decided': '',
  'already-open': 'Yours was not sent. Wait for the first one, or ask its requester to cancel it.',
  changed: 'Nothing was sent.',
  'not-possible': 'Nothing was sent.',
  'not-found': '',
  'bad-input': 'Nothing was sent.',
};

/** The reason alone, for where something else did happen. */
export const reasonOf = ({ reason }: Refusal): Mrkdwn => withCode(actorOnlyText(reason));

/** A refusal in full: the reason, and the next step where there is one. */
export const refusedText = (refusal: Refusal, command: string): Mrkdwn =>
  join([reasonOf(refusal), afterRefusal(refusal, command)], ' ');

const afterRefusal = ({ code: why }: Refusal, command: string): Mrkdwn | string =>
  why === 'only-own' ? mrkdwn`You can see your own devices: ${code(`${command} mine`)}` : AFTER_REFUSAL[why];

const NO_RULE = /On this device, no rule of the policy lets you ([^.]+)\./gu;

/** The policy's "no" to several operations as one sentence. */
export function actorOnlyText(reason: string): string {
  const titles = [...reason.matchAll(NO_RULE)].map(([, title = '']) => title);
  if (titles.length < 2) return reason;
  const rest = reason.replaceAll(NO_RULE, '').trim();
  return `On this device, no rule of the policy lets you ${joinList(titles, 'or')}. ${rest}`.trim();
}

/** What stands in backticks is something to type. */
function withCode(reason: string): Mrkdwn {
  const pieces = reason.split('`');
  if (pieces.length === 1 || pieces.length % 2 === 0) return sentence(reason);
  return join(
    pieces.map((piece, index) => (index % 2 === 1 ? code(foreignText(piece)) : spaced(piece))),
    '',
  );
}

/** Foreign words that keep their distance from what stands beside them. */
const spaced = (piece: string): Mrkdwn =>
  join(
    [ownText(/^\s/u.test(piece) ? ' ' : ''), foreignText(piece), ownText(/\S\s$/u.test(piece) ? ' ' : '')],
    '',
  );

/** Why Kandji did not answer as hoped, and the next step. `what` completes "I can't show …"; `null`: it was no question. */
export const mdmErrorText = (what: string | null, error: MdmError): Mrkdwn =>
  mrkdwn`${opening(what, error)} ${nextStep(error)}`;

/** The same where only a part of something failed. */
export const partialErrorText = (what: string, error: MdmError): Mrkdwn =>
  mrkdwn`${opening(what, error)} ${nextStep(error)} Everything else here is complete.`;

const opening = (what: string | null, error: MdmError): Mrkdwn =>
  mrkdwn`${what === null ? 'That did not work' : `I can't show ${what}`}: ${because(error)}`;

function because({ reason, permission, endpoint, sentence: said }: MdmError): Mrkdwn {
  switch (reason) {
    case 'permission':
      return permission === null
        ? mrkdwn`the Kandji token may not call ${foreignText(endpoint, 150)}.`
        : mrkdwn`the Kandji token lacks '${foreignText(permission, 80)}'.`;
    case 'invalid':
      return mrkdwn`Kandji refused the question: ${sentence(said)}`;
    default:
      return mrkdwn`${BECAUSE[reason]}`;
  }
}

const BECAUSE: Readonly<Record<Exclude<MdmErrorReason, 'permission' | 'invalid'>, string>> = {
  token: 'Kandji no longer accepts our token.',
  'not-found': 'Kandji does not know it (any more).',
  blocked: 'a proxy or firewall between this app and Kandji refused it.',
  'wrong-host': 'the Kandji address is not the one of our tenant.',
  'rate-limited': 'Kandji gets too many questions this second.',
  'hour-spent': 'this hour’s Kandji requests are used up.',
  unreadable: 'Kandji gave an answer that I cannot read.',
  'time-out': 'Kandji did not answer in time.',
  server: 'Kandji has a fault of its own.',
  unreachable: 'I cannot reach Kandji.',
};

const NEXT_STEP: Readonly<Record<MdmErrorReason, string>> = {
  permission: 'An admin can tick it in Settings › Access.',
  token: 'An admin must give this app a new one (Kandji: Settings › Access).',
  'not-found': 'It may have been removed; search again.',
  blocked: 'An admin must let this app reach Kandji. Its token is not the cause.',
  'wrong-host': 'An admin must correct KANDJI_API_URL.',
  'rate-limited': 'Try again in a moment.',
  'hour-spent': 'Try again later; the console still works.',
  invalid: 'Try it in another way, or in the Kandji console.',
  unreadable: 'Try again in a minute.',
  'time-out': 'Try again in a minute.',
  server: 'Try again in a minute; status.kandji.io may know more.',
  unreachable: 'Try again in a minute.',
};

function nextStep({ reason, retryAfterMs }: MdmError): string {
  if (retryAfterMs === null || retryAfterMs < 90_000) return NEXT_STEP[reason];
  return `Try again in ${Math.ceil(retryAfterMs / 60_000)} minutes.`;
}

/** For everything that nobody foresaw, also after something was written down; the same reference is in the log. */
export const unexpectedErrorText = (reference: string): Mrkdwn =>
  mrkdwn`Something went wrong. Try again: nothing counts twice. If it happens again, tell an admin. Reference ${foreignText(reference, 20)}`;

/** Without its own records the app does nothing, and says so. */
export const tryAgainText = (reference: string): Mrkdwn =>
  mrkdwn`Not now: I cannot reach my own records, and without them I do nothing more. Please try again in a minute: nothing counts twice. If it lasts, tell an admin. Reference ${foreignText(reference, 20)}`;

/** Whatever was thrown, for the person: refusals and Kandji's failures in full, everything else with its reference. */
export function notice(
  error: unknown,
  about: { readonly what: string | null; readonly reference: string; readonly command: string },
): Mrkdwn {
  if (error instanceof Refusal) return refusedText(error, about.command);
  if (isStoreOutage(error)) return tryAgainText(about.reference);
  if (error instanceof MdmError)
    return mrkdwn`${mdmErrorText(about.what, error)} Reference ${foreignText(about.reference, 20)}`;
  const lasting = lastingError(error);
  return lasting === null
    ? unexpectedErrorText(about.reference)
    : mrkdwn`${withCode(lasting)} Reference ${foreignText(about.reference, 20)}`;
}

/** Foreign words that end as a sentence does. */
function sentence(text: string): Mrkdwn {
  const line = foreignText(text, 600);
  return /[.!?…]$/u.test(line.plain) || line.plain === '' ? line : mrkdwn`${line}.`;
}
