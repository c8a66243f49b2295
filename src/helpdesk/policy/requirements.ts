import { deadlineIn } from '../deadline.ts';
import type { Actor, Policy, Requirement } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { Approval, HelpdeskRequest } from '../request.ts';
import { joinList, sortedUnique } from '../text.ts';
import { ADMIN_NAMES_MS } from '../timing.ts';
import { approvingRoles } from './known-people.ts';
import { EVERYONE } from './roles.ts';

/** How far one requirement got: "1 of 2". */
export interface ApprovalProgress {
  readonly requirement: Requirement;
  readonly needed: number;
  /** Distinct humans so far, never more than needed. */
  readonly given: number;
  readonly missing: number;
  /** Names of those who count, oldest press first. */
  readonly by: readonly string[];
}

/** True when a person with these roles may approve for this requirement. */
export const canApprove = (requirement: Requirement, roles: readonly string[]): boolean =>
  requirement.roles.some((role) => roles.includes(role));

/** The roles among these that name someone: `everyone` and an empty list do not. */
export const namingRoles = (policy: Policy, roles: readonly string[]): readonly string[] =>
  roles.filter((role) => role !== EVERYONE && (policy.roles[role] ?? []).length > 0);

/**
 * Judges every requirement by itself. One press counts for each requirement that it fits, one human counts once, and
 * no one counts for their own request, whichever of their accounts they press with. `requesterHuman` and each
 * approval's `human` must come from the same policy, the one in force.
 */
export function missingApprovals(
  requirements: readonly Requirement[],
  approvals: readonly Approval[],
  requesterHuman: string,
): readonly ApprovalProgress[] {
  const counted = approvals.filter(
    (approval) => approval.human !== requesterHuman && approval.approverId !== requesterHuman,
  );
  return requirements.map((requirement) => {
    const humans = new Map<string, string>();
    for (const { human, approverName, roles } of counted) {
      if (canApprove(requirement, roles) && !humans.has(human)) humans.set(human, approverName);
    }
    const given = Math.min(humans.size, requirement.approvals);
    const missing = requirement.approvals - given;
    return { requirement, needed: requirement.approvals, given, missing, by: [...humans.values()] };
  });
}

/** True when every requirement has all its approvals. */
export const isApproved = (progress: readonly ApprovalProgress[]): boolean =>
  progress.every((one) => one.missing === 0);

/** The requirements that still lack an approval; all of them once none does. */
export function openRequirements(progress: readonly ApprovalProgress[]): readonly Requirement[] {
  const open = progress.filter(({ missing }) => missing > 0);
  return (open.length > 0 ? open : progress).map(({ requirement }) => requirement);
}

/** What is still needed before a request is approved. */
export interface StillNeeded {
  /** How many people it takes at least: one approval counts for every requirement that its role fits. */
  readonly people: number;
  /** What is missing; requirements that another one meets along the way are left out. */
  readonly from: readonly { readonly roles: readonly string[]; readonly missing: number }[];
}

/** From here on a request has so many missing approvals that they are summed instead of combined. */
const MOST_COMBINED = 6;

/** Who is still needed, by roles: whether one person holds several of them is not looked up. */
export function stillNeeded(all: readonly ApprovalProgress[]): StillNeeded {
  const open = all.filter(({ missing }) => missing > 0);
  const from = open.filter(
    (one, index) =>
      !open.some((other, at) => at !== index && meets(other, one) && !(meets(one, other) && index < at)),
  );
  const left = from.map(({ requirement, missing }) => ({ roles: requirement.roles, missing }));
  return { people: fewestPeople(left), from: left };
}

/** An approver for the first also approves for the second, and often enough. */
const meets = (first: ApprovalProgress, second: ApprovalProgress): boolean =>
  first.missing >= second.missing &&
  first.requirement.roles.every((role) => second.requirement.roles.includes(role));

function fewestPeople(left: StillNeeded['from']): number {
  const [next, ...others] = left.filter(({ missing }) => missing > 0);
  const sum = left.reduce((total, { missing }) => total + missing, 0);
  if (!next || others.length === 0 || sum > MOST_COMBINED) return sum;
  const after = (role: string) =>
    [next, ...others].map((one) => ({ ...one, missing: one.missing - (one.roles.includes(role) ? 1 : 0) }));
  return 1 + Math.min(...next.roles.map((role) => fewestPeople(after(role))));
}

/**
 * All requirements of several answers, for example the stored and the current ones. Those that ask the same roles become
 * one with the higher number, which asks exactly as much, because a press counts for both anyway.
 */
export function joinRequirements(...lists: readonly (readonly Requirement[])[]): readonly Requirement[] {
  const byRoles = new Map<string, Requirement>();
  for (const one of lists.flat()) {
    const roles = sortedUnique(one.roles);
    const key = JSON.stringify(roles);
    const before = byRoles.get(key);
    byRoles.set(key, {
      approvals: Math.max(one.approvals, before?.approvals ?? 0),
      roles: before?.roles ?? one.roles,
      label: sortedUnique([...(before ? before.label.split(', ') : []), ...one.label.split(', ')]).join(', '),
    });
  }
  const order = sortedUnique([...byRoles.values()].map((one) => one.label));
  return [...byRoles.values()].sort(
    (a, b) =>
      order.indexOf(a.label) - order.indexOf(b.label) ||
      (JSON.stringify(sortedUnique(a.roles)) < JSON.stringify(sortedUnique(b.roles)) ? -1 : 1),
  );
}

/** "one approver or admin", "2 people from approver or admin". */
export function requirementText(requirement: Requirement): string {
  const roles = requirement.roles.map((role) => (role === 'everyone' ? 'colleague' : role));
  if (requirement.approvals === 1) return `one ${joinList(roles, 'or')}`;
  return `${requirement.approvals} people from ${joinList(roles, 'or')}`;
}

