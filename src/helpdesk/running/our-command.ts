import type { DeviceCommand } from '../device.ts';
import type { HelpdeskRequest } from '../request.ts';
import { CALL_TIMEOUT_MS } from '../timing.ts';

/** Stands in `commandsBefore` when Kandji did not tell which commands there were: then no new one can be told from an old one. */
export const UNLISTED = 'unlisted';

/** So far Kandji's clock may be from the database's, ms. */
const CLOCKS_APART_MS = 120_000;

/** Ours is the one we know, or the only new one of its type within the call's window. `null`: it cannot be told. */
export function ourCommand(
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
