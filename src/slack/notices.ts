import type { KnownBlock } from '@slack/types';
import { MdmError, type MdmErrorReason } from '../helpdesk/mdm-error.ts';
import { Refusal, type RefusalCode } from '../helpdesk/policy.ts';
import { isStoreOutage } from '../helpdesk/ports.ts';
import { joinList } from '../helpdesk/text.ts';
import { actions, button, section } from './block-kit/blocks.ts';
import {
  code,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
  type Text,
  userMention,
} from './block-kit/text.ts';
import { lastingError } from './lasting-error.ts';

/** What a person can do after a *no*; the reason before it is already a sentence. */
const AFTER_REFUSAL: Readonly<Record<Exclude<RefusalCode, 'not-allowed' | 'only-own'>, string>> = {
  outsider: '',
  'not-now': 'Nothing was changed. Try again in a minute.',
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

function afterRefusal(refusal: Refusal, command: string): Text {
  if (refusal.code === 'not-allowed') return askAdmins(refusal);
  return refusal.code === 'only-own'
    ? mrkdwn`Your own devices: ${code(`${command} mine`)}. ${neededForJob(refusal)}`
    : AFTER_REFUSAL[refusal.code];
}

const neededForJob = (refusal: Refusal): Mrkdwn => mrkdwn`Need it for your job? ${askAdmins(refusal)}`;

/** Only the person who is refused sees this, so the mentions notify no one. */
function askAdmins({ admins }: Refusal): Mrkdwn {
  if (admins.length === 0) return ownText('Ask your IT team.');
  const names = admins.map(({ userId, name }) => userMention(userId, name));
  const [first, ...others] = names;
  const before = join([first ?? '', ...others.slice(0, -1)], ', ');
  const all = others.length === 0 ? before : mrkdwn`${before} or ${names.at(-1) ?? ''}`;
  return mrkdwn`Ask ${all} (${ownText(others.length === 0 ? 'admin' : 'admins')}).`;
}

/** The same as {@link notice} for a message: with a button where there is something to go on with. */
export function noticeBlocks(error: unknown, said: Mrkdwn): KnownBlock[] {
  if (!(error instanceof Refusal) || error.code !== 'only-own') return [section(said)];
  return [
    section(reasonOf(error)),
    ...actions([button('list.page', { next: 'card', page: 0, typed: 'mine' }, 'My devices')]),
    section(neededForJob(error)),
  ];
}

const NO_PERMISSION = /On this device, you don't have permission to ([^.]+)\./gu;

/** The policy's "no" to several operations as one sentence. */
export function actorOnlyText(reason: string): string {
  const titles = [...reason.matchAll(NO_PERMISSION)].map(([, title = '']) => title);
  if (titles.length < 2) return reason;
  const rest = reason.replaceAll(NO_PERMISSION, '').trim();
  return `On this device, you don't have permission to ${joinList(titles, 'or')}. ${rest}`.trim();
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
