import { z } from 'zod';
import { pause } from '../../helpdesk/retry.ts';
import type { AuditAction, AuditEntry } from '../../helpdesk/store-port.ts';
import { csvLine } from '../../helpdesk/text.ts';
import type { Database } from '../database.ts';
import type { AuditRow } from '../schema.ts';
import { auditPages, type RecordedRow } from './pages.ts';

/** How often `follow` looks for new entries, ms. */
const LOOK_MS = 1000;

/**
 * An entry with all that its hash was made of, so that a copy can be checked elsewhere (see {@link chainHash}). `at` is epoch ms,
 * `time` the same for people; `operations` and `text` are JSON text, as they were hashed. `serial_number` is for people, too: of the
 * entry's own text, else of a request about the same device; `null` where neither tells.
 */
const exported = (row: RecordedRow, serials: Serials) => ({
  seq: row.seq,
  time: new Date(row.at).toISOString(),
  at: row.at,
  action: row.action,
  actor_id: row.actor_id,
  device_id: row.device_id,
  serial_number: ownSerial(row) ?? serials.get(row.device_id ?? '') ?? null,
  request_id: row.request_id,
  operations: row.operations,
  result: row.result,
  rule: row.rule,
  policy_hash: row.policy_hash,
  text: row.text,
  text_salt: row.salt,
  text_hash: row.text_hash,
  prev_hash: row.prev_hash,
  hash: row.hash,
  mac: row.mac,
});

const jsonLine = (row: RecordedRow, serials: Serials): string =>
  `${JSON.stringify(exported(row, serials))}\n`;

/** Serial numbers by device id. */
type Serials = ReadonlyMap<string, string>;

const ownSerial = ({ text }: RecordedRow): string | null =>
  text === null ? null : (texts.parse(JSON.parse(text)).serial ?? null);

/** Those that the entries themselves do not tell: of before, or with a text that was removed. */
async function serialsFor(database: Database, rows: readonly RecordedRow[]): Promise<Serials> {
  const ids = new Set(rows.flatMap((row) => (row.device_id && !ownSerial(row) ? [row.device_id] : [])));
  if (ids.size === 0) return new Map();
  const found = await database.read(({ db }) =>
    db
      .selectFrom('requests')
      .select(['device_id', 'snapshot'])
      .where('id', 'in', (query) =>
        query
          .selectFrom('requests')
          .select((column) => column.fn.max('id').as('id'))
          .where('device_id', 'in', [...ids])
          .groupBy('device_id'),
      )
      .execute(),
  );
  return new Map(found.map((row) => [row.device_id, serialIn(row.snapshot)]));
}

const serialIn = (stored: string): string => snapshot.parse(JSON.parse(stored)).device.serialNumber;

/** The whole record, one line a time with its line end; CSV starts with a line of names. */
export const exportWith = (database: Database) =>
  async function* (format: 'jsonl' | 'csv'): AsyncGenerator<string> {
    let named = format === 'jsonl';
    for await (const rows of auditPages(database, 1)) {
      const serials = await serialsFor(database, rows);
      for (const row of rows) {
        if (!named) yield csvLine(Object.keys(exported(row, serials)));
        named = true;
        yield format === 'csv' ? csvLine(Object.values(exported(row, serials))) : jsonLine(row, serials);
      }
    }
  };

/** JSON lines as they are written, until `signal` aborts; from `fromSeq`, else only what is new. */
export const followWith = (database: Database) =>
  async function* (signal: AbortSignal, fromSeq?: number): AsyncGenerator<string> {
    let next = fromSeq ?? (await headSeq(database)) + 1;
    while (!signal.aborted) {
      for await (const rows of auditPages(database, next)) {
        const serials = await serialsFor(database, rows);
        for (const row of rows) {
          if (signal.aborted) return;
          yield jsonLine(row, serials);
          next = row.seq + 1;
        }
      }
      await pause(LOOK_MS, signal);
    }
  };

const headSeq = (database: Database): Promise<number> =>
  database.read(async ({ db }) => {
    const head = await db
      .selectFrom('audit_head')
      .select('seq')
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
    return head.seq;
  });

const operations = z.array(z.string());
const texts = z.record(z.string(), z.string());
const snapshot = z.looseObject({ device: z.looseObject({ serialNumber: z.string() }) });

/** An entry as it was given, with its number and hash; `text` is `null` where there was none or it is forgotten. */
export const readEntry = (row: AuditRow & { readonly text: string | null }): AuditEntry => ({
  seq: row.seq,
  at: row.at,
  // Entries outlive the list of actions: one that an older version wrote is still shown.
  action: row.action as AuditAction,
  actorId: row.actor_id,
  deviceId: row.device_id,
  requestId: row.request_id,
  operations: operations.parse(JSON.parse(row.operations)),
  result: row.result,
  rule: row.rule,
  policyHash: row.policy_hash,
  text: row.text === null ? null : texts.parse(JSON.parse(row.text)),
  hash: row.hash,
});
