import { lock } from '../operations/security.ts';
import { couldEverBeAllowed } from '../policy/evaluate.ts';
import { traitsOf } from '../policy/evaluate-change.ts';
import { EVERYONE } from '../policy/roles.ts';
import type { Policy } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, isFinished } from '../request.ts';
import { type Case, type CaseEvent, hasLostMode, isErased, lockIn } from './case.ts';

/** More requests than this about one device while it is lost are not followed. */
const MOST_REQUESTS = 50;

/** What was requested since the report to lock this device, to unlock it again, to erase it or to clear its passcode, oldest first; by anybody. */
export async function caseRequests(
  { store }: Pick<Ports, 'store'>,
  one: Case,
): Promise<readonly HelpdeskRequest[]> {
  const deviceId = one.report.device?.device.id ?? '';
  const requests = await store.requests.list({ deviceId, limit: MOST_REQUESTS });
  return requests
    .filter((request) => request.createdAt >= one.createdAt && wayOf(request) !== null)
    .toReversed();
}

/** The same, of Lost Mode alone. */
export const lostModeRequests = async (
  ports: Pick<Ports, 'store'>,
  one: Case,
): Promise<readonly HelpdeskRequest[]> =>
  (await caseRequests(ports, one)).filter((request) => ['on', 'off'].includes(wayOf(request) ?? ''));

type Way = 'on' | 'off' | 'lock' | 'erase' | 'passcode';

const WAYS: Readonly<Record<string, Way>> = {
  'enable-lost-mode': 'on',
  'disable-lost-mode': 'off',
  'cancel-lost-mode': 'off',
  lock: 'lock',
  erase: 'erase',
  'clear-passcode': 'passcode',
};

/** What a request does to Lost Mode, or to the device itself; `null`: nothing that a case follows. */
export const wayOf = ({ changes: [change] }: HelpdeskRequest): Way | null =>
  (change && WAYS[change.operation]) ?? null;

/**
 * True where *Lock…* is offered on a case: a device without Lost Mode that can be locked, that no one has requested to lock, and that
 * the policy lets someone lock. The person who presses is judged then.
 */
export function offersLock(policy: Policy | null, one: Case): boolean {
  const { device } = one.report;
  const last = lockIn(one);
  if (
    !device ||
    !policy ||
    hasLostMode(one) ||
    isErased(one) ||
    (last !== null && last.kind !== 'lock-failed')
  )
    return false;
  if (!lock.platforms.includes(device.device.platform)) return false;
  const traits = traitsOf(device.device);
  return Object.keys(policy.roles).some((role) =>
    couldEverBeAllowed(policy, { roles: [role, EVERYONE], operation: 'lock', device: traits }),
  );
}

const DONE = {
  on: 'on',
  off: 'off',
  lock: 'locked',
  erase: 'erased',
  passcode: 'passcode-cleared',
} as const;

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
    ...(state === 'completed' ? [{ kind: DONE[way], at: finishedAt ?? createdAt, requestId }] : []),
    ...(isFinished(state) && state !== 'completed'
      ? [{ kind: `${way}-failed` as const, at: finishedAt ?? createdAt, requestId, result: state }]
      : []),
  ];
  return steps.filter(
    (step) => !one.events.some(({ kind, requestId: of }) => kind === step.kind && of === requestId),
  );
}
