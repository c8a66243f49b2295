import { auditEntry } from '../audit-entry.ts';
import { confirmationOf, isConfirmed } from '../operations/confirmation.ts';
import { bind, keyOf } from '../operations/index.ts';
import type { FieldChange } from '../operations/operation.ts';
import { expiryMs, remindersMs } from '../policy/approval-times.ts';
import { deny, denyNonMember, requireUnfrozen } from '../policy/authorize.ts';
import { authorizeRequest } from '../policy/authorize-own-lost.ts';
import { otherAdmins } from '../policy/requirements.ts';
import { isDangerous, MOST_DANGEROUS } from '../policy/risk.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { NewJob, NewRequest, Submitted } from '../store-port.ts';
import type { ChangeDraft } from './review-request.ts';
import { agreed } from './transitions.ts';

/** What a person adds to a reviewed change. */
export interface Submission {
  readonly reason: string;
  readonly viewId: string | null;
  readonly caseId?: string;
  /** What was typed to name the device, where that is asked. */
  readonly confirmation?: string;
}

/**
 * Puts a reviewed change on the books: `pending` where it needs approval, else `claimed`, which runs at once.
 * Reads nothing from Kandji: the device is read again before anything is sent.
 * @throws Refusal `changed` when the policy now answers otherwise than the review said; `bad-input` without a needed reason
 */
export async function submitRequest(
  ports: Ports,
  actor: Actor,
  draft: ChangeDraft,
  submission: Submission,
): Promise<Submitted> {
  const act = { operations: draft.changes.map(({ operation }) => operation), deviceId: draft.deviceId };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  const policy = ports.policies.current();
  const { caseId = null } = submission;
  const decision = await authorizeRequest(ports, actor, draft.snapshot.device, draft.changes, caseId);
  if (!policy || decision.verdict === 'refused')
    return deny(ports, actor, act, 'not-allowed', decision.reason, decision.rule);
  const waits = decision.verdict === 'needs-approval';
  // What leaves at once is judged by the freeze in the transaction that writes it.
  if (waits) await requireUnfrozen(ports, actor, act);
  if (decision.verdict !== draft.decision.verdict)
    return deny(
      ports,
      actor,
      act,
      'changed',
      'The rules changed while you were looking. Please review it again.',
    );
  const confirmation = confirmationOf(draft.snapshot.device, draft.changes);
  if (confirmation && !isConfirmed(confirmation, submission.confirmation ?? ''))
    return deny(ports, actor, act, 'bad-input', confirmation.problem);
  const reason = submission.reason.trim();
  if (waits && reason === '')
    return deny(ports, actor, act, 'bad-input', 'Say why: somebody else has to decide on it.');
  if (waits && !policy.approvals.channel)
    return deny(
      ports,
      actor,
      act,
      'needs-admin',
      `This needs approval, but the policy names no approvals channel. Nothing was sent. ${await whoAddsChannel(ports, actor)}`,
    );
  const expiresInMs = expiryMs(policy, draft.changes);
  const next = waits
    ? { state: 'pending' as const, dueInMs: Math.min(expiresInMs, remindersMs(policy)[0] ?? expiresInMs) }
    : agreed(draft);
  const request: NewRequest = {
    ...next,
    deviceId: draft.deviceId,
    changes: draft.changes,
    requesterId: actor.userId,
    requesterName: actor.name,
    reason,
    snapshot: draft.snapshot,
    differences: draft.differences,
    consequences: draft.consequences,
    requirements: decision.requirements,
    policyHash: policy.hash,
    policyReason: decision.reason,
    rule: decision.rule,
    exclusive: draft.changes.flatMap((change) => {
      const { operation, params } = bind(change);
      return operation.exclusive(params);
    }),
    expiresInMs: waits ? expiresInMs : null,
    // The requester's copy is added when there is news: Slack notifies for new messages only.
    cards:
      waits && policy.approvals.channel ? [{ place: 'approvals', channel: policy.approvals.channel }] : [],
    viewId: submission.viewId,
    caseId,
    dangerous: isDangerous(act.operations) ? { human: actor.human, most: MOST_DANGEROUS } : null,
  };
  const submitted = await ports.store.requests.submit(
    request,
    auditEntry('asked', actor, {
      device: { id: draft.deviceId, name: draft.snapshot.device.name },
      operations: act.operations,
      result: request.state,
      rule: decision.rule,
      policyHash: policy.hash,
      text: {
        reason,
        ...(draft.differences.length > 0 && { change: draft.differences.map(inWords).join('; ') }),
      },
    }),
    next.state === 'ready' ? [readyNotice(draft, actor)] : [],
  );
  if (submitted.kind === 'too-many') return deny(ports, actor, act, 'not-possible', TOO_MANY);
  if (submitted.kind !== 'frozen') return submitted;
  await requireUnfrozen(ports, actor, act);
  return deny(ports, actor, act, 'not-now', 'Changes were frozen for a moment.');
}

/** Its recipient gets the message with *Show key*. The store fills in the request. */
const readyNotice = (draft: ChangeDraft, { userId }: Actor): NewJob => ({
  key: `ready:${keyOf(draft)?.params.recipient.userId ?? userId}`,
  job: { kind: 'notify', userId, notice: 'outcome', requestId: '' },
});

const TOO_MANY = `You have ${MOST_DANGEROUS} requests of this kind that haven't been sent. Cancel one, or wait until they are decided.`;

/** Slack may be silent: then it is said without names. */
async function whoAddsChannel({ people }: Ports, { human }: Actor): Promise<string> {
  const admins = await otherAdmins(people, human).catch(() => 'your IT team');
  return admins === null ? 'Add one to the policy.' : `Ask ${admins} to add one to the policy.`;
}

const inWords = ({ label, before, after }: FieldChange): string => `${label}: ${before} → ${after}`;
