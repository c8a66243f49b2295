import { z } from 'zod';
import { deviceSchema } from '../../helpdesk/device.ts';
import { type Change, OPERATION_NAMES } from '../../helpdesk/operation.ts';
import type { FieldChange } from '../../helpdesk/operations/operation.ts';
import { type Outcome, outcomeSchema, outcomeText } from '../../helpdesk/outcome.ts';
import type { Requirement } from '../../helpdesk/policy.ts';
import {
  type Approval,
  FORGOTTEN,
  type HelpdeskRequest,
  REQUEST_STATES,
  type Release,
  type Snapshot,
} from '../../helpdesk/request.ts';
import { plainText } from '../database.ts';
import type { RequestRow } from '../schema.ts';

/** The JSON columns of a request, checked when they are read: a row that someone edited by hand is a fault, not a surprise. */

const text = z.string();
const numberOrNull = z.number().nullable();

const storedSnapshot: z.ZodType<Snapshot> = z.object({
  device: deviceSchema,
  lostModeEnabledAt: numberOrNull,
  supervised: z.boolean().nullable(),
  lastSeenAt: numberOrNull.exactOptional(),
  takenAt: z.number(),
  isBlocked: z.literal(true).exactOptional(),
});

const storedChanges: z.ZodType<Change[]> = z.array(
  z.object({ operation: z.enum(OPERATION_NAMES), params: z.unknown() }),
);

const storedDifferences: z.ZodType<FieldChange[]> = z.array(
  z.object({ label: text, before: text, after: text }),
);

const storedTexts: z.ZodType<string[]> = z.array(text);

const storedRequirements: z.ZodType<Requirement[]> = z.array(
  z.object({ approvals: z.number(), roles: z.array(text), label: text }),
);

const storedApprovals: z.ZodType<Approval[]> = z.array(
  z.object({ approverId: text, approverName: text, human: text, roles: z.array(text), at: z.number() }),
);

const storedRelease: z.ZodType<Release> = z.object({
  userId: text,
  name: text,
  human: text,
  reason: text,
  at: z.number(),
});

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
    outcome: readOutcome(row),
    sentAt: row.sent_at,
    commandsBefore: storedTexts.parse(JSON.parse(row.commands_before)),
    commandUuid: row.command_uuid,
    attempt: row.attempt,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    note: notes.parse(row.note),
    caseId: row.case_id,
    limitKey: row.limit_key,
    release: row.release === null ? null : storedRelease.parse(JSON.parse(row.release)),
  };
}

/** Both columns of an outcome. The facts hold the sentence, so that one written since by another version is noticed. */
export function outcomeColumns(outcome: Outcome | null): Pick<RequestRow, 'outcome' | 'outcome_facts'> {
  if (outcome === null) return { outcome: null, outcome_facts: null };
  const sentence = plainText(outcomeText(outcome));
  return { outcome: sentence, outcome_facts: JSON.stringify({ ...outcome, sentence }) };
}

/** The facts where they belong to the sentence beside them and this version knows their code, else what the sentence tells. */
function readOutcome(row: RequestRow): Outcome | null {
  const { outcome: sentence, outcome_facts: json } = row;
  if (sentence === null) return null;
  if (sentence === FORGOTTEN) return { code: 'forgotten' };
  const facts: unknown = json === null ? null : JSON.parse(json);
  const stored = z.object({ sentence: z.literal(sentence) }).safeParse(facts);
  const outcome = stored.success ? outcomeSchema.safeParse(facts) : null;
  return outcome?.success ? outcome.data : fromSentence(row, sentence);
}

/** A version that stored sentences stored what a person typed as it was; the state says which of them it is. */
function fromSentence({ state, ended_by }: RequestRow, sentence: string): Outcome {
  if (state === 'denied') return { code: 'denied', reason: sentence };
  if (state === 'cancelled') return { code: 'canceled' };
  if (state === 'expired') return { code: 'expired' };
  return ended_by === null ? { code: 'sentence', text: sentence } : { code: 'recorded', how: sentence };
}
