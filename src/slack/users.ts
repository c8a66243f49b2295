import type { WebClient } from '@slack/web-api';
import { type CacheRead, createCache } from '../cache.ts';
import { knownRolesOf } from '../helpdesk/policy/known-people.ts';
import type { GroupChange } from '../helpdesk/policy/policy-change-log.ts';
import { groupsIn, humanOf, rolesOf } from '../helpdesk/policy/roles.ts';
import { type Actor, type MembershipStatus, Refusal } from '../helpdesk/policy.ts';
import type { Log, People, PolicySource } from '../helpdesk/ports.ts';
import { isYounger } from '../helpdesk/timing.ts';
import { lastingError } from './lasting-error.ts';
import { membershipOf } from './membership.ts';
import type { MembersOf } from './requests/approvers-text.ts';

export interface UsersOptions {
  /** Its own client: user groups are Tier 2, and a 429 pauses a whole client. */
  readonly client: WebClient;
  readonly policies: PolicySource;
  /** Our workspace, and what it is called. */
  readonly teamId: string;
  readonly teamName?: string | undefined;
  readonly log: Log;
  /** Monotonic ms: how old a role is must not depend on a clock that may be set. */
  readonly now?: () => number;
  /** Who of these groups is known long enough to approve what can't be undone. Without it everybody in them is. */
  readonly known?: (groups: Groups) => Promise<Groups>;
  /** Called when a group that the policy names has other members than before. */
  readonly onGroupChanged?: (change: GroupChange) => void;
}

export interface Users extends People {
  /** Slack said that groups changed: the next look reads them again. */
  forgetGroups(): void;
  /** These without the accounts that Slack last called no members, and groups that no one is in: whom to name as help. Reads nothing. */
  namable(ids: readonly string[]): readonly string[];
  /**
   * Who is in a group that the policy names, as it was read in the last minutes, without the accounts that Slack last called no
   * members; `null`: not read. Reads nothing.
   */
  readonly membersOf: MembersOf;
  /** What Slack calls a person, or a user group that the policy names (`@it-leads`); `null` where it doesn't say. */
  nameOf(id: string): Promise<string | null>;
}

type Age = Pick<CacheRead<unknown>, 'fresh' | 'stale'>;

/** For deciding, nothing older than this counts, in ms. */
const DECIDE: Age = { fresh: 60_000, stale: 60_000 };
/** For looking. No more counts while Slack does not answer, or a guest would go on for so long. */
const LOOK: Age = { fresh: 5 * 60_000, stale: 5 * 60_000 };
/** Whose address it is gives no one a right. */
const EMAIL: Age = { fresh: LOOK.fresh, stale: 30 * 60_000 };
/** Each costs a `users.info`, which is Tier 4 (Slack docs). */
const HOLDERS_AT_ONCE = 5;
/** Whose account it is changes only when a workspace moves into an organization. */
const HUMAN: Age = { fresh: LOOK.fresh, stale: Number.POSITIVE_INFINITY };
const MOST_PEOPLE = 20_000;
const ALL = 'all';

interface Profile {
  readonly name: string;
  readonly email: string;
  readonly membership: MembershipStatus;
  /** Enterprise Grid: one id for all accounts of one person in the organization; `null` elsewhere. */
  readonly enterpriseUserId: string | null;
  readonly utcOffsetMs: number;
}

