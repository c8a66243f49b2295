import type { DeviceCommand } from '../device.ts';
import type { PendingCommand } from '../device-view.ts';
import type { OperationName } from '../operation.ts';
import { operationNamed, operations } from '../operations/index.ts';
import { attempt, type Ports } from '../ports.ts';
import { UNFINISHED } from '../request.ts';
import { DEVICE_NOW_MS } from '../timing.ts';
import { concernsEverything } from './open-requests.ts';

/** So many requests of one device are looked through for a command that left from here. */
const MOST_OURS = 100;
/** More are not said. */
const MOST_PENDING = 3;

/**
 * Commands that Kandji has not yet brought to the device, that concern one of these operations, and that did not leave from here:
 * an open request says its own. Newest first. One read of Kandji; a list that it doesn't give in time is empty. Nothing is read
 * for routine operations alone.
 */
export async function pendingCommandsOn(
  { fleet, store }: Pick<Ports, 'fleet' | 'store'>,
  deviceId: string,
  names: readonly OperationName[],
): Promise<readonly PendingCommand[]> {
  const asked = names
    .map(operationNamed)
    .filter(({ kind, risk }) => kind === 'command' && risk !== 'routine');
  if (asked.length === 0) return [];
  const menus = new Set(asked.map(({ menu }) => menu));
  const types = new Set([
    ...operations.filter((one) => menus.has(one.menu) || concernsEverything(one)).flatMap(requestTypesOf),
  ]);
  const reading = attempt(fleet.deviceCommands(deviceId, { purpose: 'change' }));
  reading.catch(() => undefined);
  const tooLong = new Promise<null>((resolve) => {
    setTimeout(resolve, DEVICE_NOW_MS, null).unref();
  });
  const [read, ours] = await Promise.all([
    Promise.race([reading, tooLong]),
    store.requests.list({ deviceId, limit: MOST_OURS }),
  ]);
  const known = new Set(ours.map(({ commandUuid }) => commandUuid));
  // Which command of its kind is that of an open request may not be known yet.
  const open = new Set(
    ours
      .filter(({ state }) => UNFINISHED.includes(state))
      .flatMap(({ changes }) => changes.map(({ operation }) => operationNamed(operation)))
      .flatMap(requestTypesOf),
  );
  return (read?.ok ? read.value : [])
    .filter(
      ({ type, uuid, state }) => WAITS.has(state) && types.has(type) && !open.has(type) && !known.has(uuid),
    )
    .slice(0, MOST_PENDING)
    .map(({ type, state, requestedAt }) => ({
      what: titleOf(type),
      isRunning: state === 'running',
      requestedAt,
    }));
}

const WAITS = new Set<DeviceCommand['state']>(['pending', 'running', 'not-now']);

type AnyOperation = ReturnType<typeof operationNamed>;

const requestTypesOf = (operation: AnyOperation): readonly string[] =>
  operation.kind === 'command' ? operation.requestTypes : [];

/** "turn on Lost Mode", as our own operation is called; else Apple's name in words: "erase device". */
function titleOf(type: string): string {
  const ours = operations.find((operation) => requestTypesOf(operation).includes(type));
  return ours?.title ?? type.replace(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase();
}
