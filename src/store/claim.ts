import type { CardStore } from '../helpdesk/store-port.ts';
import { readCard } from './card-row.ts';
import type { Database } from './database.ts';
import { findRequest } from './requests/find.ts';
import { claimDueWork } from './take-up.ts';

export const claimCard =
  (database: Database): CardStore['claim'] =>
  (owner, leaseMs) =>
    database.read(async (tx) => {
      const row = await claimDueWork(tx, 'cards', owner, leaseMs);
      if (row === null) return null;
      const request = await findRequest(tx, row.request_id);
      return request === null ? null : { card: readCard(row), request };
    }, 'for-now');
