import type { KnownBlock } from '@slack/types';
import type { Freeze } from '../helpdesk/limits/freeze-state.ts';
import { isBusy, MdmError, type MdmErrorReason } from '../helpdesk/mdm-error.ts';
import { FrozenRefusal, Refusal, type RefusalCode, type RefusalHelp } from '../helpdesk/policy.ts';
import { isStoreOutage } from '../helpdesk/ports.ts';
import { actions, button, section } from './block-kit/blocks.ts';
import { countNoun } from './block-kit/format.ts';
import {
  bold,
  capitalize,
  code,
  dateText,
  foreignText,
  join,
  link,
  type Mrkdwn,
  mrkdwn,
  ownText,
  quoted,
  type Text,
} from './block-kit/text.ts';
import { lastingError } from './lasting-error.ts';
import { adminsText, channelMention, namedAdmins, namedPeople } from './who-can-help.ts';

/** What a sentence about something that went wrong is made from, beside the error: see {@link Interaction}. */
export interface NoticeContext {
  /** Four characters that stand in the log, too. */
  readonly ref: string;
  /** What the slash command is called here: `/kandji`. */
  readonly command: string;
  /** Slack ids (`U…`, `S…`) of the policy's admins, who can help. */
  readonly admins: readonly string[];
  /** True of a person known to hold no role; absent where nobody has asked. */
  readonly isEmployee?: () => boolean;
}

/** What a person can do after a *no*; the reason before it is already a sentence. */
const AFTER_REFUSAL: Readonly<
  Record<Exclude<RefusalCode, 'only-own' | 'not-allowed' | 'turned-off' | 'not-recipient' | 'frozen'>, string>
> = {
  outsider: '',
  'not-now': 'Nothing was changed. Try again in a minute.',
  'needs-admin': '',
  'too-early': '',
  'own-request': '',
  'already-decided': '',
  'already-open': "Yours wasn't sent. Wait for the first one, or ask its requester to cancel it.",
  changed: 'Nothing was sent.',
  'not-possible': 'Nothing was sent.',
  unavailable: '',
  'not-found': '',
  'bad-input': 'Nothing was sent.',
};

/** The reason alone, for where something else did happen. */
export const reasonOf = (refusal: Refusal): Mrkdwn =>
  refusal instanceof FrozenRefusal
    ? mrkdwn`⛔ ${frozenText(refusal.freeze)} Nothing was sent.`
    : withCode(refusal.reason);

/** "Changes are frozen since 14:05 (Max Weber: “Possible stolen account”)." */
export const frozenText = ({ at, byName, reason }: Freeze): Mrkdwn =>
  mrkdwn`${bold('Changes are frozen')} since ${dateText(at, 'time')} (${foreignText(byName, 60)}: ${quoted(reason, 200)}).`;

/** A refusal in full: the reason, and the next step or who can help, where there is one. */
export const refusedText = (refusal: Refusal, context: NoticeContext): Mrkdwn =>
  join([reasonOf(refusal), afterRefusal(refusal, context)], ' ');

function afterRefusal(refusal: Refusal, { command }: NoticeContext): Text {
  switch (refusal.code) {
    case 'only-own':
      return mrkdwn`Your own devices: ${code(`${command} mine`)}. ${neededForJob(refusal)}`;
    case 'not-allowed':
    case 'turned-off':
      return whomToAsk(refusal.help);
    case 'frozen':
      return mrkdwn`Urgent? Use ${consoleOf(refusal)} or ask ${namedPeople(refusal.help.admins) ?? 'someone who may unfreeze'}.`;
    case 'not-recipient':
      return ownKeyText(refusal, command);
    default:
      return AFTER_REFUSAL[refusal.code];
  }
}

const ownKeyText = ({ help: { keysOf } }: Refusal, command: string): Text =>
  keysOf === null
    ? ''
    : mrkdwn`You can make your own request: ${code(foreignText(`${command} key ${keysOf}`, 120))}`;

const consoleOf = (refusal: Refusal): Mrkdwn =>
  refusal instanceof FrozenRefusal && refusal.consoleUrl !== null
    ? link(refusal.consoleUrl, 'the Kandji console ↗')
    : mrkdwn`the Kandji console`;

const neededForJob = ({ help: { admins } }: Refusal): Mrkdwn =>
  mrkdwn`Need it for your job? ${whomToAsk({ admins, channel: null })}`;

/** "Ask @Max Weber (admin).", "Ask in #it-help.": after a no by the policy. */
export const whomToAsk = ({ admins, channel }: Pick<RefusalHelp, 'admins' | 'channel'>): Mrkdwn =>
  channel === null ? mrkdwn`Ask ${namedAdmins(admins)}.` : mrkdwn`Ask in ${channelMention(channel)}.`;

