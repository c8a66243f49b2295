import type { AuditEntry, NewAuditEntry } from '../audit-entry.ts';
import type { Policy } from '../policy.ts';

/** The rules that bind everybody changed, as one replica noticed it. */
export interface ChangeOfRules {
  /** Its line on the record. */
  readonly entry: NewAuditEntry;
  /** What the approvals channel is told; `null`: nothing. */
  readonly told: string | null;
  /** True for entries about the same policy file or group, whatever changed about it. */
  readonly concerns: (entry: AuditEntry) => boolean;
  /** True for an entry that says the same; asked of those that it concerns. */
  readonly isSame: (entry: AuditEntry) => boolean;
  /** An entry that says the same needs no other as long as nothing was said after it: it says what holds, not what was done. */
  readonly holds: boolean;
}

/** Members that a user group named in the policy gained and lost, as Slack user ids. */
export interface GroupChange {
  readonly groupId: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const NOBODY = { actorId: 'system', deviceId: null, requestId: null, operations: [], rule: null };

/** Another policy is in force. `before`: the hash until now; `null` when there was none. `told: false`: for the record only. */
export function policyChange({ hash }: Policy, before: string | null, told = true): ChangeOfRules {
  const from = before?.slice(0, 12) ?? 'none';
  return {
    entry: { ...NOBODY, action: 'policy-changed', result: hash, policyHash: hash, text: null },
    told: told ? `The policy file changed (${from} → ${hash.slice(0, 12)}).` : null,
    concerns: () => true,
    isSame: ({ result }) => result === hash,
    holds: true,
  };
}

/** A user group that the policy names has other members: whoever approves changed. */
export function groupChange({ groupId, added, removed }: GroupChange): ChangeOfRules {
  const who = { added: added.join(' '), removed: removed.join(' ') };
  const listed = (ids: readonly string[]) => (ids.length === 0 ? '' : ` (${ids.join(', ')})`);
  return {
    entry: { ...NOBODY, action: 'group-changed', result: groupId, policyHash: null, text: who },
    told: `The user group ${groupId} changed: ${added.length} added${listed(added)}, ${removed.length} removed${listed(removed)}.`,
    concerns: ({ result }) => result === groupId,
    isSame: ({ text }) => text?.added === who.added && text.removed === who.removed,
    holds: false,
  };
}
