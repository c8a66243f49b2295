import type { Device } from '../device.ts';
import { attempt, type Ports } from '../ports.ts';

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
