import { DAY, MINUTE } from '../dates.ts';
import { installWaiting, movedLibrary } from '../library/library-items.ts';
import type { Settings } from '../options.ts';
import type { Behaviour, Device } from '../tenant/device.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { commandEnded } from './activity.ts';
import {
  type ActionName,
  type Command,
  isUnfinished,
  newCommand,
  REQUEST_TYPES,
  WINDOWS_QUERY,
} from './command.ts';
import { carryOut } from './lost-mode-life.ts';
import type { DeviceRecords, Records } from './records.ts';

/** Time in the tenant: check-ins, commands and libraries move on by the clock, when someone looks. */
export interface Life {
  /** Brings everything up to now. */
  advance(): void;
  /** Queues an action's commands. `given`: its one value, such as a new name. */
  accept(device: Device, action: ActionName, given?: string): void;
  /** True while an equal action has not ended. */
  isQueued(device: Device, action: ActionName): boolean;
  /** The blueprint has changed: the library follows at later check-ins. */
  moved(device: Device): void;
  setOnline(device: Device, online: boolean): void;
  setBehaviour(device: Device, behaviour: Behaviour): void;
}

export function createLife(tenant: Tenant, records: Records, settings: Settings): Life {
  const active = new Set<Device>(tenant.devices.filter((device) => device.lostMode?.status === 'PENDING'));
  let swept = settings.now();
  const advance = () => {
    const now = settings.now();
    if (now - swept >= 1000) for (const device of tenant.devices) checkIn(device, now);
    if (now - swept >= 1000) swept = now;
    for (const device of active) {
      if (moveOn(device, records.of(device), tenant, now, settings.commandDelay)) active.delete(device);
    }
  };
  const change = (device: Device, edit: () => void) => {
    advance();
    edit();
    active.add(device);
    device.onlineSince = settings.now();
  };
  return {
    advance,
    accept(device, action, given = '') {
      const now = settings.now();
      const types = device.platform === 'Windows' ? [WINDOWS_QUERY] : REQUEST_TYPES[action];
      records.of(device).commands.push(...types.map((type) => newCommand(action, type, now, given)));
      if (action === 'blankpush' && isReachable(device)) device.lastMdmCheckIn = now;
      active.add(device);
    },
    isQueued: (device, action) =>
      records.of(device).commands.some((one) => one.action === action && isUnfinished(one)),
    moved(device) {
      records.of(device).library.movedAt = settings.now();
      active.add(device);
    },
    setOnline: (device, online) =>
      change(device, () => {
        device.online = online;
        if (online) device.lastCheckIn = device.lastMdmCheckIn = settings.now();
      }),
    setBehaviour: (device, behaviour) =>
      change(device, () => {
        device.behaviour = behaviour;
      }),
  };
}

function isReachable(device: Device): boolean {
  return device.online && device.behaviour !== 'offline' && !device.removed;
}

/** A Mac's agent checks in every 15 minutes, MDM alone about daily. */
function checkIn(device: Device, now: number): void {
  if (!isReachable(device) || device.lastCheckIn === null) return;
  const rhythm = device.platform === 'Mac' || device.platform === 'Windows' ? 15 * MINUTE : DAY;
  const rounds = Math.floor((now - device.lastCheckIn) / rhythm);
  if (rounds < 1) return;
  device.lastCheckIn += rounds * rhythm;
  if (device.lastCheckIn - (device.lastMdmCheckIn ?? 0) >= DAY / 2)
    device.lastMdmCheckIn = device.lastCheckIn;
}

/** True when nothing is left to happen. */
function moveOn(device: Device, records: DeviceRecords, tenant: Tenant, now: number, delay: number): boolean {
  if (!isReachable(device)) return false;
  for (const command of records.commands.filter(isUnfinished)) {
    const since = Math.max(command.requestedAt, device.onlineSince);
    if (now >= since + delay) finish(device, command, records, since + delay);
    else if (now >= since + delay * 0.4) push(command, 2, since);
    else command.status = 1;
  }
  followBlueprint(device, records, tenant, now, delay);
  return records.library.movedAt === null && !records.commands.some(isUnfinished);
}

function push(command: Command, status: 2 | 5, at: number): void {
  if (command.status !== status) command.attempts += 1;
  command.status = status;
  command.lastPushedAt = at + 190;
}

function finish(device: Device, command: Command, records: DeviceRecords, at: number): void {
  device.lastMdmCheckIn = Math.max(device.lastMdmCheckIn ?? 0, at);
  if (device.behaviour === 'not-now') {
    push(command, 5, at);
    return;
  }
  command.error = carryOut(device, command, device.behaviour === 'obeys', at);
  command.status = command.error === null ? 3 : 4;
  command.attempts = Math.max(1, command.attempts);
  command.lastPushedAt ??= at - 190;
  command.completedAt = at;
  if (refreshesInventory(command)) device.lastCheckIn = Math.max(device.lastCheckIn ?? 0, at);
  records.activity.push(commandEnded(nextId(records), command, at));
}

function refreshesInventory({ action, status }: Command): boolean {
  return status === 3 && (action === 'dailycheckin' || action === 'updateinventory');
}

function nextId(records: DeviceRecords): number {
  return Math.max(0, ...records.activity.map((entry) => entry.id)) + 1;
}

/** New items are waiting after two delays and installed after four. */
function followBlueprint(
  device: Device,
  { library }: DeviceRecords,
  tenant: Tenant,
  now: number,
  delay: number,
): void {
  if (library.movedAt === null) return;
  const since = Math.max(library.movedAt, device.onlineSince);
  if (now >= since + 2 * delay && library.blueprintId !== device.blueprintId) {
    library.items = movedLibrary(device, tenant.blueprint(device.blueprintId)?.name ?? '', library.items);
    library.blueprintId = device.blueprintId;
  }
  if (now < since + 4 * delay) return;
  installWaiting(library.items, since + 4 * delay);
  library.movedAt = null;
}
