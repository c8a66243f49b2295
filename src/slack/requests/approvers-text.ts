import { missingApprovals, requirementText, stillNeeded } from '../../helpdesk/policy/requirements.ts';
import { needsKnownApprover, RISK } from '../../helpdesk/policy/risk.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { joinList } from '../../helpdesk/text.ts';
import { bold, dateText, foreignText, join, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { requestText } from './request-text.ts';

const HALF_A_DAY = 12 * 3_600_000;

/** "16:05", in the reader's own time zone; with the day where it is not within hours. Both epoch ms. */
export const deadlineText = (at: number, now: number): Mrkdwn =>
  dateText(at, Math.abs(at - now) < HALF_A_DAY ? 'time' : 'moment');

/** "one approver or admin and one admin". */
export const approversText = ({ requirements }: Pick<HelpdeskRequest, 'requirements'>): Mrkdwn =>
  foreignText(joinList(requirements.map(requirementText), 'and'), 300);

/** The user groups and people (`S…`, `U…`) who hold each role by the policy, to be mentioned where they must act. */
export type Holders = Readonly<Record<string, readonly string[]>>;

/**
 * Who is in a user group as far as it was read; `null`: it was not. `known`: only those who have been in it for long enough to approve
 * what only known people do.
 */
export type MembersOf = (groupId: string, which?: 'all' | 'known') => readonly string[] | null;

/** Whether only people who are known approve it: for 24 hours in the group, or named in the policy. */
const needsKnown = ({ changes }: Pick<HelpdeskRequest, 'changes'>): boolean =>
  needsKnownApprover(changes.map(({ operation }) => RISK[operation]));

/** Said of a waiting request while the groups whose members may approve it have some who may not yet; `null`: there is none. */
export function knownOnlyText(
  request: HelpdeskRequest,
  holders: Holders,
  membersOf: MembersOf,
): Mrkdwn | null {
  const groups = idsOf(
    missingOf(request).from.flatMap(({ roles }) => roles),
    holders,
  ).filter(isGroup);
  const isNew = (id: string) => {
    const known = membersOf(id, 'known');
    return membersOf(id)?.some((member) => !known?.includes(member)) ?? false;
  };
  if (!needsKnown(request) || !groups.some(isNew)) return null;
  return mrkdwn`Only people who have been in the Slack group for 24 hours, or whom the policy names, can approve this.`;
}

const missingOf = ({
  requirements,
  approvals,
  requesterId,
}: Pick<HelpdeskRequest, 'requirements' | 'approvals' | 'requesterId'>) =>
  stillNeeded(missingApprovals(requirements, approvals, requesterId));

/** Who may release by the policy, by role, without the accounts of these people. */
export function releaseHolders(policy: Policy | null, without: Iterable<string>): Holders {
  const roles = (policy?.rules ?? [])
    .filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'))
    .flatMap((rule) => rule.roles);
  const out = new Set(without);
  for (const accounts of policy?.people ?? [])
    if (accounts.some((id) => out.has(id))) for (const id of accounts) out.add(id);
  return Object.fromEntries(
    Object.entries(policy?.roles ?? {})
      .filter(([role]) => roles.includes(role))
      .map(([role, ids]) => [role, ids.filter((id) => !out.has(id))]),
  );
}

/** Who may act on a request as it stands, by role: those who release what is on hold, else everyone. */
export const actingHolders = (policy: Policy | null, request: HelpdeskRequest | null): Holders =>
  request?.state === 'held' ? releaseHolders(policy, counted(request)) : (policy?.roles ?? {});

/** Who does not count for this request any more: its requester and those who have approved it. */
export const counted = ({ approvals, requesterId }: HelpdeskRequest): ReadonlySet<string> =>
  new Set([requesterId, ...approvals.map(({ approverId }) => approverId)]);

/** The user groups and people who hold one of these roles, each once. */
export const idsOf = (roles: readonly string[], holders: Holders): readonly string[] => [
  ...new Set(roles.flatMap((role) => holders[role] ?? [])),
];

/** For where no group is looked up. */
export const NOT_READ: MembersOf = () => null;

/** These without the people who are in one of `groups`, as far as those were read. */
const oncePerPerson = (ids: readonly string[], membersOf: MembersOf, groups = ids): readonly string[] =>
  ids.filter(
    (id) => isGroup(id) || !groups.some((group) => isGroup(group) && membersOf(group)?.includes(id)),
  );

/** Who holds one of these roles, each mentioned once, without those in `out`; `null` for no one. */
export function calledText(
  roles: readonly string[],
  {
    holders,
    membersOf = NOT_READ,
  }: { readonly holders: Holders; readonly membersOf?: MembersOf | undefined },
  out: ReadonlySet<string> = new Set(),
): Mrkdwn | null {
  const ids = idsOf(roles, holders).filter((id) => !out.has(id));
  return mentions(oncePerPerson(ids, membersOf));
}

/**
 * Who is still needed, in two parts: "1 more approval needed by 16:05" and "one admin (@Max)". By the approvers' presses,
 * without looking up who they are today. Without `holders` no one is mentioned.
 */
export function neededWords(
  request: HelpdeskRequest,
  now: number,
  holders: Holders = {},
  membersOf: MembersOf = NOT_READ,
): {
  readonly howMany: Mrkdwn;
  readonly who: Mrkdwn;
  /** The roles that each approval may come from: one list where any of them will do. */
  readonly missing: readonly (readonly string[])[];
  /** How many people it takes at least. */
  readonly people: number;
} {
  const { approvals, expiresAt } = request;
  const { people, from } = missingOf(request);
  const more = ownText(approvals.length > 0 ? ' more' : '');
  const by = expiresAt === null ? mrkdwn`` : mrkdwn` by ${deadlineText(expiresAt, now)}`;
  return {
    howMany:
      people === 0
        ? mrkdwn`More approvals needed${by}`
        : mrkdwn`${people}${more} ${people === 1 ? 'approval' : 'approvals'} needed${by}`,
    who:
      people === 0 ? ownText('the policy has changed') : whoText(from, holders, counted(request), membersOf),
    missing: from.map(({ roles }) => roles),
    people,
  };
}

/** "one lead (@it-leads) and one admin (@Max)"; those in `out` are not mentioned, and no one is twice. */
function whoText(
  from: ReturnType<typeof missingOf>['from'],
  holders: Holders,
  out: ReadonlySet<string>,
  membersOf: MembersOf = NOT_READ,
): Mrkdwn {
  const said: string[] = [];
  const parts = from.map(({ roles, missing }) => {
    const role = foreignText(requirementText({ roles, approvals: missing, label: '' }), 150);
    const ids = idsOf(roles, holders).filter((id) => !out.has(id) && !said.includes(id));
    const anew = oncePerPerson(ids, membersOf, [...said, ...ids]);
    // Who is the only one for a role is named, also where their group was.
    const shown = anew.length > 0 ? anew : ids;
    said.push(...shown);
    const called = mentions(shown);
    // How many approvals are missing has been said.
    if (from.length === 1 && missing > 1) return called ?? foreignText(joinList(roles, 'or'), 150);
    if (called === null) return role;
    return from.length === 1 && roles.length > 1 ? called : mrkdwn`${role} (${called})`;
  });
  return join(parts, ' and ');
}

/** "⏳ *Needs 1 approval:* one admin (@Max).", before it is requested by `requesterId`. */
export function needsText(
  requirements: HelpdeskRequest['requirements'],
  requesterId: string,
  holders: Holders = {},
): Mrkdwn {
  const { people, from } = missingOf({ requirements, approvals: [], requesterId });
  const who = whoText(from, holders, new Set([requesterId]));
  const both = ownText(from.length > people ? ' The same person can count for each.' : '');
  return mrkdwn`⏳ ${bold(`Needs ${people} ${people === 1 ? 'approval' : 'approvals'}:`)} ${who}.${both}`;
}

/** "⏳ *1 more approval needed by 16:05:* one admin (@Max)". `now` is epoch ms. */
export function neededText(
  request: HelpdeskRequest,
  now: number,
  holders: Holders = {},
  membersOf: MembersOf = NOT_READ,
): Mrkdwn {
  const { howMany, who } = neededWords(request, now, holders, membersOf);
  return mrkdwn`⏳ ${bold(mrkdwn`${howMany}:`)} ${who}`;
}

/** For its requester, right after the request and until it is decided. `blocked`: why no one can approve it; `holders`: who can, by role. */
export function askedFor(
  request: HelpdeskRequest,
  now: number,
  blocked: string | null = null,
  holders: Holders = {},
): Mrkdwn {
  if (blocked !== null)
    return mrkdwn`${noApproverText(blocked)}\nApproval requested: ${requestText(request)}.`;
  const { howMany, who } = neededWords(request, now, holders);
  return mrkdwn`⏳ ${bold('Approval requested:')} ${requestText(request)}. ${howMany}: ${who}. I'll message you the result.`;
}

/** "⛔ *No one can approve this.* The role approver has no active members. …" */
export const noApproverText = (why: string): Mrkdwn => mrkdwn`⛔ ${foreignText(why, 400)}`;

/**
 * That no one can approve a waiting request, and whom to ask; `null` while enough people may. Reads nothing: a group whose members
 * are not known counts as large enough.
 */
export function blockedText(request: HelpdeskRequest, holders: Holders, membersOf: MembersOf): Mrkdwn | null {
  const out = counted(request);
  for (const { roles, missing } of missingOf(request).from) {
    const ids = idsOf(roles, holders);
    const read = ids.map((id) => (isGroup(id) ? membersOf(id) : [id]));
    if (ids.length === 0 || roles.includes('everyone') || read.includes(null)) continue;
    const people = read.flatMap((members) => members ?? []);
    const counting = (members: readonly string[]) => new Set(members.filter((id) => !out.has(id))).size;
    const known = needsKnown(request)
      ? ids.flatMap((id) => (isGroup(id) ? (membersOf(id, 'known') ?? []) : [id]))
      : people;
    if (counting(known) >= missing) continue;
    const groups = ids.filter(isGroup);
    const who = mentions(groups, 'and') ?? foreignText(joinList(roles, 'and'), 100);
    const has = groups.length > 1 || (groups.length === 0 && roles.length > 1) ? 'have' : 'has';
    const how =
      people.length === 0
        ? 'no active members'
        : counting(people) >= missing
          ? 'too few members who have been in it for 24 hours'
          : 'too few active members for this request';
    const admins = mentionedAdmins(request.requesterId, holders, membersOf);
    return mrkdwn`⛔ ${bold('No one can approve this.')} ${who} ${has} ${how}. Ask ${admins === null ? 'your IT team' : mrkdwn`${admins} (admin)`}.`;
  }
  return null;
}

/** Admins to ask, mentioned: without this account and without groups that no one else is in; `null`: no one is left. */
export function mentionedAdmins(without: string, holders: Holders, membersOf: MembersOf): Mrkdwn | null {
  const helps = (id: string) =>
    isGroup(id) ? (membersOf(id)?.some((member) => member !== without) ?? true) : id !== without;
  return mentions((holders.admin ?? []).filter(helps));
}

const isGroup = (id: string): boolean => /^S[A-Z0-9]{2,20}$/u.test(id);

/** "@it-leads or @Max"; `null` for no one. At most ten: a mention notifies. */
export function mentions(ids: readonly string[], last: 'or' | 'and' = 'or'): Mrkdwn | null {
  const found = ids
    .map((id) => (isGroup(id) ? `<!subteam^${id}>` : /^[UW][A-Z0-9]{2,20}$/u.test(id) ? `<@${id}>` : ''))
    .filter((mention) => mention !== '')
    .slice(0, 10);
  return found.length === 0 ? null : { mrkdwn: joinList(found, last), plain: 'approvers', exact: true };
}
