import { SYSTEM } from '../audit-entry.ts';
import {
  canRelease,
  canUse,
  type DeniedAction,
  type DenyPorts,
  deny,
  requireReleaseRight,
  requireRight,
} from '../policy/authorize.ts';
import { othersHaveTo } from '../policy/requirements.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { announcement, applyFreeze, controlEntry } from './freeze.ts';
import type { Freeze, Unfreeze } from './freeze-state.ts';

/** How long a question to unfreeze waits. */
export const UNFREEZE_WAITS_MS = 30 * 60_000;

/** Who may ask for it, before the form is shown. @throws Refusal, recorded; `not-possible` while nothing is frozen */
export async function requireReleaser(ports: DenyPorts, actor: Actor): Promise<Freeze> {
  await requireReleaseRight(ports, actor);
  const freeze = await ports.store.controls.freeze();
  return freeze ?? deny(ports, actor, { operations: ['unfreeze'] }, 'unavailable', "Changes aren't frozen.");
}

/** Asks to unfreeze; another human with the right decides. @throws Refusal, recorded */
export async function askUnfreeze(
  ports: Ports,
  actor: Actor,
  submission: { readonly reason: string; readonly viewId: string | null },
): Promise<Unfreeze> {
  await requireReleaser(ports, actor);
  const act = { operations: ['unfreeze'] };
  const reason = submission.reason.trim();
  if (reason === '') return deny(ports, actor, act, 'bad-input', 'Give a reason: your approver will see it.');
  const channel = ports.policies.current()?.approvals.channel ?? null;
  if (channel === null)
    return deny(
      ports,
      actor,
      act,
      'needs-admin',
      'The policy names no approvals channel. Unfreeze on the host instead.',
    );
  const asked = await ports.store.controls.askUnfreeze(
    {
      requesterId: actor.userId,
      requesterName: actor.name,
      reason,
      channel,
      expiresInMs: UNFREEZE_WAITS_MS,
      viewId: submission.viewId,
    },
    controlEntry('asked-unfreeze', actor, reason),
  );
  if (asked) return asked;
  const open = await ports.store.controls.pendingUnfreeze();
  return open
    ? deny(ports, actor, act, 'already-open', `${open.requesterName} already requested to unfreeze.`)
    : deny(ports, actor, act, 'unavailable', "Changes aren't frozen.");
}

/** A question to unfreeze that is open, and what a person may do about it. */
export interface OpenUnfreeze {
  readonly asked: Unfreeze;
  readonly isOwn: boolean;
  readonly mayDecide: boolean;
}

/** The question to unfreeze that is open, for someone who may release; `null` for others, and where there is none. */
export async function unfreezeWaiting(
  { policies, store, people }: Pick<Ports, 'policies' | 'store' | 'people'>,
  actor: Actor,
): Promise<OpenUnfreeze | null> {
  const policy = policies.current();
  if (canUse(policy, actor, 'release', null).verdict !== 'allowed') return null;
  const asked = await store.controls.pendingUnfreeze();
  if (asked === null) return null;
  const isOwn = (await people.humanOf(asked.requesterId)) === actor.human;
  return { asked, isOwn, mayDecide: !isOwn && canRelease(policy, actor) };
}

/** A question to unfreeze for someone who may see it. @throws Refusal, recorded */
export async function showUnfreeze(ports: Ports, actor: Actor, id: string): Promise<Unfreeze> {
  await requireRight(ports, actor, 'release');
  const asked = await ports.store.controls.unfreeze(id);
  if (!asked) throw new Refusal('not-found', "I don't know this request.");
  return asked;
}

/** The same for someone who may decide on it. @throws Refusal, recorded */
export async function openUnfreeze(ports: Ports, actor: Actor, id: string): Promise<Unfreeze> {
  await requireReleaseRight(ports, actor);
  const asked = await showUnfreeze(ports, actor, id);
  const act = { operations: ['unfreeze'], requestId: id };
  if (asked.state !== 'pending') return deny(ports, actor, act, 'already-decided', TOO_LATE);
  if ((await ports.people.humanOf(asked.requesterId)) === actor.human)
    return deny(ports, actor, act, 'own-request', await ownUnfreeze(ports, actor));
  return asked;
}

