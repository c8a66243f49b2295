import { z } from 'zod';
import type { FindingsSource } from '../helpdesk/fleet/findings.ts';
import { pathOf } from './console-url.ts';
import { goodRows, type ReadContext, rawRows } from './context.ts';
import { readBlueprintItems, readBlueprints } from './lookups.ts';
import { LIBRARY_STATUSES, statusGroup } from './schemas/library.ts';
import { carriedId, flag, record, text } from './schemas/primitives.ts';

const PRISM = 'GET /prism/filevault';
const STATUSES = 'GET /library/library-items/{library_item_id}/status';

/** A row of Prism's FileVault list. Its columns are not documented in one place: both names of the switch are in use. */
const fileVaultRow = z
  .object({ device_id: carriedId, status: flag, filevault_enabled: flag })
  .transform((raw) => ({ deviceId: raw.device_id, isOn: raw.status ?? raw.filevault_enabled }));

/** A row of Get Library Item Statuses. */
const statusRow = z
  .object({ computer: record.transform(({ id }) => id).pipe(carriedId), status: text })
  .transform((raw) => ({
    deviceId: raw.computer,
    hasFailed: statusGroup(LIBRARY_STATUSES, raw.status ?? '') === 'problem',
  }));

/** What is wrong over the whole fleet, read in the background. */
export function createFindingsSource(context: ReadContext): FindingsSource {
  const page = async <Row>(
    endpoint: string,
    path: string,
    schema: z.ZodType<Row>,
    query: Readonly<Record<string, string>>,
  ): Promise<{ readonly rows: readonly Row[]; readonly more: boolean }> => {
    const asked = { endpoint, path, query: new URLSearchParams(query), purpose: 'background' } as const;
    const raw = rawRows(endpoint, await context.read(asked), 'data');
    return { rows: goodRows(context, endpoint, schema, raw), more: raw.length >= Number(query.limit) };
  };
  return {
    fileVault: (offset, limit) =>
      page(PRISM, '/prism/filevault', fileVaultRow, { limit: String(limit), offset: String(offset) }),
    blueprints: () => readBlueprints(context, 'background'),
    blueprintItems: (blueprintId) => readBlueprintItems(context, blueprintId, 'background'),
    itemStatuses: (itemId, offset, limit) =>
      page(STATUSES, pathOf(STATUSES, itemId), statusRow, { limit: String(limit), offset: String(offset) }),
  };
}
