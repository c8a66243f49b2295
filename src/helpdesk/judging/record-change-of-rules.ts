import type { AuditEntry, NewAuditEntry } from '../audit-ports.ts';
import type { Policy } from '../policy.ts';
import type { Store } from '../store-ports.ts';

/** Several replicas notice the same change, each in its own time; within this it is recorded and told once. */
const ONCE_WITHIN_MS = 10 * 60_000;

const NOBODY = { actorId: 'system', deviceId: null, requestId: null, operations: [], rule: null };

type Remembers = Pick<Store, 'audit' | 'jobs' | 'firstTime' | 'now'>;

/**
 * The rules that bind everybody changed: on the record, and told to the approvals channel. `before`: the hash until now.
 * What the record said last tells a change that another replica has recorded from one that goes back and forth.
 */
export async function recordPolicyChange(
  store: Remembers,
  policy: Policy,
  before: string | null,
): Promise<void> {
  const [last] = await store.audit.history({ action: 'policy-changed', limit: 1 });
  if (last?.result === policy.hash) return;
  const text = `The policy file changed (${before?.slice(0, 12) ?? 'none'} → ${policy.hash.slice(0, 12)}).`;
  await record(store, `policy:${last?.seq ?? 0}:${policy.hash}`, text, policyEntry(policy));
}

const policyEntry = ({ hash }: Policy): NewAuditEntry => ({
  ...NOBODY,
  action: 'policy-changed',
  result: hash,
  policyHash: hash,
  text: null,
});

/**
 * The policy in force at the start, if it is not the one of the last entry about it: it changed while nobody watched.
 * The very first one is recorded and told to nobody.
 */
export async function recordPolicyAtStart(store: Remembers, policy: Policy): Promise<void> {
  const [last] = await store.audit.history({ action: 'policy-changed', limit: 1 });
  if (!last) await store.audit.append(policyEntry(policy));
  else if (last.result !== policy.hash) await recordPolicyChange(store, policy, last.result);
}

/** A user group that the policy names has other members: whoever approves changed. */
export async function recordGroupChange(
  store: Remembers,
  change: {
    readonly groupId: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  },
): Promise<void> {
  const { groupId, added, removed } = change;
  const who = { added: added.join(' '), removed: removed.join(' ') };
  const last = await lastOfGroup(store, groupId);
  const isSame = last?.text?.added === who.added && last.text.removed === who.removed;
  if (last && isSame && last.at > (await store.now()) - ONCE_WITHIN_MS) return;
  const listed = (ids: readonly string[]) => (ids.length === 0 ? '' : ` (${ids.join(', ')})`);
  const text = `The user group ${groupId} changed: ${added.length} added${listed(added)}, ${removed.length} removed${listed(removed)}.`;
  await record(store, `group:${groupId}:${last?.seq ?? 0}:${who.added}:${who.removed}`, text, {
    ...NOBODY,
    action: 'group-changed',
    result: groupId,
    policyHash: null,
    text: who,
  });
}

/** Far more groups than a policy names. */
const MOST_GROUPS = 100;

async function lastOfGroup({ audit }: Remembers, groupId: string): Promise<AuditEntry | undefined> {
  const entries = await audit.history({ action: 'group-changed', limit: MOST_GROUPS });
  return entries.find(({ result }) => result === groupId);
}

async function record(store: Remembers, key: string, text: string, entry: NewAuditEntry): Promise<void> {
  if (!(await store.firstTime(key, ONCE_WITHIN_MS))) return;
  await store.audit.append(entry);
  await store.jobs.add({ key, job: { kind: 'announce', text } });
}
