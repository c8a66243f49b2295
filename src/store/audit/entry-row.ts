import { z } from 'zod';
import type { AuditAction, AuditEntry } from '../../helpdesk/store-port.ts';
import type { AuditRow } from '../schema.ts';

const operations = z.array(z.string());
const texts = z.record(z.string(), z.string());

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
