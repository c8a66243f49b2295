import { lastSeenAt } from '../device-seen.ts';
import { attempt, type Ports } from '../ports.ts';
import { type Case, type CaseDevice, caseSeenAt, lastOf, lostModeIn, type NextCase } from './case.ts';
import { readCaseDetails } from './report-case.ts';

export const DAY_MS = 24 * 3_600_000;

const NOW = { fresh: true, purpose: 'change' } as const;

/**
 * Contact with the device since it was reported, by agent or MDM: the first one, and the first after a silence. No contact for a day,
 * once until there is some again, and only where both could be read.
 * @returns what is new; `read` where the device was seen since it was last stored
 */
export async function readContact(
  ports: Ports,
  one: Case,
  known: CaseDevice,
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
      ...(located !== null && located >= one.createdAt ? [{ kind: 'located', at: located } as const] : []),
      ...(isSilent ? [{ kind: 'silent', at: now, ...(seenAt > 0 && { lastSeenAt: seenAt }) } as const] : []),
    ],
    ...(isNewer && { read: { details: details ?? known.details, ...(seenAt > 0 && { seenAt }) } }),
  };
}
