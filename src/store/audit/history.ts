import type { AuditStore } from '../../helpdesk/store-port.ts';
import type { Database } from '../database.ts';
import { readEntry } from './export.ts';

export const historyOf =
  (database: Database): AuditStore['history'] =>
  ({ action, deviceId, actorId, requestId, limit, beforeSeq }) =>
    database.read(async ({ db }) => {
      let query = db
        .selectFrom('audit_entries')
        .leftJoin('audit_texts', 'audit_texts.seq', 'audit_entries.seq')
        .selectAll('audit_entries')
        .select('audit_texts.text');
      if (action !== undefined) query = query.where('action', '=', action);
      if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
      if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
      if (requestId !== undefined) query = query.where('request_id', '=', requestId);
      if (beforeSeq !== undefined) query = query.where('audit_entries.seq', '<', beforeSeq);
      const rows = await query.orderBy('audit_entries.seq', 'desc').limit(limit).execute();
      return rows.map(readEntry);
    });
