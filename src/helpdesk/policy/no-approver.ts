import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { joinList } from '../text.ts';
import { missingApprovals, stillNeeded } from './requirements.ts';
import { EVERYONE } from './roles.ts';

/** More admins than this are not named. */
const MOST_NAMED = 3;

/**
 * Why nobody reachable can approve a waiting request, and who can mend it; `null` while enough people can. Reads who holds the
 * roles, at most five minutes old.
 * @throws Error when Slack does not tell who holds them
 */
export async function whyNoApprover(
  { people }: Pick<Ports, 'people'>,
  request: HelpdeskRequest,
): Promise<string | null> {
  const requester = await people.humanOf(request.requesterId);
  const progress = missingApprovals(request.requirements, request.approvals, requester);
  const counted = new Set([requester, ...request.approvals.map(({ human }) => human)]);
  for (const { roles, missing } of stillNeeded(progress).from) {
    if (roles.includes(EVERYONE)) continue;
    const holders = await people.holding(roles);
    const left = new Set(holders.map(({ human }) => human).filter((human) => !counted.has(human)));
    if (left.size < missing) return sentence(roles, holders.length > 0, await adminNames(people));
  }
  return null;
}

function sentence(roles: readonly string[], isHeld: boolean, admins: readonly string[]): string {
  const which = `The ${roles.length > 1 ? 'roles' : 'role'} ${joinList(roles, 'and')}`;
  const has = roles.length > 1 ? 'have' : 'has';
  const why = isHeld ? `${has} too few active members for this request` : `${has} no active members`;
  const whom = admins.length > 0 ? `${joinList(admins, 'or')} (admin)` : 'an admin of this app';
  return `No one can approve this. ${which} ${why}. Ask ${whom} to add people to the Slack group.`;
}

async function adminNames({ holding }: Ports['people']): Promise<readonly string[]> {
  const admins = await holding(['admin']);
  return admins.slice(0, MOST_NAMED).map(({ name }) => name);
}
