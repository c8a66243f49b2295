import { isoZulu } from '../dates.ts';
import type { Command } from './command.ts';

/** A row of `GET /devices/{id}/commands`; dates are null until they happen. */
export function commandRow(command: Command): Record<string, unknown> {
  return {
    uuid: command.uuid,
    error_chain: errorChain(command),
    command_type: command.requestType,
    request_type: command.requestType,
    metadata: {},
    request_requires_network_tether: false,
    status: command.status,
    attempts: command.attempts,
    date_requested: isoZulu(command.requestedAt),
    date_completed: command.completedAt === null ? null : isoZulu(command.completedAt),
    last_pushed: command.lastPushedAt === null ? null : isoZulu(command.lastPushedAt),
    user: null,
    priority: 0,
  };
}

/** The same command inside an activity entry, where it carries more. */
export function commandDetails(command: Command): Record<string, unknown> {
  return { ...commandRow(command), username: null, is_silent: true, profile_name: null, profile_uuid: null };
}

function errorChain({ error }: Command): unknown[] {
  if (error === null) return [];
  const words = { localized_description: error.text, us_english_description: error.text };
  return [{ code: error.code, domain: 'MCMDMErrorDomain', ...words }];
}