/** Who is who in Slack, and which roles the policy's groups give them. */
export function createUsers(options: UsersOptions): Users {
  const { client, policies } = options;
  const now = options.now ?? (() => performance.now());
  const memberships = createCache<Membership>({
    now,
    most: 1,
    changed: (before, after) => tellChanges(options, before.groups, after.groups),
  });
  const profiles = createCache<Profile>({ now, most: MOST_PEOPLE });
  const emails = createCache<string | null>({ now, most: MOST_PEOPLE });

  let latest: (Membership & { readonly at: number }) | null = null;
  const load = async (): Promise<Membership> => {
    const at = now();
    const { groups, handles } = await readGroups(options);
    latest = { groups, handles, known: await knownNow(options, groups), at };
    return latest;
  };
  const groups = (age: Age) => memberships.read(ALL, { ...age, load });
  const gone = new Set<string>();
  const profile = (userId: string, age: Age) => {
    const note = (read: Profile): Profile => {
      gone[read.membership === 'member' ? 'delete' : 'add'](userId);
      return read;
    };
    return profiles.read(userId, {
      ...age,
      load: () => readProfile(client, userId, options.teamId).then(note),
    });
  };

  /** @throws when Slack does not tell */
  const human = async (userId: string): Promise<string> => {
    const policy = policies.current();
    const listed = policy?.people.flat() ?? [];
    if (listed.includes(userId)) return humanOf(policy, userId);
    const enterpriseId = async (id: string) => (await profile(id, HUMAN)).enterpriseUserId;
    const own = await enterpriseId(userId);
    if (own === null) return userId;
    if (listed.includes(own)) return humanOf(policy, own);
    const theirs = await Promise.all(listed.map(enterpriseId));
    const account = listed.find((_, index) => theirs[index] === own);
    return account === undefined ? own : humanOf(policy, account);
  };

  const unread = (userId: string) => (error: unknown) => {
    options.log.warn({ event: 'roles.unreadable', err: error, user: userId }, 'Could not read roles');
    const lasting = lastingError(error);
    if (lasting !== null) throw new Refusal('needs-admin', `Couldn't check your permissions. ${lasting}`);
    throw new Refusal('not-now', "Couldn't check your permissions (Slack didn't answer).");
  };

  const actor: People['actor'] = async (userId, freshness) => {
    const age = freshness === 'decide' ? DECIDE : LOOK;
    const [person, membership] = await Promise.all([profile(userId, age), groups(age)]).catch(unread(userId));
    const policy = policies.current();
    const groupsOf = (all: Groups) =>
      new Set(Object.entries(all).flatMap(([id, users]) => (users.includes(userId) ? [id] : [])));
    const isMember = person.membership === 'member';
    return {
      userId,
      name: person.name,
      email: person.email,
      membership: person.membership,
      roles: isMember ? rolesOf(policy, userId, groupsOf(membership.groups)) : [],
      knownRoles: isMember ? knownRolesOf(policy, userId, groupsOf(membership.known)) : [],
      human: await human(userId).catch(unread(userId)),
      utcOffsetMs: person.utcOffsetMs,
      ...(options.teamName && { workspace: options.teamName }),
    };
  };

  const membersOf: MembersOf = (groupId, which = 'all') => {
    if (latest === null || !isYounger(now() - latest.at, LOOK.fresh)) return null;
    const all = latest.groups[groupId];
    if (all === undefined) return null;
    const chosen = which === 'known' ? (latest.known[groupId] ?? []) : all;
    return chosen.filter((id) => !gone.has(id));
  };

  return {
    actor,
    humanOf: (userId) => human(userId).catch(unread(userId)),
    holding: async (roles, isEnough = () => false) => {
      const policy = policies.current();
      const { groups: value } = await groups(LOOK);
      const named = roles
        .flatMap((role) => policy?.roles[role] ?? [])
        .flatMap((id) => value[id] ?? (id.startsWith('S') ? [] : [id]));
      const ids = [...new Set(named)];
      const found: Actor[] = [];
      for (let at = 0; at < ids.length && !isEnough(found); at += HOLDERS_AT_ONCE) {
        const some = ids.slice(at, at + HOLDERS_AT_ONCE);
        const actors = await Promise.all(some.map((id) => actor(id, 'look')));
        found.push(...actors.filter(({ membership }) => membership === 'member'));
      }
      return found;
    },
    byEmail: async (email) => {
      const key = email.toLowerCase();
      const value = await emails.read(key, { ...EMAIL, load: () => lookupByEmail(client, key) });
      return value === null ? [] : [value];
    },
    membersOf,
    nameOf: async (id) => {
      const read = id.startsWith('S')
        ? groups(LOOK).then(({ handles }) => handles[id])
        : profile(id, HUMAN).then(({ membership, name }) => (membership === 'unknown' ? null : name));
      return (await read.catch(() => null)) || null;
    },
    forgetGroups: () => memberships.expire(ALL),
    namable: (ids) => ids.filter((id) => !gone.has(id) && membersOf(id)?.length !== 0),
  };
}

type Groups = Readonly<Record<string, readonly string[]>>;

/** `known`: those members who are known long enough. */
interface Membership {
  readonly groups: Groups;
  readonly known: Groups;
  /** `@it-leads`, by id. */
  readonly handles: Readonly<Record<string, string>>;
}

/** Where it cannot be stored since when someone is there, only people named by user id count. */
async function knownNow({ known = async (all) => all, log }: UsersOptions, groups: Groups): Promise<Groups> {
  return known(groups).catch((error: unknown) => {
    log.warn({ event: 'members.unstored', err: error }, 'Could not store who is in the groups of the policy');
    return {};
  });
}

/** Members of every group that the policy names, in one call (Slack docs, usergroups.list, Tier 2). */
async function readGroups({ client, policies }: UsersOptions): Promise<Omit<Membership, 'known'>> {
  const wanted = groupsIn(policies.current());
  if (wanted.length === 0) return { groups: {}, handles: {} };
  const answer = await client.usergroups.list({ include_users: true, include_disabled: false });
  // No one is in a group that was disabled, whether Slack lists it or not: its members have lost what it gave them.
  const enabled = (answer.usergroups ?? []).filter(({ date_delete }) => !date_delete);
  const found = new Map(enabled.map((group) => [group.id, group]));
  return {
    groups: Object.fromEntries(wanted.map((id) => [id, found.get(id)?.users ?? []])),
    handles: Object.fromEntries(enabled.map(({ id, handle, name }) => [id, handle ? `@${handle}` : name])),
  };
}

function tellChanges({ onGroupChanged }: UsersOptions, before: Groups, after: Groups): void {
  for (const groupId of Object.keys(after)) {
    const was = before[groupId];
    const is = after[groupId] ?? [];
    if (!was) continue;
    const added = is.filter((id) => !was.includes(id));
    const removed = was.filter((id) => !is.includes(id));
    if (added.length + removed.length > 0) onGroupChanged?.({ groupId, added, removed });
  }
}

/** Anyone Slack will not name to us is a stranger without rights (Slack docs, users.info errors). */
async function readProfile(client: WebClient, userId: string, teamId: string): Promise<Profile> {
  const answer = await client.users.info({ user: userId }).catch((error: { data?: { error?: string } }) => {
    if (error.data?.error === 'user_not_found' || error.data?.error === 'user_not_visible') return null;
    throw error;
  });
  const user = answer?.user;
  if (!user)
    return { name: userId, email: '', membership: 'unknown', enterpriseUserId: null, utcOffsetMs: 0 };
  return {
    name: user.profile?.real_name || user.real_name || user.name || userId,
    email: (user.profile?.email ?? '').toLowerCase(),
    membership: membershipOf(user, teamId),
    enterpriseUserId: user.enterprise_user?.id ?? null,
    utcOffsetMs: (user.tz_offset ?? 0) * 1_000,
  };
}

async function lookupByEmail(client: WebClient, email: string): Promise<string | null> {
  const answer = await client.users.lookupByEmail({ email }).catch((error: { data?: { error?: string } }) => {
    if (error.data?.error === 'users_not_found') return null;
    throw error;
  });
  return answer?.user?.id ?? null;
}
