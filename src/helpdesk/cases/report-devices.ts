import type { Device } from '../device.ts';
import { isOwn } from '../policy/authorize.ts';
import { couldEverBeAllowed } from '../policy/evaluate.ts';
import { traitsOf } from '../policy/evaluate-change.ts';
import { EVERYONE } from '../policy/roles.ts';
import { attempt, type Ports } from '../ports.ts';
import { type Case, type CaseEvent, isReachable, lastOf } from './case.ts';

/** More of one person's devices are not offered. */
const MOST_DEVICES = 50;

/** The devices that are assigned to one email, as Kandji has them, or as the device index last had them. */
export interface AssignedDevices {
  readonly devices: readonly Device[];
  /** Kandji could not be read: what is not among them may still be theirs. */
  readonly isUnread: boolean;
  /** When the index read them from Kandji, epoch ms; `null` where Kandji was read now, or nothing is known. */
  readonly asOf: number | null;
}

/** Reads nothing where there is no email: then it is not known what is theirs. */
export async function assignedDevices(
  { fleet, store }: Pick<Ports, 'fleet' | 'store'>,
  { email }: { readonly email: string },
): Promise<AssignedDevices> {
  if (email === '') return { devices: [], isUnread: true, asOf: null };
  const listed = await attempt(
    fleet.list({ emailExact: email }, { limit: MOST_DEVICES }, { purpose: 'change' }),
  );
  if (listed.ok) return { devices: listed.value.devices, isUnread: false, asOf: null };
  const { state } = await store.fleet.state();
  if (state.tenant === '' || state.last === null) return { devices: [], isUnread: true, asOf: null };
  // Not judged here by who may look: the caller offers what this person may report.
  const { devices } = await store.fleet.search.find(
    { words: [], emails: [email.toLowerCase()] },
    { any: 'all', ownEmail: '', own: [] },
    { from: 0, most: MOST_DEVICES },
  );
  return { devices, isUnread: true, asOf: devices.length > 0 ? state.last.asOf : null };
}

/**
 * Which devices it may be, of a case that was reported while Kandji could not be read: those of the person whose cases somebody may
 * take. Once; which of them it is, people say. `null`: Kandji can't be read yet, or there is nothing to look up.
 */
export async function lookUpAgain(ports: Ports, one: Case): Promise<CaseEvent | null> {
  if (one.events[0]?.result !== 'not-checked' || lastOf(one, 'looked-up') || !isReachable(one)) return null;
  const person = await ports.people.actor(one.report.person.userId, 'look');
  const { devices, isUnread } = await assignedDevices(ports, person);
  const policy = ports.policies.current();
  if (isUnread || policy === null) return null;
  const isTaken = (device: Device) =>
    Object.keys(policy.roles).some((role) =>
      couldEverBeAllowed(policy, {
        roles: [role, EVERYONE],
        operation: 'take-case',
        device: traitsOf(device),
      }),
    );
  return {
    kind: 'looked-up',
    at: await ports.store.now(),
    devices: devices
      .filter((device) => !device.isRemoved && isOwn(person, device) && isTaken(device))
      .map(({ id, serialNumber, model, platform }) => ({ id, serialNumber, model, platform })),
  };
}
