import type { Device } from '../../helpdesk/device.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { outcomeText } from '../../helpdesk/outcome.ts';
import {
  missingApprovals,
  NO_APPROVER,
  requirementText,
  stillNeeded,
} from '../../helpdesk/policy/requirements.ts';
import { FORGOTTEN, type HelpdeskRequest } from '../../helpdesk/request.ts';
import { deviceWord, joinList } from '../../helpdesk/text.ts';
import { platformName, requestedAction } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
  userMention,
} from '../block-kit/text.ts';

const HALF_A_DAY = 12 * 3_600_000;

/** "Dana Li's iPhone"; the device's own name where it belongs to nobody. */
export const whoseDevice = ({ user, name, platform }: Device): Mrkdwn =>
  name === FORGOTTEN
    ? mrkdwn`a ${foreignText(platformName(platform), 25)}`
    : user === null || user.name.trim() === '' || user.name === FORGOTTEN
      ? foreignText(name.trim() === '' ? 'a device without a name' : name, 80)
      : mrkdwn`${foreignText(user.name, 60)}'s ${foreignText(platformName(platform), 25)}`;

/** A person's name, or that it was forgotten. */
export const nameText = (name: string, max: number): Mrkdwn =>
  name === FORGOTTEN ? mrkdwn`name removed` : foreignText(name, max);

/** "turn off Lost Mode on Dana Li's iPhone", "change blueprint and tags of Noor Halim's Mac". */
export function requestText({
  changes,
  differences,
  snapshot,
}: Pick<HelpdeskRequest, 'changes' | 'differences' | 'snapshot'>): Mrkdwn {
  const commands = changes
    .map(({ operation }) => operationNamed(operation))
    .filter(({ kind }) => kind === 'command');
  const last = commands.at(-1);
  if (last) {
    const titles = commands.map(({ title }) => title);
    return mrkdwn`${joinList(titles, 'and')}${ownText(last.phrase.link)}${whoseDevice(snapshot.device)}`;
  }
  const labels = differences.map(({ label }) => label.toLowerCase());
  return mrkdwn`change ${foreignText(joinList(labels, 'and') || 'the record', 80)} of ${whoseDevice(snapshot.device)}`;
}

/** "Lost Mode off on Dana Li's iPhone", "Asset tag → LF-1 on …"; never "on on". */
export function shortText(request: Pick<HelpdeskRequest, 'changes' | 'differences' | 'snapshot'>): Mrkdwn {
  const what = foreignText(requestedAction(request), 150);
  const on = ownText(what.plain.endsWith(' on') ? ' for ' : ' on ');
  return capitalize(mrkdwn`${what}${on}${whoseDevice(request.snapshot.device)}`);
}

/** "one approver or admin and one admin". */
export const approversText = ({ requirements }: Pick<HelpdeskRequest, 'requirements'>): Mrkdwn =>
  foreignText(joinList(requirements.map(requirementText), 'and'), 300);

/** The user groups and people (`S…`, `U…`) who hold each role by the policy, to be mentioned where they must act. */
export type Holders = Readonly<Record<string, readonly string[]>>;

/**
 * Who is still needed, in two parts: "1 more approval needed by 16:05" and "one admin (@Max)". By the approvers' presses,
 * without looking up who they are today. Without `holders` nobody is mentioned.
 */
export function neededWords(
  request: HelpdeskRequest,
  now: number,
  holders: Holders = {},
): { readonly howMany: Mrkdwn; readonly who: Mrkdwn } {
  const { requirements, approvals, requesterId, expiresAt } = request;
  const { presses, from } = stillNeeded(missingApprovals(requirements, approvals, requesterId));
  const more = ownText(approvals.length > 0 ? ' more' : '');
  const by = expiresAt === null ? mrkdwn`` : mrkdwn` by ${deadlineText(expiresAt, now)}`;
  const out = new Set([requesterId, ...approvals.map(({ approverId }) => approverId)]);
  const parts = from.map(({ roles, missing }) => {
    const role = foreignText(requirementText({ roles, approvals: missing, label: '' }), 150);
    const ids = [...new Set(roles.flatMap((one) => holders[one] ?? []))].filter((id) => !out.has(id));
    const mentions = mentioned(ids);
    if (mentions === null) return role;
    return from.length === 1 && (roles.length > 1 || missing > 1) ? mentions : mrkdwn`${role} (${mentions})`;
  });
  return {
    howMany: mrkdwn`${presses}${more} ${presses === 1 ? 'approval' : 'approvals'} needed${by}`,
    who: join(parts, ' and '),
  };
}

/** "@it-leads or @Max"; `null` for nobody. At most ten: a mention notifies. */
function mentioned(ids: readonly string[]): Mrkdwn | null {
  const mentions = ids
    .map((id) =>
      /^S[A-Z0-9]{2,20}$/u.test(id) ? `<!subteam^${id}>` : /^[UW][A-Z0-9]{2,20}$/u.test(id) ? `<@${id}>` : '',
    )
    .filter((mention) => mention !== '')
    .slice(0, 10);
  return mentions.length === 0 ? null : { mrkdwn: joinList(mentions, 'or'), plain: 'approvers', exact: true };
}

/** "by 16:05", in the reader's own time zone; with the day where it is not within hours. */
export const deadlineText = (at: number, now: number): Mrkdwn =>
  dateText(at, Math.abs(at - now) < HALF_A_DAY ? 'time' : 'moment');

/** "Lost Mode is on", "it worked". */
function whether({ changes }: Pick<HelpdeskRequest, 'changes'>): string {
  const [only, ...others] = changes;
  return others.length === 0 && only ? operationNamed(only.operation).phrase.end : 'it worked';
}

