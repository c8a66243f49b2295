import { PANELS } from '../../helpdesk/device-view.ts';
import { OPERATION_NAMES, RIGHTS } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { titleOf } from '../../helpdesk/operations/titles.ts';
import type { RefusalCode } from '../../helpdesk/policy.ts';
import { REQUEST_STATES } from '../../helpdesk/request.ts';
import type { AuditAction, AuditEntry } from '../../helpdesk/store-port.ts';
import { ANSWER_LABELS, PANEL_LABELS, requestState } from '../block-kit/format.ts';
import {
  code,
  dateText,
  foreignText,
  groupMention,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  quoted,
  userMention,
} from '../block-kit/text.ts';

/** What happened, as it reads after a name: "Ana requested …". */
const DID: Readonly<Record<AuditAction, string>> = {
  looked: 'viewed',
  searched: 'searched for',
  shared: 'shared to a channel:',
  'saw-location': 'viewed the location in',
  'read-history': 'read',
  exported: 'exported',
  refused: "wasn't allowed:",
  asked: 'requested',
  reminded: 'reminded the approvers of',
  approved: 'approved',
  withdrew: 'withdrew the approval of',
  denied: 'denied',
  cancelled: 'canceled',
  expired: 'let expire',
  voided: 'ended',
  claimed: 'started',
  sending: 'is sending',
  sent: 'sent',
  completed: 'completed',
  failed: 'failed',
  'lost-track': 'got no answer for',
  settled: 'recorded the result of',
  noted: 'wrote the note of',
  'added-note': 'added',
  'case-opened': 'reported',
  'case-taken': 'took',
  'case-device': 'chose for a case',
  'case-found': 'said it is found:',
  'case-not-yet': "didn't confirm that it is found:",
  'case-closed': 'closed',
  messaged: 'messaged people about',
  'message-posted': 'messaged',
  'answered-message': 'answered the message about',
  watched: 'started to watch',
  'watch-ended': 'ended the watch on',
  'policy-changed': 'loaded a changed policy file',
  'group-changed': 'saw a Slack group of the policy change:',
  'group-known': 'read a Slack group of the policy for the first time:',
  pruned: 'removed personal text',
  restored: 'ended after a restore',
  froze: 'froze all changes:',
  'asked-unfreeze': 'requested to unfreeze:',
  'denied-unfreeze': 'denied to unfreeze:',
  'ended-unfreeze': 'let the request to unfreeze end:',
  unfroze: 'unfroze changes:',
  held: 'put on hold',
  released: 'released',
  'limits-reset': 'reset the safety limits:',
  showing: 'opened',
  shown: 'saw',
  'not-shown': "didn't see",
  closed: 'closed',
};

/** Refusals by which someone may not; after any other they were allowed, and it could not be done. */
const NOT_ALLOWED_CODES = ['not-allowed', 'only-own', 'outsider', 'own-request', 'not-recipient'] as const;
const NOT_ALLOWED: readonly string[] = NOT_ALLOWED_CODES satisfies readonly RefusalCode[];

/** What happened, as it reads after a name; of an entry that counts refusals, how many. */
function didText({ action, result }: Pick<AuditEntry, 'action' | 'result'>): string {
  if (action !== 'refused' || NOT_ALLOWED.includes(result)) return DID[action] ?? action;
  const more = /^(\d+) more refused/u.exec(result)?.[1];
  return more === undefined ? 'tried:' : `was refused ${more} more times in the same minute`;
}

/** What became of a request without a press, as it reads after what was requested. */
const BECAME: Partial<Readonly<Record<AuditAction, string>>> = {
  reminded: 'approvers reminded',
  expired: 'expired',
  voided: 'no longer valid',
  claimed: 'about to be sent',
  sending: 'sending',
  sent: 'sent to Kandji',
  completed: 'done',
  failed: 'failed',
  held: 'on hold',
  'lost-track': 'result not known yet',
  noted: 'note on the Kandji record',
  closed: 'closed',
};

/** "done"; `null` for what a person did. */
const transitionText = ({ actorId, action }: Pick<AuditEntry, 'actorId' | 'action'>): string | null =>
  actorId === 'system' ? (BECAME[action] ?? null) : null;

/** What was viewed, as people call it. */
const SEEN: Readonly<Record<string, string>> = {
  card: 'the card',
  update: 'the update form',
  request: 'a request',
  requests: 'the list of requests',
  waiting: 'the list of requests waiting for approval',
  review: 'the review of a change',
  lookup: 'a device',
  'lookup-own': 'their own devices',
  'see-location': 'the location',
  'see-requests': 'requests',
  'read-history': 'the history',
  words: 'devices',
  people: 'the list of people',
  tags: 'the list of tags',
  blueprints: 'the list of blueprints',
  keys: 'devices by keys',
  mine: 'their own devices',
  id: 'a device by its id',
  'console-link': 'a device by its link',
  'slack-people': 'devices of people',
  export: 'a list',
  report: 'a report',
  can: 'permissions',
  approve: 'approving',
  deny: 'denying',
  withdraw: 'withdrawing an approval',
  cancel: 'canceling',
  settle: 'recording a result',
  note: 'a note',
  case: 'a lost-device case',
  cases: 'lost-device cases',
  'message-user': 'messages to people',
  'answer-message': 'a message',
  watch: 'watches',
  unfreeze: 'unfreezing',
  ...Object.fromEntries(PANELS.map((panel) => [panel, PANEL_LABELS[panel]])),
};

