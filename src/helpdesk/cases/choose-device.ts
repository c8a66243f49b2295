import type { Device } from '../device.ts';
import { canUse } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { searchDevices } from '../search/look-for.ts';
import { searchKey } from '../search/search-key.ts';
import { type Case, type CaseDevice, lastOf } from './case.ts';
import { type ChangedCase, changeOpen } from './change-case.ts';
import { readCaseDetails } from './report-case.ts';
import { entryOf, personOf, requireTaker } from './show-cases.ts';

/**
 * An agent says which device it is, of a case that named none: by its whole serial number, among those that they may look up and take.
 * The case follows it from then on, and requests nothing for it by itself.
 * @throws Refusal, recorded; `bad-input` in the same words for a device that is hidden and for one that does not exist
 */
export async function chooseCaseDevice(
  ports: Ports,
  actor: Actor,
  caseId: string,
  serial: string,
): Promise<ChangedCase> {
  const context = await requireTaker(ports, actor, caseId, 'case-device');
  const { device: known } = context.one.report;
  const isAgain = known !== null && searchKey(known.device.serialNumber) === searchKey(serial);
  if (isAgain && lastOf(context.one, 'device-chosen')?.by?.userId === actor.userId)
    return { case: context.one, changed: false };
  if (known) return context.no('already-decided', 'This case has its device already.');
  const device = await deviceBySerial(ports, actor, serial);
  if (!device)
    return context.no('bad-input', "There's no device with this serial number that you may choose.");
  const isTaken = async () =>
    (await ports.store.cases.list({ deviceId: device.id, open: true, limit: 1 })).length > 0;
  const TAKEN = 'This device has an open case already.';
  if (await isTaken()) return context.no('bad-input', TAKEN);
  const details = await readCaseDetails(ports, device.id);
  const by = personOf(actor);
  const { id, serialNumber, model, platform } = device;
  try {
    return await changeOpen(ports, context, (row, at) =>
      row.report.device
        ? null
        : {
            events: [{ kind: 'device-chosen', at, by, devices: [{ id, serialNumber, model, platform }] }],
            device: { device, details },
            entry: entryOf(
              withDevice(row, { device, details }),
              'case-device',
              by,
              'chosen',
              context.decision,
            ),
          },
    );
  } catch (error) {
    // Somebody has reported it meanwhile.
    return (await isTaken()) ? context.no('bad-input', TAKEN) : Promise.reject(error);
  }
}

const withDevice = (one: Case, device: CaseDevice): Case => ({ ...one, report: { ...one.report, device } });

/** Found as by a look-up, which is on the record; a record that was removed is none. */
async function deviceBySerial(ports: Ports, actor: Actor, serial: string): Promise<Device | null> {
  const query = { by: 'keys', where: { serial } } as const;
  const { first } = await searchDevices(ports, actor, query, { nearMisses: false });
  return (
    first.devices.find(
      (device) =>
        !device.isRemoved &&
        searchKey(device.serialNumber) === searchKey(serial) &&
        canUse(ports.policies.current(), actor, 'take-case', device).verdict === 'allowed',
    ) ?? null
  );
}
