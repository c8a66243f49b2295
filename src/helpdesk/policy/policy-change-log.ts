import {
  type AuditAction,
  type AuditEntry,
  auditEntry,
  type EntryFacts,
  type NewAuditEntry,
  SYSTEM,
} from '../audit-entry.ts';
import type { Policy } from '../policy.ts';
import type { Log } from '../ports.ts';
import { retryUntilWritten } from '../retry.ts';
import type { Store } from '../store-port.ts';
import { joinList } from '../text.ts';
import { LEASE_MS } from '../timing.ts';

/** Several replicas notice the same change, each in its own time; within this it is recorded and told once. */
const ONCE_WITHIN_MS = 10 * 60_000;
/** Far more changes than replicas can be behind. */
const MOST_ENTRIES = 100;
const LEASE = 'change-of-rules';

export interface PolicyChangeLog {
  /** The policy in force at the start: it may have changed while no one watched. Waits for one try. */
  started(policy: Policy | null): Promise<void>;
  policyChanged(policy: Policy, before: Policy | null): void;
  groupChanged(change: GroupChange): void;
  /** A new policy file was not taken, for this reason. */
  policyBroken(sentence: string): void;
  /** The file can be read again. */
  policyMended(): void;
  /** Tries a few times more to write what is left. */
  stop(): Promise<void>;
}

export interface PolicyChangeLogOptions {
  readonly store: Pick<Store, 'audit' | 'jobs' | 'leases' | 'now'>;
  readonly log: Log;
  /** Tells replicas apart. */
  readonly owner: string;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
  /** How long to wait before the second try; then twice as long each time. */
  readonly firstWaitMs?: number;
}

/**
 * Changes of the rules that bind everybody go on the record and are told to the approvals channel: each one, however long the
 * database is gone, and once, however many replicas notice it. Anyone who notices does not wait.
 */
export function createPolicyChangeLog(options: PolicyChangeLogOptions): PolicyChangeLog {
  const { store, log, owner, monotonic = () => performance.now() } = options;
  const insist = retryUntilWritten(log, options.firstWaitMs);
  const once = recordOnce(options);
  /** Grows whenever the file is mended: a fault from before is not told any more. */
  let mendings = 0;
  /** Whose lease is ours, and whether it was told. */
  const faults = new Map<string, boolean>();

  const change = (what: string, noticed: ChangeOfRules) => {
    const at = monotonic();
    const write = once.writing(noticed);
    return insist.on(what, () => once.underLease(() => write(monotonic() - at)));
  };
  void insist.on('read the policy changes in the audit log', once.begin);
  return {
    started: async (policy) => {
      if (!policy) return;
      let write: ReturnType<typeof once.writing> | null = null;
      await insist.on('the policy at the start', async () => {
        const [last] = await store.audit.history({ action: 'policy-changed', limit: 1 });
        // The very first one is told to no one.
        const asFound = policyChange(policy, last === undefined ? null : " while the app wasn't running");
        const writing = write ?? once.writing(asFound);
        write = writing;
        return once.underLease(() => writing(0));
      });
    },
    policyChanged: (policy, before) =>
      void change('a changed policy', policyChange(policy, before ? `: ${whatChanged(policy, before)}` : '')),
    groupChanged: (group) => void change('a changed group', groupChange(group)),
    policyBroken: (sentence) => {
      const then = mendings;
      const key = `policy-fault:${sentence}`.slice(0, 600);
      void insist.on('a broken policy file', async () => {
        if (mendings > then || faults.get(key)) return true;
        // Anyone who holds the lease tells it. It is let go when the file is mended, so that the next fault is told as well.
        if (!(await store.leases.take(key, owner, ONCE_WITHIN_MS))) return true;
        faults.set(key, false);
        await store.jobs.add({ key, job: { kind: 'announce', text: sentence } });
        faults.set(key, true);
        return true;
      });
    },
    policyMended: () => {
      mendings += 1;
      void insist.on('a mended policy file', async () => {
        for (const key of faults.keys()) await store.leases.drop(key, owner);
        faults.clear();
        return true;
      });
    },
    stop: insist.stop,
  };
}

/**
 * Replicas agree on what was recorded by the record itself: each goes along it, and what it noticed is there already when the
 * part that it has not come to says the same. One at a time looks and writes.
 */
