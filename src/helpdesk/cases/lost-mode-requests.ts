import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isFinished } from '../request.ts';
import type { Case, CaseEvent } from './case.ts';

/** More requests than this about one device while it is lost are not followed. */
const MOST_REQUESTS = 50;

/** What was requested about this device's Lost Mode since it was reported, oldest first; by anybody. */
export async function lostModeRequests(
  { store }: Pick<Ports, 'store'>,
  one: Case,
): Promise<readonly HelpdeskRequest[]> {
  const deviceId = one.report.device?.device.id ?? '';
  const requests = await store.requests.list({ deviceId, limit: MOST_REQUESTS });
  return requests
    .filter((request) => request.createdAt >= one.createdAt && wayOf(request) !== null)
    .toReversed();
}

/** What a request does to Lost Mode; `null`: nothing. */
export function wayOf({ changes }: HelpdeskRequest): 'on' | 'off' | null {
  const [change] = changes;
  if (change?.operation === 'enable-lost-mode') return 'on';
  return change?.operation === 'disable-lost-mode' || change?.operation === 'cancel-lost-mode' ? 'off' : null;
}

/** Every step of a request that the case does not have yet. `now`: epoch ms. */
export function newsOf(one: Case, request: HelpdeskRequest, now: number): readonly CaseEvent[] {
  const way = wayOf(request);
  if (way === null) return [];
  const { id: requestId, state, createdAt, sentAt, finishedAt } = request;
  const steps: CaseEvent[] = [
    ...(state === 'pending' ? [{ kind: `${way}-asked` as const, at: createdAt, requestId }] : []),
    ...(state === 'held' || state === 'unknown'
      ? [{ kind: `${way}-${state}` as const, at: now, requestId }]
      : []),
    ...(sentAt !== null && state !== 'sending' && state !== 'unknown'
      ? [{ kind: `${way}-sent` as const, at: sentAt, requestId }]
      : []),
    ...(state === 'completed' ? [{ kind: way, at: finishedAt ?? createdAt, requestId }] : []),
    ...(isFinished(state) && state !== 'completed'
      ? [{ kind: `${way}-failed` as const, at: finishedAt ?? createdAt, requestId, result: state }]
      : []),
  ];
  return steps.filter(
    (step) => !one.events.some(({ kind, requestId: of }) => kind === step.kind && of === requestId),
  );
}
