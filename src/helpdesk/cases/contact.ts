import type { Device } from '../device.ts';
import { lastSeenAt } from '../device-seen.ts';
import { attempt, type Ports } from '../ports.ts';
import {
  type Case,
  type CaseDevice,
  type CaseEvent,
  caseSeenAt,
  isErased,
  lastOf,
  lostModeIn,
  type NextCase,
} from './case.ts';
import { readCaseDetails } from './report-case.ts';

export const DAY_MS = 24 * 3_600_000;

const NOW = { fresh: true, purpose: 'change' } as const;

/**
 * Contact with the device since it was reported, by agent or MDM: the first one, and the first after a silence. No contact for a day,
 * once until there is some again, and only where both could be read. How Lost Mode stands, where no request says so.
 * @param isBusy a request is under way, and says itself what becomes of it
 * @returns what is new; `read` where the device was seen since it was last stored
 */
export async function readContact(
  ports: Ports,
  one: Case,
  known: CaseDevice,
  isBusy: boolean,
): Promise<Pick<NextCase, 'events' | 'read'>> {
  const { id } = known.device;
  const isOn = lostModeIn(one)?.kind === 'on' && lastOf(one, 'located') === null;
  const [device, details, lostMode] = await Promise.all([
    attempt(ports.fleet.device(id, NOW)),
    readCaseDetails(ports, id, NOW),
    isOn ? attempt(ports.fleet.lostMode(id, { fresh: true })) : null,
  ]);
  const now = await ports.store.now();
  const stored = caseSeenAt(known);
  const readAt = lastSeenAt(device.ok ? device.value : { agentCheckInAt: null }, details);
  const seenAt = Math.max(stored ?? 0, readAt ?? 0);
  const silent = lastOf(one, 'silent');
  const before = lastOf(one, 'checked-in');
  const isNews =
    seenAt > (silent?.at ?? one.createdAt) && (before === null || (silent !== null && before.at < silent.at));
  const heardAt = Math.max(one.createdAt, seenAt);
  const isSilent =
    device.ok && details !== null && now - heardAt >= DAY_MS && (silent === null || silent.at < heardAt);
  const located = lostMode?.ok ? (lostMode.value?.location?.at ?? null) : null;
  const isNewer = seenAt > (stored ?? 0) || (known.details === null && details !== null);
  return {
    events: [
      ...(isNews ? [{ kind: 'checked-in', at: seenAt } as const] : []),
      ...(device.ok && !isBusy ? lostModeSeen(one, known.device, device.value, now) : []),
      ...(located !== null && located >= one.createdAt ? [{ kind: 'located', at: located } as const] : []),
      ...(isSilent ? [{ kind: 'silent', at: now, ...(seenAt > 0 && { lastSeenAt: seenAt }) } as const] : []),
    ],
    ...(isNewer && { read: { details: details ?? known.details, ...(seenAt > 0 && { seenAt }) } }),
  };
}

/**
 * How Lost Mode stands by now where no request of ours says so: it was turned on in Kandji, or what was on, or sent, before the report
 * has ended.
 */
function lostModeSeen(one: Case, reported: Device, { lostMode }: Device, at: number): readonly CaseEvent[] {
  const last = lostModeIn(one);
  if (isErased(one) || (last !== null && last.kind !== 'on-failed')) return [];
  const before = last === null ? reported.lostMode : 'off';
  if (lostMode === 'on' && before !== 'on') return [{ kind: 'on', at }];
  if (before !== 'on' && before !== 'turning-on') return [];
  if (lostMode === 'off') return [{ kind: 'off', at }];
  return lostMode === 'error' ? [{ kind: 'on-failed', at, result: 'failed' }] : [];
}