function recordOnce({ store, owner }: PolicyChangeLogOptions) {
  /** Up to where the record is accounted for, by what it concerns. */
  const upTo = new Map<string, number>();
  let began = 0;

  const findIn = (
    entries: readonly AuditEntry[],
    { isSame, holds }: ChangeOfRules,
    after: number,
    since: number,
  ) => {
    const [last] = entries;
    const next = entries.findLast((one) => one.seq > after && one.at > since && isSame(one));
    return next ?? (holds && last && isSame(last) ? last : null);
  };
  return {
    begin: async () => {
      began = (await store.audit.head()).seq;
      return true;
    },
    /** False: another replica is at it. */
    underLease: async (work: () => Promise<void>) => {
      if (!(await store.leases.take(LEASE, owner, LEASE_MS))) return false;
      await work().finally(() => store.leases.drop(LEASE, owner).catch(() => undefined));
      return true;
    },
    /** To be called until it does not throw, with the ms since the change was noticed. */
    writing: (noticed: ChangeOfRules) => {
      const { entry, announcement, concerns } = noticed;
      const about = entry.action === 'policy-changed' ? entry.action : `${entry.action}:${entry.result}`;
      let mayBeOurs = false;
      return async (agoMs: number) => {
        const entries = await store.audit.history({ action: entry.action, limit: MOST_ENTRIES });
        const since = (await store.now()) - agoMs - ONCE_WITHIN_MS;
        const found = findIn(entries.filter(concerns), noticed, upTo.get(about) ?? began, since);
        const isOurs = mayBeOurs || !found;
        mayBeOurs = isOurs;
        const { seq } = found ?? (await store.audit.append(entry));
        if (isOurs && announcement !== null)
          await store.jobs.add({ key: `${entry.action}:${seq}`, job: { kind: 'announce', ...announcement } });
        upTo.set(about, seq);
      };
    },
  };
}

/** The rules that bind everybody changed, as one replica noticed it. */
interface ChangeOfRules {
  /** Its line on the record. */
  readonly entry: NewAuditEntry;
  /** What the approvals channel reads, and the Slack ids in it; `null`: nothing. */
  readonly announcement: { readonly text: string; readonly ids?: readonly string[] } | null;
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

const ruleEntry = (action: AuditAction, facts: EntryFacts): NewAuditEntry =>
  auditEntry(action, { userId: SYSTEM.userId }, facts);

/** "2 rules added, 1 rule removed, safety limits"; a rule that was changed is one of each. */
function whatChanged(policy: Policy, before: Policy): string {
  // A label has the line that a rule stands in.
  const spelled = ({ rules }: Policy) => rules.map((rule) => JSON.stringify({ ...rule, label: '' }));
  const [now, then] = [spelled(policy), spelled(before)];
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((rule) => !others.includes(rule)).length;
  const counted = (count: number, how: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? 'rule' : 'rules'} ${how}`];
  const others = Object.entries(PARTS).flatMap(([part, words]) =>
    JSON.stringify(policy[part as keyof Policy]) === JSON.stringify(before[part as keyof Policy])
      ? []
      : [words],
  );
  const said = [
    ...counted(without(now, then), 'added'),
    ...counted(without(then, now), 'removed'),
    ...others,
  ];
  return said.length === 0 ? 'only how it is written' : said.join(', ');
}

/** What of a policy is not a rule, as it is called in the file. */
const PARTS: Readonly<Record<Exclude<keyof Policy, 'hash' | 'rules'>, string>> = {
  roles: 'roles',
  people: 'people',
  approvals: 'approvals',
  auditChannel: 'audit',
  cases: 'cases',
  lostMode: 'Lost Mode texts',
  digests: 'digests',
  messages: 'messages',
  safetyLimits: 'safety limits',
  notes: 'notes',
  helpChannel: 'help channel',
  assetTagPattern: 'asset tag pattern',
};

/** Another policy is in force. `how`: the end of what the channel reads of it; `null`: for the audit log only. */
function policyChange({ hash }: Policy, how: string | null): ChangeOfRules {
  return {
    entry: ruleEntry('policy-changed', { result: hash, policyHash: hash }),
    announcement: how === null ? null : { text: `The policy file changed${how}.` },
    concerns: () => true,
    isSame: ({ result }) => result === hash,
    holds: true,
  };
}

const MOST_NAMED = 10;

/** A user group that the policy names has other members: anyone who approves changed. */
function groupChange({ groupId, added, removed }: GroupChange): ChangeOfRules {
  const who = { added: added.join(' '), removed: removed.join(' ') };
  const said = Object.entries({ added, removed }).flatMap(([how, [...ids]]) => {
    const rest = ids.splice(MOST_NAMED).length;
    return ids.length === 0 ? [] : `${how} ${joinList(rest > 0 ? [...ids, `${rest} more`] : ids, 'and')}`;
  });
  return {
    entry: ruleEntry('group-changed', { result: groupId, text: who }),
    announcement: {
      text: `The user group ${groupId} changed: ${said.join('; ')}.`,
      ids: [groupId, ...added, ...removed],
    },
    concerns: ({ result }) => result === groupId,
    isSame: ({ text }) => text?.added === who.added && text.removed === who.removed,
    holds: false,
  };
}
