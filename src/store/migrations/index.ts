import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';
import { first } from './0001-first.ts';
import { staleCards } from './0002-stale-cards.ts';
import { signedFrom } from './0004-signed-from.ts';
import { cases } from './0007-cases.ts';
import { controls } from './0008-controls.ts';
import { held } from './0009-held.ts';
import { fleet } from './0010-fleet.ts';
import { keys } from './0011-keys.ts';
import { knownMembers } from './0012-known-members.ts';
import { uncounted } from './0014-uncounted.ts';
import { findings } from './0015-findings.ts';
import { watches } from './0016-watches.ts';
import { digestsAndMessages } from './0017-digests-and-messages.ts';
import { messageNews } from './0019-message-news.ts';

/** Every migration, in order by name. A published one never changes. */
export const migrationsFor = (kind: Kind): Readonly<Record<string, Migration>> => ({
  '0001-first': { up: first(kind) },
  '0002-stale-cards': { up: staleCards },
  '0003-rejected-cards': {
    up: async (db) => {
      // With a default: a replica of the version before goes on inserting cards for one deploy.
      await sql`alter table cards add column rejections integer not null default 0`.execute(db);
    },
  },
  '0004-signed-from': { up: signedFrom },
  '0005-outcome-facts': {
    up: async (db) => {
      await sql`alter table requests add column outcome_facts text`.execute(db);
    },
  },
  '0006-requester-messages': {
    up: async (db) => {
      await sql`alter table cards add column reminder_ts text`.execute(db);
      // The requester's copy was posted with the request; now it comes with the decision, as a new message that Slack notifies for.
      await sql`update cards set place = 'adopted' where place = 'requester' and request_id in
        (select id from requests where finished_at is null)`.execute(db);
    },
  },
  '0007-cases': { up: cases },
  '0008-controls': { up: controls(kind) },
  '0009-held': { up: held(kind) },
  '0010-fleet': { up: fleet(kind) },
  '0011-keys': { up: keys(kind) },
  '0012-known-members': { up: knownMembers },
  '0013-case-message': {
    up: async (db) => {
      // Unknown for cases of before: their people get each piece of news as a new message, as they did.
      await sql`alter table cases add column person_channel text`.execute(db);
      await sql`alter table cases add column person_ts text`.execute(db);
    },
  },
  '0014-uncounted': { up: uncounted(kind) },
  '0015-findings': { up: findings(kind) },
  '0016-watches': { up: watches },
  '0017-digests-and-messages': { up: digestsAndMessages },
  '0019-message-news': { up: messageNews },
  '0021-posted-and-ended': {
    up: async (db) => {
      await sql`alter table user_messages add column posted_at bigint`.execute(db);
      // A watch that has ended holds no place, also while its end is yet to be said.
      for (const [index, columns] of [
        ['watches_slot', 'user_id, slot'],
        ['watches_subject', 'user_id, device_id, subject'],
      ] as const) {
        await sql`drop index ${sql.raw(index)}`.execute(db);
        await sql`create unique index ${sql.raw(index)} on watches (${sql.raw(columns)}) where ended is null`.execute(
          db,
        );
      }
    },
  },
});
