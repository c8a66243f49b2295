import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';
import { first } from './0001-first.ts';
import { staleCards } from './0002-stale-cards.ts';

/** Every migration, in order by name. A published one never changes. */
export const migrationsFor = (kind: Kind): Readonly<Record<string, Migration>> => ({
  '0001-first': { up: first(kind) },
  '0002-stale-cards': { up: staleCards },
});
