import { z } from 'zod';
import { type HelpdeskRequest, REQUEST_STATES } from '../../helpdesk/request.ts';
import type { RequestRow } from '../schema.ts';
import {
  storedApprovals,
  storedChanges,
  storedDifferences,
  storedRequirements,
  storedSnapshot,
  storedTexts,
} from './row.ts';

const states = z.enum(REQUEST_STATES);
const notes = z.enum(['trying', 'written', 'failed']).nullable();

/** A row as the helpdesk knows it. */
export function readRequest(row: RequestRow): HelpdeskRequest {
  return {
    id: row.id,
    state: states.parse(row.state),
    version: row.version,
    deviceId: row.device_id,
    changes: storedChanges.parse(JSON.parse(row.changes)),
    requesterId: row.requester_id,
    requesterName: row.requester_name,
    reason: row.reason,
    snapshot: storedSnapshot.parse(JSON.parse(row.snapshot)),
    differences: storedDifferences.parse(JSON.parse(row.differences)),
    consequences: storedTexts.parse(JSON.parse(row.consequences)),
    requirements: storedRequirements.parse(JSON.parse(row.requirements)),
    policyHash: row.policy_hash,
    policyReason: row.policy_reason,
    rule: row.rule,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    reminders: row.reminders,
    approvals: storedApprovals.parse(JSON.parse(row.approvals)),
    endedBy: row.ended_by,
    outcome: row.outcome,
    sentAt: row.sent_at,
    commandsBefore: storedTexts.parse(JSON.parse(row.commands_before)),
    commandUuid: row.command_uuid,
    attempt: row.attempt,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    note: notes.parse(row.note),
  };
}
