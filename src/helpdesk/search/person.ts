import type { People } from '../ports.ts';
import type { SearchRemark } from './query.ts';
import type { DeviceFilter } from './search-keys.ts';

/** How a Slack person's devices are asked for. */
export interface ResolvedSlackUser {
  readonly who: { readonly userId: string; readonly name: string };
  readonly filter: DeviceFilter;
  /** For when no device has their e-mail. */
  readonly byName: { readonly filter: DeviceFilter; readonly remark: SearchRemark };
  readonly remarks: readonly SearchRemark[];
}

/** By their exact e-mail, which Slack tells; by their name where it does not. */
export async function resolveSlackUser(
  people: Pick<People, 'actor'>,
  userId: string,
): Promise<ResolvedSlackUser> {
  const { email, name } = await people.actor(userId, 'look');
  const who = { userId, name };
  const remark: SearchRemark = { kind: 'by-name-instead', userId, name, email };
  // An empty filter would list everybody's devices.
  const byName = { filter: { user: name.trim() || userId }, remark };
  return email === ''
    ? { who, filter: byName.filter, byName, remarks: [remark] }
    : { who, filter: { emailExact: email }, byName, remarks: [] };
}