/** The same words at the beginning of a sentence. */
export const capitalize = (text: Mrkdwn): Mrkdwn => ({
  ...text,
  mrkdwn: text.mrkdwn.slice(0, 1).toUpperCase() + text.mrkdwn.slice(1),
  plain: text.plain.slice(0, 1).toUpperCase() + text.plain.slice(1),
});

/**
 * How a request stands, in one short paragraph that starts with one sign. Green is for what is done, and only for that:
 * before Kandji accepted nothing is, and what Kandji accepted the device has yet to obey. `now` is epoch ms; `holders` are
 * mentioned where they are still needed.
 */
export function statusText(request: HelpdeskRequest, now: number, holders: Holders = {}): Mrkdwn {
  switch (request.state) {
    case 'pending':
      return pending(request, now, holders);
    case 'claimed':
      return request.requirements.length > 0
        ? mrkdwn`🔵 ${bold('Approved')}, about to be sent. Nothing has been sent yet.`
        : mrkdwn`🔵 ${bold('About to be sent.')} It needs no approval. Nothing has been sent yet.`;
    case 'sending':
      return mrkdwn`🔵 ${bold('Being sent')} to Kandji. Nothing is known to have changed yet.`;
    case 'sent':
      return mrkdwn`📨 ${bold('Sent, the device has not obeyed yet.')} ${said(request, 'Kandji accepted it.')}`;
    case 'unknown':
      return unknown(request);
    case 'completed':
      return mrkdwn`✅ ${bold('Done.')} ${byHand(request) ?? said(request, '')}`;
    default:
      return ended(request);
  }
}

function pending(request: HelpdeskRequest, now: number, holders: Holders): Mrkdwn {
  const { howMany, who } = neededWords(request, now, holders);
  return mrkdwn`⏳ ${bold(mrkdwn`${howMany}:`)} ${who}`;
}

/** For whoever asked, right after asking and until it is decided. `blocked`: why nobody can approve it. */
export function askedFor(request: HelpdeskRequest, now: number, blocked: string | null = null): Mrkdwn {
  if (blocked !== null)
    return mrkdwn`${noApproverText(blocked)}\nAsked for approval: ${shortText(request)}. Nothing has changed yet.`;
  const { howMany, who } = neededWords(request, now);
  return mrkdwn`⏳ Asked for approval: ${shortText(request)}. Nothing has changed yet. ${howMany}: ${who}. I'll message you either way.`;
}

/** "⛔ *No one can approve this.* The role approver has no active members. …" */
export const noApproverText = (why: string): Mrkdwn =>
  mrkdwn`⛔ ${bold(NO_APPROVER)} ${foreignText(why.startsWith(NO_APPROVER) ? why.slice(NO_APPROVER.length).trim() : why, 400)}`;

/** Once nobody looks any more, nobody is told that somebody does. */
function unknown(request: HelpdeskRequest): Mrkdwn {
  const head = mrkdwn`❔ ${bold(mrkdwn`We don't know yet if ${whether(request)}.`)} ${said(request, "Kandji didn't answer.")}`;
  return request.dueAt === null
    ? mrkdwn`${head} I am no longer checking. Look at the device; an approver can say here how it ended.`
    : mrkdwn`${head} I asked once, won't ask again, and am checking. Please don't repeat it. Reference ${foreignText(request.id, 24)}`;
}

function ended(request: HelpdeskRequest): Mrkdwn {
  const { requesterId, requesterName } = request;
  const by = request.endedBy === null ? mrkdwn`` : mrkdwn` by ${userMention(request.endedBy, 'an approver')}`;
  switch (request.state) {
    case 'denied':
      return mrkdwn`⛔ ${bold('Denied')}${by}${because(request)} Nothing was changed.`;
    case 'cancelled':
      return mrkdwn`⚪ ${bold('Cancelled')} by ${userMention(requesterId, nameText(requesterName, 60).plain)}. Nothing was changed.`;
    case 'expired':
      return mrkdwn`⚪ ${bold('Expired.')} ${said(request, 'Nobody decided in time. Nothing was changed.')}`;
    case 'void':
      return mrkdwn`⚪ ${bold('Void.')} ${said(request, 'What was asked for no longer holds. Nothing was sent.')}`;
    default:
      return mrkdwn`❌ ${bold('Failed.')} ${byHand(request) ?? mrkdwn`${said(request, 'Kandji said no.')}${NOT_AGAIN}`}`;
  }
}

/** Kandji's, the denier's or our own sentence on how it stands. */
function said({ outcome, snapshot }: HelpdeskRequest, otherwise: string): Mrkdwn {
  const sentence = outcome === null ? '' : outcomeText(outcome, deviceWord(snapshot.device.platform)).trim();
  if (sentence === '') return mrkdwn`${otherwise}`;
  const line = foreignText(sentence, 600);
  return /[.!?…]$/u.test(line.plain) ? line : join([line, '.'], '');
}

/** What a person gave as a reason, after what they did. */
const because = (request: HelpdeskRequest): Mrkdwn =>
  mrkdwn`${request.outcome?.code === 'forgotten' ? '.' : ':'} ${said(request, 'without a reason.')}`;

/** `completed` and `failed` have a person behind them only when one settled it; then the sentence is theirs. */
const byHand = (request: HelpdeskRequest): Mrkdwn | null =>
  request.endedBy === null
    ? null
    : mrkdwn`Settled by hand by ${userMention(request.endedBy, 'an approver')}${because(request)}`;

/** What sent nothing, what Kandji refused and what the device refused have only this in common. */
const NOT_AGAIN = ownText(" I won't try again by myself; if it is still wanted, ask for it anew.");