/** What {@link whyNoApprover} begins with. */
export const NO_APPROVER = 'No one can approve this.';

/**
 * Why no one reachable can approve a waiting request, and who can mend it; `null` while enough people can. Reads who holds the
 * roles, at most five minutes old, and stops at those who suffice.
 * @throws Error when Slack does not tell who holds them
 */
export async function whyNoApprover(
  { people, policies }: Pick<Ports, 'people' | 'policies'>,
  request: Pick<HelpdeskRequest, 'requirements' | 'approvals' | 'changes' | 'requesterId'>,
): Promise<string | null> {
  const requester = await people.humanOf(request.requesterId);
  const progress = missingApprovals(request.requirements, request.approvals, requester);
  const counted = new Set([requester, ...request.approvals.map(({ human }) => human)]);
  const countingRoles = (actor: Actor) => approvingRoles(request.changes, actor);
  for (const { roles, missing } of stillNeeded(progress).from) {
    if (roles.includes(EVERYONE)) continue;
    const uncounted = (holders: readonly Actor[], rolesOf = countingRoles) =>
      new Set(
        holders
          .filter((actor) => roles.some((role) => rolesOf(actor).includes(role)))
          .map(({ human }) => human)
          .filter((human) => !counted.has(human)),
      );
    const holders = await people.holding(roles, (found) => uncounted(found).size >= missing);
    if (uncounted(holders).size >= missing) continue;
    const whom = await otherAdmins(people, requester);
    if (uncounted(holders, (actor) => actor.roles).size >= missing) return notKnownYet(roles, whom);
    const named = policies.current()?.roles;
    const isGrouped = roles.some((role) => named?.[role]?.some((id) => id.startsWith('S')));
    const where = isGrouped ? 'the Slack group' : 'the policy';
    const how =
      whom === null ? `People have to be added to ${where}.` : `Ask ${whom} to add people to ${where}.`;
    return `${NO_APPROVER} ${tooFew(roles, holders.length > 0)} ${how}`;
  }
  return null;
}

const subjectOf = (roles: readonly string[]): string =>
  `The ${roles.length > 1 ? 'roles' : 'role'} ${joinList(roles, 'and')} ${roles.length > 1 ? 'have' : 'has'}`;

/** There are enough people, but they were added less than 24 hours ago. */
const notKnownYet = (roles: readonly string[], whom: string | null): string =>
  `${NO_APPROVER} ${subjectOf(roles)} too few members who have been in the Slack group for 24 hours. ${whom === null ? 'Someone has' : `Ask ${whom}`} to name an approver in the policy, or request it again later.`;

function tooFew(roles: readonly string[], isHeld: boolean): string {
  const which = subjectOf(roles);
  return isHeld ? `${which} too few active members for this request.` : `${which} no active members.`;
}

/** More admins than this are not named. */
const MOST_NAMED = 3;

/** "Max Weber or Lea Martin (admin)", without this human; `null`: there is no other. @throws Error when Slack does not tell */
export async function otherAdmins(people: Ports['people'], human: string): Promise<string | null> {
  const { others, isOneself } = await adminsBeside(people, human);
  const names = others.map(({ name }) => name);
  if (names.length > 0) return `${joinList(names, 'or')} (admin)`;
  return isOneself ? null : 'your IT team';
}

/** Whom someone can ask for a permission: at most three admins, without this human; none where Slack doesn't say in time. */
export const adminsToAsk = (people: Ports['people'], human: string): Promise<readonly Actor[]> =>
  inTime(adminsBeside(people, human).then(({ others }) => others));

/** At most three who hold one of these roles, without these humans; none where Slack doesn't say in time. */
export function peopleToAsk(
  people: Ports['people'],
  roles: readonly string[],
  without: ReadonlySet<string>,
): Promise<readonly Actor[]> {
  if (roles.includes(EVERYONE)) return Promise.resolve([]);
  const beside = (found: readonly Actor[]) => found.filter(({ human }) => !without.has(human));
  const reading = people.holding(roles, (found) => beside(found).length >= MOST_NAMED);
  return inTime(reading.then((found) => beside(found).slice(0, MOST_NAMED)));
}

/** At most three who hold `release`, without these humans; none where Slack doesn't say in time. */
export function releasersToAsk(
  { people, policies }: Pick<Ports, 'people' | 'policies'>,
  without: readonly string[],
): Promise<readonly Actor[]> {
  const may = policies
    .current()
    ?.rules.filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'));
  return peopleToAsk(people, [...new Set(may?.flatMap((rule) => rule.roles))], new Set(without));
}

/** "Someone else with permission has to: Max Weber.", of a release or an unfreeze; without names where Slack gives none in time. */
export async function othersHaveTo(
  ports: Pick<Ports, 'people' | 'policies'>,
  without: readonly string[],
): Promise<string> {
  const names = (await releasersToAsk(ports, without)).map(({ name }) => name);
  return `Someone else with permission has to${names.length === 0 ? '' : `: ${joinList(names, 'or')}`}.`;
}

const inTime = (reading: Promise<readonly Actor[]>): Promise<readonly Actor[]> =>
  deadlineIn(ADMIN_NAMES_MS)
    .wait(reading, '')
    .catch(() => []);

async function adminsBeside({ holding }: Ports['people'], human: string) {
  const beside = (found: readonly Actor[]) => found.filter((admin) => admin.human !== human);
  const admins = await holding(['admin'], (found) => beside(found).length >= MOST_NAMED);
  const others = beside(admins);
  return { others: others.slice(0, MOST_NAMED), isOneself: admins.length > others.length };
}
