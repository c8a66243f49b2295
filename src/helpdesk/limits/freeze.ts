import { type DenyPorts, deny, requireRight } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest, RequestState } from '../request.ts';
import { finishRequest } from '../requests/transitions.ts';
import type { NewAuditEntry } from '../store-port.ts';
import type { Freeze } from './freeze-state.ts';

/** Who may freeze, before the form is shown. @throws Refusal, recorded */
export const requireFreezer = (ports: DenyPorts, actor: Actor) => requireRight(ports, actor, 'freeze');

/**
 * From its commit on nothing leaves, on any replica. {@link applyFreeze} stops what was approved.
 * @throws Refusal, recorded, for someone without the right and for a missing reason
 */
export async function freezeChanges(ports: DenyPorts, actor: Actor, reason: string): Promise<Freeze> {
  await requireFreezer(ports, actor);
  const why = reason.trim();
  if (why === '') {
    const missing = 'Give a reason: everyone who tries to make a change will see this.';
    return deny(ports, actor, { operations: ['freeze'] }, 'bad-input', missing);
  }
  return startFreeze(ports, { userId: actor.userId, name: actor.name, reason: why });
}

/** The same for a person on the host. One that is in force stays as it is. */
export async function startFreeze({ store }: Pick<Ports, 'store'>, by: FrozenBy): Promise<Freeze> {
  const { freeze } = await store.controls.startFreeze(by, controlEntry('froze', by, by.reason), (begun) => [
    { key: 'apply-freeze', job: { kind: 'apply-freeze' } },
    {
      key: `announce:${crypto.randomUUID()}`,
      job: {
        kind: 'announce',
        text: `⛔ ${by.name} froze all changes: “${by.reason}”`,
        froze: true,
        freeze: begun,
      },
    },
  ]);
  return freeze;
}

/**
 * Tells the approvals channel of a freeze and, while it is in force, what it stopped. `text`: what is left to say of one that is
 * not named, as an older version left it, once it has ended.
 */
export async function announceFreeze(
  ports: Pick<Ports, 'store' | 'notices'>,
  { text, freeze }: { readonly text: string; readonly freeze?: Freeze },
): Promise<void> {
  await applyFreeze(ports);
  const current = await ports.store.controls.freeze();
  const told = freeze ?? current;
  if (!told) return ports.notices.announce(text);
  const { stopped } = told.at === current?.at ? await freezeResult(ports, told) : { stopped: [] };
  return ports.notices.announceFreeze(told, stopped.length);
}

interface FrozenBy {
  readonly userId: string;
  readonly name: string;
  readonly reason: string;
}

/** What a freeze stopped, and what it could not recall: calls in flight, commands queued at Kandji, and those that may be. */
export interface FreezeResult {
  readonly stopped: readonly HelpdeskRequest[];
  readonly beyondRecall: readonly HelpdeskRequest[];
}

const DAY_MS = 24 * 3_600_000;

/** So many requests are looked through and named. */
const MOST_LISTED = 500;

/** What the freeze in force has done so far. */
export async function freezeResult({ store }: Pick<Ports, 'store'>, { at }: Freeze): Promise<FreezeResult> {
  const [ended, left] = await Promise.all([
    store.requests.list({ states: ['void'], limit: MOST_LISTED }),
    store.requests.list({ states: ['sending', 'sent', 'unknown'], limit: 100 }),
  ]);
  const stopped = ended.filter(
    ({ outcome, finishedAt }) => outcome?.code === 'frozen' && (finishedAt ?? 0) >= at,
  );
  // One whose end was never found out is no news later.
  const beyondRecall = left.filter(
    ({ state, sentAt }) => state !== 'unknown' || at - (sentAt ?? at) < DAY_MS,
  );
  return { stopped, beyondRecall };
}

/** What a freeze ends: approved, and nothing has left. */
export const STOPPED: readonly RequestState[] = ['claimed', 'held', 'ready'];

/** Stops what was approved and has not left, without reading Kandji, and redraws what still waits. @returns how many were stopped */
export async function applyFreeze({ store }: Pick<Ports, 'store'>): Promise<number> {
  let stopped = 0;
  while (await store.controls.freeze()) {
    const claimed = await store.requests.list({ states: STOPPED, limit: 100 });
    if (claimed.length === 0) break;
    for (const { id } of claimed) stopped += (await voidFrozen({ store }, id)) ? 1 : 0;
  }
  await store.controls.redrawPending();
  if (!(await store.controls.freeze())) await remindAfterFreeze(store);
  return stopped;
}

/** Reminders that came due meanwhile were left out, because no one could approve. */
async function remindAfterFreeze({ requests, leases, jobs }: Ports['store']): Promise<void> {
  const waiting = await requests.list({ states: ['pending'], limit: 100 });
  for (const { id: requestId, reminders } of waiting) {
    if (reminders === 0) continue;
    const name = leftOut(requestId);
    const isFree = await leases.take(name, 'unfreeze', 1_000);
    if (!isFree)
      await jobs.add({
        key: `remind:${requestId}:${reminders}:unfrozen`,
        job: { kind: 'remind', requestId },
      });
    await leases.drop(name, isFree ? 'unfreeze' : LEFT_OUT);
  }
}

/** Held, by {@link LEFT_OUT}, while a reminder of this request is left out. */
export const leftOut = (requestId: string): string => `left-out:${requestId}`;
export const LEFT_OUT = 'reminder';
/** Longer than any request waits. */
export const LEFT_OUT_MS = 30 * 86_400_000;

/** @returns whether it was stopped by this call */
export async function voidFrozen({ store }: Pick<Ports, 'store'>, requestId: string): Promise<boolean> {
  const done = await store.requests.change(requestId, (row) =>
    STOPPED.includes(row.state) ? finishRequest(row, 'void', { code: 'frozen' }) : null,
  );
  return done?.changed ?? false;
}

/** Ends a freeze from the host, by one person with a name and a reason. `false` as in `ControlStore.endFreeze`. */
export async function endFreezeOnHost(
  { store }: Pick<Ports, 'store'>,
  by: { readonly userId: string; readonly name: string; readonly reason: string },
): Promise<boolean> {
  await applyFreeze({ store });
  return store.controls.endFreeze(controlEntry('unfroze', by, by.reason), [
    { key: 'apply-freeze', job: { kind: 'apply-freeze' } },
    announcement(`✅ Changes unfrozen on the host by ${by.name}: “${by.reason}”`),
  ]);
}

export const announcement = (text: string) =>
  ({ key: `announce:${crypto.randomUUID()}`, job: { kind: 'announce', text } }) as const;

export const controlEntry = (
  action: NewAuditEntry['action'],
  by: { readonly userId: string; readonly name: string },
  reason: string | null,
  result: string = action,
): NewAuditEntry => ({
  action,
  actorId: by.userId,
  deviceId: null,
  requestId: null,
  operations: [action === 'froze' ? 'freeze' : 'unfreeze'],
  result,
  rule: null,
  policyHash: null,
  text: { by: by.name, ...(reason && { reason }) },
});