const TOO_LATE = 'This request to unfreeze has already ended.';

const ownUnfreeze = async (ports: Pick<Ports, 'people' | 'policies'>, { human }: Actor): Promise<string> =>
  `You can't approve your own request. ${await othersHaveTo(ports, [human])}`;

/**
 * Approves or denies a question to unfreeze. Approving sends nothing by itself: what was approved before the freeze has ended.
 * @throws Refusal, recorded
 */
export async function decideUnfreeze(
  ports: Ports,
  actor: Actor,
  id: string,
  decision: {
    readonly state: 'approved' | 'denied';
    readonly reason: string;
    readonly viewId: string | null;
  },
): Promise<Unfreeze> {
  const asked = await openUnfreeze(ports, actor, id);
  const act = { operations: ['unfreeze'], requestId: id };
  const { state, viewId } = decision;
  const reason = decision.reason.trim();
  if (state === 'denied' && reason === '')
    return deny(ports, actor, act, 'bad-input', `Give a reason: ${asked.requesterName} will see it.`);
  if (state === 'approved') {
    const requester = await ports.people.actor(asked.requesterId, 'decide');
    await requireStillReleaser(ports, actor, requester, act);
    await applyFreeze(ports);
  }
  return endUnfreeze(ports, asked, { state, by: actor, reason: reason || null, viewId }, () =>
    deny(ports, actor, act, 'already-decided', TOO_LATE),
  );
}

/** The requester must hold the right now, too, or one person would be enough after all. */
async function requireStillReleaser(
  ports: Ports,
  actor: Actor,
  requester: Actor,
  act: DeniedAction,
): Promise<void> {
  const holds = canRelease(ports.policies.current(), requester);
  if (requester.human === actor.human)
    await deny(ports, actor, act, 'own-request', await ownUnfreeze(ports, actor));
  if (!holds)
    await deny(
      ports,
      actor,
      act,
      'changed',
      `${requester.name} no longer has permission to unfreeze. Request it anew.`,
    );
}

/** The requester takes it back. @throws Refusal, recorded */
export async function cancelUnfreeze(ports: Ports, actor: Actor, id: string): Promise<Unfreeze> {
  const asked = await showUnfreeze(ports, actor, id);
  const act = { operations: ['unfreeze'], requestId: id };
  if ((await ports.people.humanOf(asked.requesterId)) !== actor.human)
    return deny(
      ports,
      actor,
      act,
      'not-allowed',
      `Only ${asked.requesterName} can cancel this. You can deny it.`,
    );
  return endUnfreeze(ports, asked, { state: 'cancelled', by: actor, reason: null, viewId: null }, () =>
    deny(ports, actor, act, 'already-decided', TOO_LATE),
  );
}

/** Its time is up. */
export async function expireUnfreeze({ store }: Pick<Ports, 'store'>, id: string): Promise<void> {
  const asked = await store.controls.unfreeze(id);
  if (asked?.state !== 'pending') return;
  await endUnfreeze(
    { store },
    asked,
    { state: 'expired', by: SYSTEM, reason: null, viewId: null },
    async () => asked,
  );
}

async function endUnfreeze(
  { store }: Pick<Ports, 'store'>,
  { id, requesterName }: Unfreeze,
  end: Parameters<Ports['store']['controls']['endUnfreeze']>[1],
  late: () => Promise<Unfreeze>,
): Promise<Unfreeze> {
  const action = (
    {
      approved: 'unfroze',
      denied: 'denied-unfreeze',
      cancelled: 'ended-unfreeze',
      expired: 'ended-unfreeze',
    } as const
  )[end.state];
  const jobs =
    end.state === 'approved'
      ? [
          { key: 'apply-freeze', job: { kind: 'apply-freeze' } } as const,
          announcement(`✅ Changes unfrozen. ${requesterName} · approved by ${end.by.name}`),
        ]
      : [];
  const ended = await store.controls.endUnfreeze(
    id,
    end,
    controlEntry(action, end.by, end.reason, end.state),
    jobs,
  );
  return ended?.changed ? ended.unfreeze : late();
}
