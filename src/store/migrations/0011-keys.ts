import type { Migration } from 'kysely/migration';
import type { Kind } from '../database.ts';
import { widenStates } from './widen-states.ts';

const STATES =
  "'pending','claimed','sending','sent','unknown','completed','denied','cancelled','expired','void','failed','held','ready','open','closed'";

/** Three states more, for keys: agreed, shown, over. A replica of the version before neither makes nor reads such requests. */
export const keys =
  (kind: Kind): Migration['up'] =>
  (db) =>
    widenStates(kind, db, STATES);
