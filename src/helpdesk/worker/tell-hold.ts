import { isReleaserOf } from '../limits/hold.ts';
import { everyRequest } from '../limits/hold-list.ts';
import type { Actor } from '../policy.ts';
import type { HoldList, Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';

/** Longer than any request is on hold. */
const HELD_FOR_MS = 24 * 3_600_000;

/**
 * Everybody who may release any of it is to hear once that a limit was reached: also who approved all that was on hold at first, once
 * something else is. `held`: newest first; `openedAt`: since when its card is or was to be posted, epoch ms.
 */
export async function tellReleasers(
  ports: Ports,
  { key, held }: Pick<HoldList, 'key' | 'held'>,
  { openedAt, isPosted }: { readonly openedAt: number; readonly isPosted: boolean },
): Promise<void> {
  const { store, people, policies } = ports;
  const first = held.at(-1);
  const rules = policies.current()?.rules ?? [];
  const roles = rules
    .filter(({ kind, operations }) => kind === 'allow' && operations.includes('release'))
    .flatMap((rule) => rule.roles);
  if (!first || roles.length === 0) return;
  // Where the channel takes no card, each try has an `openedAt` of its own.
  const isNews = isPosted || (await store.firstTime(`on-hold:${key}:${first.id}`, HELD_FOR_MS));
  for (const actor of await people.holding(roles)) {
    if (!(await mayReleaseAny(ports, actor, held))) continue;
    const { userId } = actor;
    if ((await store.firstTime(`on-hold:${key}:${openedAt}:${userId}`, HELD_FOR_MS)) && isNews)
      await store.jobs.add({
        key: `on-hold:${key}:${first.id}:${userId}`,
        job: { kind: 'notify', userId, notice: 'on-hold', requestId: first.id },
      });
  }
}

async function mayReleaseAny(ports: Ports, actor: Actor, held: readonly HelpdeskRequest[]): Promise<boolean> {
  for (const request of held)
    if (await isReleaserOf(ports, actor, request, await ports.people.humanOf(request.requesterId)))
      return true;
  return false;
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
  if (await mayReleaseAny(ports, await ports.people.actor(userId, 'decide'), held))
    await ports.notices.tellHold(userId, { key: limitKey, held });
}
