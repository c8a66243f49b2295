import { entryFor, SYSTEM } from '../audit-entry.ts';
import { LEFT_OUT, LEFT_OUT_MS, leftOut } from '../limits/freeze.ts';
import { alsoMentioned, remindersMs } from '../policy/approval-times.ts';
import { withRequirementsNow } from '../policy/evaluate-change.ts';
import { whyNoApprover } from '../policy/requirements.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isCallingOut } from '../request.ts';
import { NO_APPROVER_TOLD, outcome, wasToldBlocked } from '../requests/transitions.ts';
import type { CardCopy } from '../store-port.ts';

/** A waiting request has come due: its time is up, or someone is to be reminded. */
export async function expireOrRemind(
  { store, policies }: Pick<Ports, 'store' | 'policies'>,
  request: HelpdeskRequest,
): Promise<void> {
  const policy = policies.current();
  const delays = policy ? remindersMs(policy) : [];
  await store.requests.change(request.id, (row, { now }) => {
    if (row.state !== 'pending' || row.expiresAt === null) return null;
    if (row.expiresAt <= now)
      return {
        state: 'expired',
        dueInMs: null,
        set: { outcome: { code: 'expired' } },
        entry: entryFor(row, 'expired', SYSTEM, 'expired'),
        jobs: [outcome(row)],
      };
    const passed = delays.filter((delay) => row.createdAt + delay <= now).length;
    const next = Math.min(row.expiresAt, row.createdAt + (delays[passed] ?? Number.POSITIVE_INFINITY));
    const remind = passed > row.reminders;
    return {
      state: 'pending',
      dueInMs: Math.max(0, next - now),
      set: { reminders: passed },
      entry: entryFor(row, 'reminded', SYSTEM, 'pending'),
      ...(remind && {
        jobs: [{ key: `remind:${row.id}:${passed}`, job: { kind: 'remind', requestId: row.id } } as const],
      }),
    };
  });
}

/**
 * Replies in the thread of the card with who is needed, in place of the reply before. A request that needs no one any more keeps
 * none: what redraws its card takes the reply away, and so does this when it comes second.
 */
export async function remind(
  { store, notices, policies, people }: Pick<Ports, 'store' | 'notices' | 'policies' | 'people'>,
  request: HelpdeskRequest,
): Promise<void> {
  const approvals = async () => (await store.cards.of(request.id)).find(({ place }) => place === 'approvals');
  const card = await approvals();
  const policy = policies.current();
  if (!card || card.ts === null || !policy || !isCallingOut(request)) return;
  const isWaiting = request.state === 'pending';
  // No one is called to what they can't do: the unfreeze brings it to mind.
  if (isWaiting && (await store.controls.freeze()))
    return void (await store.leases.take(leftOut(request.id), LEFT_OUT, LEFT_OUT_MS));
  if (isWaiting) await tellIfBlocked({ store, notices, policies, people }, request);
  const also = isWaiting ? alsoMentioned(policy, (await store.now()) - request.createdAt) : [];
  const ts = await notices.remind({ channel: card.channel, ts: card.ts }, request, also);
  if (ts === null) return;
  const before = await store.cards.reminded(card.id, ts);
  if (before !== null) await notices.takeBack({ channel: card.channel, ts: before });
  const [now, latest] = [await store.requests.get(request.id), await approvals()];
  if (now && !isCallingOut(now) && latest) await takeReminder({ store, notices }, latest);
}

/** Where no one reachable can approve it, the requester hears so and its card says it: once, or twice where the process dies in between. */
async function tellIfBlocked(
  ports: Pick<Ports, 'store' | 'notices' | 'policies' | 'people'>,
  { id, requesterId }: HelpdeskRequest,
): Promise<void> {
  const { store, notices, policies } = ports;
  const request = await store.requests.get(id);
  if (request?.state !== 'pending' || (await wasToldBlocked(store, id))) return;
  // Slack may not say who they are: then they are called as before.
  const why = await whyNoApprover(ports, withRequirementsNow(policies.current(), request)).catch(() => null);
  if (why === null) return;
  await notices.notify(requesterId, 'no-approver', request);
  await store.requests.change(id, (row, { now }) =>
    row.state === 'pending'
      ? {
          state: 'pending',
          dueInMs: Math.max(0, (row.dueAt ?? 0) - now),
          entry: entryFor(row, 'reminded', SYSTEM, NO_APPROVER_TOLD),
        }
      : null,
  );
}

/** The last reminder goes when the request has ended. */
export async function takeReminder(
  { store, notices }: Pick<Ports, 'store' | 'notices'>,
  { id, channel, reminderTs }: CardCopy,
): Promise<void> {
  if (reminderTs === null) return;
  await notices.takeBack({ channel, ts: reminderTs });
  const newer = await store.cards.reminded(id, null);
  if (newer !== null && newer !== reminderTs) await notices.takeBack({ channel, ts: newer });
}