/** The same as {@link notice} for a message: with a button where there is something to go on with. */
export function noticeBlocks(error: unknown, said: Mrkdwn): KnownBlock[] {
  if (!(error instanceof Refusal)) return [section(said)];
  const report = error.help.reportsLost
    ? button('case.report', { whose: 'mine', wanted: '' }, 'Report a lost device')
    : null;
  if (error.code !== 'only-own') return [section(said), ...actions([report])];
  const mine = button('list.page', { next: 'card', page: 0, typed: 'mine' }, 'My devices');
  return [section(reasonOf(error)), ...actions([mine, report]), section(neededForJob(error))];
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

/** Why Kandji did not answer as hoped, and the next step. `what` completes "Couldn't load …"; `null`: it is not named. */
export function mdmErrorText(what: string | null, error: MdmError, admins: readonly string[]): Mrkdwn {
  const why = because(error);
  const opening = what === null ? capitalize(why) : mrkdwn`Couldn't load ${what}: ${why}`;
  return join([opening, nextStep(error, admins)], ' ');
}

function because({ reason, permission, endpoint, status, sentence: said }: MdmError): Mrkdwn {
  switch (reason) {
    case 'permission':
      return permission === null
        ? mrkdwn`the Kandji token may not call ${foreignText(endpoint, 150)}.`
        : mrkdwn`the Kandji token is missing the permission ${quoted(permission, 80)}.`;
    case 'invalid':
      return mrkdwn`Kandji rejected this: ${sentence(said)}`;
    case 'server':
      return status === null
        ? mrkdwn`Kandji returned an error.`
        : mrkdwn`Kandji returned an error (${status}).`;
    default:
      return mrkdwn`${BECAUSE[reason]}`;
  }
}

const BECAUSE: Readonly<Record<Exclude<MdmErrorReason, 'permission' | 'invalid' | 'server'>, string>> = {
  token: 'Kandji no longer accepts the API token.',
  'not-found': "Kandji doesn't have it, or not anymore.",
  blocked: 'a proxy or firewall between this app and Kandji rejected it.',
  'wrong-host': 'the Kandji address in the settings is wrong.',
  'rate-limited': 'Kandji is limiting requests right now.',
  'hour-spent': "this hour's Kandji requests are used up.",
  unreadable: "Kandji sent an answer that can't be read.",
  'time-out': "Kandji didn't answer in time.",
  unreachable: "Kandji can't be reached.",
};

/** From here on a wait is given in minutes. */
const LONG_WAIT_MS = 90_000;

function nextStep({ reason, retryAfterMs }: MdmError, admins: readonly string[]): Mrkdwn {
  if (retryAfterMs !== null && retryAfterMs > 0)
    return retryAfterMs < LONG_WAIT_MS
      ? mrkdwn`Try again in ${countNoun(Math.ceil(retryAfterMs / 1000), 'second')}.`
      : mrkdwn`Try again in ${countNoun(Math.ceil(retryAfterMs / 60_000), 'minute')}.`;
  switch (reason) {
    case 'permission':
    case 'token':
    case 'blocked':
    case 'wrong-host':
      return mrkdwn`Ask ${adminsText(admins)}.`;
    case 'not-found':
      return mrkdwn`It may have been removed. Search again.`;
    case 'rate-limited':
      return mrkdwn`Try again in a moment.`;
    case 'hour-spent':
      return mrkdwn`Try again later, or use the Kandji console.`;
    case 'invalid':
      return mrkdwn`Try another way, or use the Kandji console.`;
    case 'server':
      return mrkdwn`Try again in a minute. ${link('https://status.kandji.io', 'status.kandji.io ↗')}`;
    default:
      return mrkdwn`Try again in a minute.`;
  }
}

/** The same to somebody who has never heard of an API. */
const busyText = (error: MdmError, admins: readonly string[]): Mrkdwn =>
  mrkdwn`Kandji is busy. ${error.reason === 'rate-limited' ? 'Try again in a minute.' : error.retryAfterMs ? nextStep(error, admins) : 'Try again later.'}`;

const refText = (ref: string): Mrkdwn => mrkdwn`Ref ${foreignText(ref, 20)}`;

/** For everything unexpected, also after something was stored; the same reference is in the log. */
export const unexpectedErrorText = ({ ref, admins }: NoticeContext): Mrkdwn =>
  mrkdwn`Something went wrong. Try again: nothing counts twice. If it happens again, tell ${adminsText(admins)}. ${refText(ref)}`;

/** Without its database the app does nothing, and says so. */
export const tryAgainText = ({ ref, admins }: NoticeContext): Mrkdwn =>
  mrkdwn`I can't reach my database right now, so I can't do anything. Try again in a minute: nothing counts twice. If it lasts, tell ${adminsText(admins)}. ${refText(ref)}`;

/**
 * Whatever was thrown, for the person: refusals and Kandji's failures in full, everything else with its reference.
 * @param what completes "Couldn't load …"; `null`: it is not named
 */
export function notice(error: unknown, what: string | null, context: NoticeContext): Mrkdwn {
  if (error instanceof Refusal) return refusedText(error, context);
  if (isStoreOutage(error)) return tryAgainText(context);
  if (error instanceof MdmError) {
    if (isBusy(error) && context.isEmployee?.()) return busyText(error, context.admins);
    const said = mdmErrorText(what, error, context.admins);
    // What an admin mends in Kandji's settings is no case for support.
    if (error.reason === 'permission') return said;
    return join([said, refText(context.ref)], said.plain.endsWith('↗') ? ' · ' : ' ');
  }
  const lasting = lastingError(error);
  return lasting === null
    ? unexpectedErrorText(context)
    : mrkdwn`${withCode(lasting)} Ask ${adminsText(context.admins)}. ${refText(context.ref)}`;
}

/** Foreign words that end as a sentence does. */
function sentence(text: string): Mrkdwn {
  const line = foreignText(text, 600);
  return /[.!?…]$/u.test(line.plain) || line.plain === '' ? line : mrkdwn`${line}.`;
}
