import type { DeviceCommand } from '../device.ts';
import { isPassing } from '../mdm-error.ts';
import { bind } from '../operations/index.ts';
import { Refusal } from '../policy.ts';
import { attempt, type Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { CALL_TIMEOUT_MS } from '../timing.ts';

/** Stands in `commandsBefore` when Kandji did not tell which commands there were: then no new one can be told from an old one. */
export const UNLISTED = 'unlisted';

/** So far Kandji's clock may be from the database's, ms. */
const CLOCKS_APART_MS = 120_000;

/** Ours is the one we know, or the only new one of its type within the call's window. `null`: it cannot be told. */
export function matchCommand(
  request: HelpdeskRequest,
  commands: readonly DeviceCommand[],
  types: readonly string[],
): DeviceCommand | null {
  const { commandUuid, commandsBefore, sentAt } = request;
  if (commandUuid) return commands.find(({ uuid }) => uuid === commandUuid) ?? null;
  if (commandsBefore.includes(UNLISTED)) return null;
  const from = (sentAt ?? 0) - CLOCKS_APART_MS;
  const to = (sentAt ?? 0) + CLOCKS_APART_MS + CALL_TIMEOUT_MS;
  const fresh = commands.filter(
    ({ uuid, type, requestedAt }) =>
      types.includes(type) &&
      !commandsBefore.includes(uuid) &&
      (requestedAt === null || (requestedAt >= from && requestedAt <= to)),
  );
  return fresh.length === 1 ? (fresh[0] ?? null) : null;
}

/** So many tries, some seconds apart, wait for a list that Kandji does not give at the moment. Then an emergency goes first. */
const TRIES_TO_LIST = 3;

/**
 * The commands that exist before ours, so that ours can be told apart; none for what Kandji does not list. `null`: they cannot be
 * listed, which is no reason to stop for long.
 * @throws Refusal `not-now` the first few times, for what is not routine: the list may show that it was sent before (see
 * {@link sentByAnother})
 */
export async function commandsNow(
  ports: Ports,
  request: HelpdeskRequest,
): Promise<readonly DeviceCommand[] | null> {
  const traced = request.changes
    .map(bind)
    .some(({ operation }) => operation.kind === 'command' && operation.requestTypes.length > 0);
  if (!traced) return [];
  const commands = await attempt(
    ports.fleet.deviceCommands(request.deviceId, { fresh: true, purpose: 'change' }),
  );
  if (commands.ok) return commands.value;
  if (isPassing(commands.error) && typesNotRoutine(request).length > 0 && request.attempt <= TRIES_TO_LIST)
    throw new Refusal('not-now', "Kandji didn't list the commands of the device.");
  return null;
}

const typesNotRoutine = ({ changes }: HelpdeskRequest): readonly string[] =>
  changes
    .map(bind)
    .flatMap(({ operation }) =>
      operation.kind === 'command' && operation.risk !== 'routine' ? operation.requestTypes : [],
    );

/** So many requests of one device are looked through for a command that was ours. */
const MOST_OURS = 100;

/**
 * Whether a command of this kind that is not routine left for this device since it was requested, as far as two clocks can tell, and not from here. Then our records may be a
 * copy from before it left, which nothing else shows when a whole folder or machine was put back. Not for what is harmless to
 * repeat: blank pushes and check-ins are sent by Kandji itself.
 */
export async function sentByAnother(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  commands: readonly DeviceCommand[] | null,
): Promise<boolean> {
  const types = typesNotRoutine(request);
  const since = request.createdAt - CLOCKS_APART_MS;
  const newer = (commands ?? []).filter(
    ({ type, requestedAt }) => types.includes(type) && requestedAt !== null && requestedAt > since,
  );
  if (newer.length === 0) return false;
  const ours = await store.requests.list({ deviceId: request.deviceId, limit: MOST_OURS });
  return newer.some(({ uuid }) => !ours.some(({ commandUuid }) => commandUuid === uuid));
}
