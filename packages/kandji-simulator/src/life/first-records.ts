import { DAY, HOUR, MINUTE } from '../dates.ts';
import { fixedUuid, randomFrom } from '../random.ts';
import { type Device, isApple } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';
import { type ActivityEntry, commandEnded } from './activity.ts';
import { type Command, newCommand } from './command.ts';

/** Commands that a device already has behind it, or still before it. */
export function firstCommands(device: Device, now: number): Command[] {
  if (!isApple(device) || device.bare) return [];
  const random = randomFrom(`commands ${device.id}`);
  const seen = device.lastMdmCheckIn ?? device.lastEnrollment;
  const past = ['InstallProfile', 'DeviceInformation', 'SecurityInfo', 'ProfileList'].map((type, at) =>
    ended(device, type, seen - (4 - at) * random.between(20, 90) * MINUTE),
  );
  if (device.platform === 'Mac' && random.chance(0.3)) past.push(refused(device, seen - HOUR));
  return [...past, ...lostModeCommands(device, now)];
}

function ended(device: Device, requestType: string, at: number): Command {
  return {
    ...newCommand(null, requestType, at),
    uuid: fixedUuid(`command ${requestType} ${at} ${device.id}`),
    status: 3,
    attempts: 1,
    lastPushedAt: at + 120,
    completedAt: at + 6_400,
  };
}

function refused(device: Device, at: number): Command {
  const error = { code: 12021, text: 'The request type is not valid.' };
  return { ...ended(device, 'ActivationLockBypassCode', at), status: 4, error };
}

function lostModeCommands(device: Device, now: number): Command[] {
  const lost = device.lostMode;
  if (lost === null) return [];
  const done = ended(device, 'EnableLostMode', lost.enableStatusAt - 6_000);
  if (lost.status === 'ENABLED') return [done];
  const error = { code: 12069, text: 'The Lost Mode request failed.' };
  if (lost.status === 'ERROR') return [{ ...done, action: 'enablelostmode', status: 4, error }];
  return [newCommand('enablelostmode', 'EnableLostMode', Math.min(lost.enableStatusAt, now))];
}

/** A device's history so far; one device has more than a page of it. */
export function firstActivity(
  device: Device,
  commands: readonly Command[],
  blueprintName: string,
  now: number,
): ActivityEntry[] {
  const random = randomFrom(`activity ${device.id}`);
  const number = random.between(100_000, 900_000);
  const entry = (
    at: number,
    type: string,
    details: Readonly<Record<string, unknown>>,
    routing = false,
  ): ActivityEntry => ({
    id: number + at,
    createdAt: device.lastEnrollment + at * MINUTE + random.between(0, 59_000),
    type,
    details,
    routing,
  });
  const started = [
    entry(0, 'enrollment', {
      blueprint_name: blueprintName,
      enrollment_type: device.supervised ? 'DEP' : 'MDM',
    }),
    ...(random.chance(0.3) ? [entry(1, 'routing_arrival', { blueprint_name: blueprintName }, true)] : []),
    ...(random.chance(0.5) ? [entry(2, 'name_changed', { from: device.model, to: device.name })] : []),
    ...(device.platform === 'Windows' ? [windowsQuery(entry)] : []),
    ...(device.platform === 'Android'
      ? [entry(5, 'amapi_policy_update_success', { policy_version: 3 })]
      : []),
  ];
  const long = device.id === NAMED.everyStatus ? renames(number, now) : [];
  const over = commands.filter((command) => command.completedAt !== null);
  return [
    ...started,
    ...long,
    ...over.map((one, at) => commandEnded(number + 1000 + at, one, one.completedAt ?? now)),
  ];
}

function windowsQuery(
  entry: (at: number, type: string, details: Readonly<Record<string, unknown>>) => ActivityEntry,
) {
  return entry(4, 'device_csp_query', { status: 'Success', csp: './Device/Vendor/MSFT/Policy', attempts: 1 });
}

function renames(number: number, now: number): ActivityEntry[] {
  return Array.from({ length: 340 }, (_, at) => ({
    id: number + 2000 + at,
    createdAt: now - 20 * DAY + at * HOUR,
    type: 'name_changed',
    details: { from: `QA Mac ${at}`, to: `QA Mac ${at + 1}` },
    routing: false,
  }));
}
