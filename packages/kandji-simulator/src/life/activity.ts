import { type Command, WINDOWS_QUERY } from './command.ts';
import { commandDetails } from './command-object.ts';

/** One line of a device's history. `details` is as Kandji writes it, different for each type. */
export interface ActivityEntry {
  readonly id: number;
  readonly createdAt: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Blueprint Routing entries have no blueprint and name a person. */
  readonly routing: boolean;
}

/** A command that ended, as the history tells it. */
export function commandEnded(id: number, command: Command, at: number): ActivityEntry {
  const windows = command.requestType === WINDOWS_QUERY;
  if (windows)
    return { id, createdAt: at + 48, type: WINDOWS_QUERY, details: windowsQuery(command), routing: false };
  return {
    id,
    createdAt: at + 48,
    type: command.status === 4 ? 'mdm_command_failed' : 'mdm_command_completed',
    details: commandDetails(command),
    routing: false,
  };
}

/** Here the status is a word (Kandji API docs). */
function windowsQuery({ status, attempts }: Command): Record<string, unknown> {
  return { status: status === 3 ? 'Success' : 'Error', csp: './Device/Vendor/MSFT/Policy', attempts };
}
