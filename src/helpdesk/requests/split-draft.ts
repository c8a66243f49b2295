import type { Device, Person } from '../device.ts';
import type { Change } from '../operation.ts';
import { bind } from '../operations/index.ts';
import { authorizeChange } from '../policy/judge-change.ts';
import type { Actor, Policy } from '../policy.ts';
import { type ChangeDraft, draftOf } from './review-request.ts';

/** One draft as two: what can be saved at once, and what has to wait for an approval. */
export interface SplitChanges {
  readonly now: ChangeDraft;
  readonly later: ChangeDraft;
}

/**
 * Parts what needs no approval from what does; `null` where there is nothing to part. What waits is drawn on the device
 * as it will be once the rest is saved, else the rest would void it.
 */
export function splitChanges(
  policy: Policy | null,
  actor: Pick<Actor, 'roles'>,
  draft: ChangeDraft,
): SplitChanges | null {
  const { snapshot, changes } = draft;
  const isFree = (some: readonly Change[]) =>
    authorizeChange(policy, actor, snapshot.device, some).verdict === 'allowed';
  const free = changes.filter((change) => isFree([change]));
  const waiting = changes.filter((change) => !free.includes(change));
  if (free.length === 0 || waiting.length === 0 || !isFree(free)) return null;
  const now = draftOf(policy, actor, snapshot, free);
  const after = { ...snapshot, device: saved(snapshot.device, free) };
  const later = draftOf(policy, actor, after, waiting);
  return later.decision.verdict === 'needs-approval' ? { now, later } : null;
}

/** The device with its new person: the one part of the record that voids any request when it changes. */
function saved(device: Device, changes: readonly Change[]): Device {
  const assigned = changes.find(({ operation }) => operation === 'assign-user');
  if (!assigned) return device;
  const { user } = bind(assigned).params as { user: Omit<Person, 'archived'> | null };
  return { ...device, user: user && { ...user, archived: false } };
}
