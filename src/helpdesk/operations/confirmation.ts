import type { Device } from '../device.ts';
import type { Change } from '../operation.ts';
import { operationNamed } from './index.ts';

/** How the requester shows that they mean this device: what they type, and what it is compared with. */
export interface Confirmation {
  readonly asks: string;
  /** The whole of it, to read from. */
  readonly hint: string;
  /** What is wrong with anything else. */
  readonly problem: string;
  /** Whatever the case, without spaces around it. */
  readonly expected: string;
}

const LENGTH = 4;

/** The end of the serial number; the device's name where it has none. `null`: nothing has to be typed for these changes. */
export function confirmationOf(
  device: Device,
  changes: readonly Pick<Change, 'operation'>[],
): Confirmation | null {
  if (!changes.some(({ operation }) => operationNamed(operation).confirms === 'device')) return null;
  const [serial, name] = [device.serialNumber.trim(), device.name.trim()];
  if (serial !== '')
    return {
      asks: `Type the last ${LENGTH} characters of the serial number`,
      hint: `Serial number: ${serial}`,
      problem: `Doesn't match. The serial number ends in the ${LENGTH} characters shown above.`,
      expected: serial.slice(-LENGTH),
    };
  const shown = name === '' ? device.id : name;
  return {
    asks: name === '' ? 'Type the device id' : 'Type the name of the device',
    hint: `${name === '' ? 'Device id' : 'Name'}: ${shown}`,
    problem: "Doesn't match what is shown above.",
    expected: shown,
  };
}

/** Whether what was typed names the device; always where nothing has to be typed. */
export const isConfirmed = (confirmation: Confirmation | null, typed: string): boolean =>
  confirmation === null || typed.trim().toLowerCase() === confirmation.expected.trim().toLowerCase();
