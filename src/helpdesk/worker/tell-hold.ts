import { isReleaserOf } from '../limits/hold.ts';
import { everyRequest } from '../limits/hold-list.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';

/** Longer than any request is on hold. */
const HELD_FOR_MS = 24 * 3_600_000;

/** Everybody who holds the right to release is to hear once that a limit was reached. `held`: newest first. */
export async function tellReleasers(
  { store, people, policies }: Ports,
  key: string,
  held: readonly HelpdeskRequest[],
): Promise<void> {
  const first = held.at(-1);
  const rules = policies.current()?.rules ?? [];
  const roles = rules
    .filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'))
    .flatMap((rule) => rule.roles);
  if (!first || roles.length === 0) return;
  if (!(await store.firstTime(`on-hold:${key}:${first.id}`, HELD_FOR_MS))) return;
  for (const { userId } of await people.holding(roles))
    await store.jobs.add({
      key: `on-hold:${key}:${first.id}:${userId}`,
      job: { kind: 'notify', userId, notice: 'on-hold', requestId: first.id },
    });
}

/** Tells one person what the limit holds now, if something is left of it and this person may release any of it. */
export async function tellHeld(
  ports: Ports,
  userId: string,
  { limitKey }: Pick<HelpdeskRequest, 'limitKey'>,
): Promise<void> {
  if (limitKey === null) return;
  const held = await everyRequest(ports, { limitKey, states: ['held'] });
  if (held.length === 0) return;
  const actor = await ports.people.actor(userId, 'decide');
  for (const request of held) {
    const requester = await ports.people.humanOf(request.requesterId);
    if (await isReleaserOf(ports, actor, request, requester))
      return ports.notices.tellHold(userId, { key: limitKey, held });
  }
}