const rightText = (name: string): string => {
  const right = RIGHTS.find((known) => known === name);
  return right ? titleOf(right) : name;
};

/** "Lost Mode off, Tags", "Library items"; what has no other name stays as it is. */
const subjectText = ({ operations }: Pick<AuditEntry, 'operations'>): Mrkdwn =>
  foreignText(
    operations
      .map((name) => {
        const known = OPERATION_NAMES.find((operation) => operation === name);
        return known ? operationNamed(known).label : (SEEN[name] ?? rightText(name));
      })
      .join(', '),
    120,
  );

/** Results of messages and watches, which stand after what they are about. */
const RESULTS: Partial<Readonly<Record<AuditAction, Readonly<Record<string, string>>>>> = {
  messaged: {},
  'message-posted': {},
  'answered-message': ANSWER_LABELS,
  watched: { 'check-in': 'until it checks in', 'library-item': 'until it is no longer failed' },
  'watch-ended': {
    'checked-in': 'it checked in',
    'left-error': 'no longer failed',
    gone: 'no longer in Kandji',
    expired: 'after 30 days',
    unchecked: 'after 30 days, not checked at the end',
    'not-allowed': 'no permission anymore',
  },
};

/** "devices not seen for 14 days", "Lark VPN · Noor's MacBook Air", "Noor Halim about Noor's MacBook Air". */
function aboutText({ text }: AuditEntry): Mrkdwn {
  const about = join(
    [text?.report, text?.item, text?.device].map((part) => foreignText(part ?? '', 80)),
    ' · ',
  );
  return text?.to ? mrkdwn`${foreignText(text.to, 60)} about ${about}` : about;
}

/** Results that the action's own word says already are left out. */
function outcomeText({ action, result: how }: Pick<AuditEntry, 'action' | 'result'>): Mrkdwn {
  // A policy file's hash is for the file of the audit log.
  if (action === 'policy-changed' || (action === 'watch-ended' && how === 'ended')) return mrkdwn``;
  if (action === 'group-known' || action === 'group-changed') return mrkdwn` ${groupMention(how)}`;
  const known = RESULTS[action];
  if (known && how !== 'allowed') return mrkdwn` → ${foreignText(known[how] ?? how, 40)}`;
  if (how === action || how === 'allowed' || how === SAME[action] || action === 'refused') return mrkdwn``;
  if ((action === 'noted' || action === 'added-note') && how === 'trying') return mrkdwn` → being written`;
  const state = REQUEST_STATES.find((known) => known === how);
  return mrkdwn` → ${state ? requestState({ state }) : foreignText(how, 40)}`;
}

const SAME: Partial<Readonly<Record<AuditAction, string>>> = {
  asked: 'claimed',
  voided: 'void',
  'lost-track': 'unknown',
  reminded: 'pending',
  withdrew: 'pending',
};

/** One audit entry: what happened, the change, what was said, and where it stands in the log. */
export function entryText(entry: AuditEntry): Mrkdwn {
  const { seq, at, requestId, rule } = entry;
  const isAbout = entry.action in RESULTS;
  const device = entry.text?.device && !isAbout ? mrkdwn` · ${foreignText(entry.text.device, 80)}` : mrkdwn``;
  const end = transitionText(entry);
  const what =
    end === null
      ? mrkdwn`${join([actor(entry), didText(entry), isAbout ? aboutText(entry) : subjectText(entry)], ' ')}${device}${outcomeText(entry)}`
      : mrkdwn`${subjectText(entry)}${device}: ${end}${outcomeText(entry)}`;
  const small = join(
    [
      dateText(at),
      mrkdwn`entry ${seq}`,
      requestId === null ? '' : mrkdwn`request ${code(foreignText(requestId, 24))}`,
      rule === null ? '' : foreignText(rule, 60),
    ],
    ' · ',
  );
  const change = entry.text?.change ? foreignText(entry.text.change, 600) : mrkdwn``;
  return lines([what, change, why(entry), small]);
}

const actor = ({ actorId, text }: AuditEntry): Mrkdwn => {
  if (actorId === 'system') return mrkdwn`Kandji helpdesk`;
  return text?.by ? foreignText(text.by, 60) : userMention(actorId, actorId);
};

/** What a person said stands in quotes; a sentence of ours does not. */
function why({ actorId, action, text }: AuditEntry): Mrkdwn {
  const said = text?.why ?? text?.reason ?? '';
  if (said === '') return mrkdwn``;
  return actorId === 'system' || action === 'refused' ? foreignText(said, 300) : quoted(said, 300);
}
