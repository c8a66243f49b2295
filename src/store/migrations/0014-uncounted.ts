import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';

/**
 * An older replica counts nothing, so it sends nothing that a safety limit counts: what it has claimed is sent by a newer one once the
 * lease is over. Before, it was refused only while something was on hold, and could send past a limit that was full.
 */
export const uncounted =
  (kind: Kind): Migration['up'] =>
  async (db) => {
    for (const statement of guards[kind]) await sql.raw(statement).execute(db);
  };

/** What older versions send that no limit counts. A changed tag is disruptive where a rule names it, so `edit-tags` is not among them. */
const ROUTINE = [
  'set-asset-tag',
  'assign-user',
  'play-lost-mode-sound',
  'update-location',
  'blank-push',
  'daily-check-in',
  'reinstall-agent',
]
  .map((name) => `'${name}'`)
  .join();

const guards: Record<Kind, readonly string[]> = {
  sqlite: [
    'drop trigger requests_counted',
    `create trigger requests_counted before update of state on requests
      when new.state = 'sending' and old.state <> 'sending' and new.counted is null
        and exists (select 1 from json_each(new.changes)
          where json_extract(value, '$.operation') not in (${ROUTINE}))
      begin select raise(abort, 'a safety limit is reached'); end`,
  ],
  postgres: [
    `create or replace function refuse_uncounted() returns trigger language plpgsql as $$
      begin
        if new.state = 'sending' and old.state <> 'sending' and new.counted is null
          and exists (select 1 from json_array_elements(new.changes::json) as change
            where change->>'operation' not in (${ROUTINE}))
        then raise exception 'a safety limit is reached'; end if;
        return new;
      end $$`,
  ],
};
