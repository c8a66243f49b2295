import type { Device } from '../device.ts';
import { canUse } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type Case, type CaseDevice, lastOf } from './case.ts';
import { type ChangedCase, changeOpen } from './change-case.ts';
import { readCaseDetails } from './report-case.ts';
import { entryOf, personOf, requireTaker } from './show-cases.ts';

/** What this person may look up under a serial number or a part of one; the look-up is on the record. @throws Refusal */
export type FindBySerial = (actor: Actor, serial: string) => Promise<readonly Device[]>;

/**
 * An agent says which device it is, of a case that named none: by its whole serial number, among those that they may look up and take.
 * The case follows it from then on, and requests nothing for it by itself.
 * @throws Refusal, recorded; `bad-input` in the same words for a device that is hidden and for one that does not exist
 */
export async function chooseCaseDevice(
  ports: Ports,
  find: FindBySerial,
  actor: Actor,
  caseId: string,
  serial: string,
): Promise<ChangedCase> {
  const context = await requireTaker(ports, actor, caseId, 'case-device');
  const { device: known } = context.one.report;
  const isAgain = known !== null && isSame(known.device.serialNumber, serial);
  if (isAgain && lastOf(context.one, 'device-chosen')?.by?.userId === actor.userId)
    return { case: context.one, changed: false };
  if (known) return context.no('already-decided', 'This case has its device already.');
  const device = await deviceBySerial(ports, find, actor, serial);
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

const isSame = (serial: string, typed: string): boolean =>
  serial.toUpperCase() === typed.trim().toUpperCase();

/** A record that was removed is none. */
async function deviceBySerial(
  { policies }: Ports,
  find: FindBySerial,
  actor: Actor,
  serial: string,
): Promise<Device | null> {
  const mayTake = (device: Device) =>
    canUse(policies.current(), actor, 'take-case', device).verdict === 'allowed';
  const found = await find(actor, serial);
  return found.find((one) => !one.isRemoved && isSame(one.serialNumber, serial) && mayTake(one)) ?? null;
}
