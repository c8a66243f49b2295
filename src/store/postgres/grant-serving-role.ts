import type { Log } from '../../helpdesk/ports.ts';
import { grantServing } from './grants.ts';
import { openPostgres } from './index.ts';

/**
 * Brings the schema up to date as the role in `databaseUrl`, which owns the tables, and lets `role` serve: see {@link grantServing}.
 * Repeat it after every update that brings migrations.
 */
export async function grantServingRole(databaseUrl: string, role: string, log: Log): Promise<void> {
  const connections = await openPostgres(databaseUrl, log, false);
  await grantServing(connections.forGood, role).finally(connections.close);
}
