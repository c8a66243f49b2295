import { z } from 'zod';
import type { Device } from '../../helpdesk/device.ts';
import { type Change, OPERATION_NAMES } from '../../helpdesk/operation.ts';
import type { FieldChange } from '../../helpdesk/operations/operation.ts';
import type { Requirement } from '../../helpdesk/policy.ts';
import type { Approval, Snapshot } from '../../helpdesk/request.ts';

/** The JSON columns of a request, checked when they are read: a row that somebody edited by hand is a fault, not a surprise. */

const text = z.string();
const textOrNull = z.string().nullable();
const numberOrNull = z.number().nullable();
const named = z.object({ id: text, name: text });

const device: z.ZodType<Device> = z.object({
  id: text,
  name: text,
  model: text,
  serialNumber: text,
  platform: text,
  osVersion: text,
  agentCheckInAt: numberOrNull,
  user: z.object({ id: text, name: text, email: text, archived: z.boolean() }).nullable(),
  assetTag: textOrNull,
  blueprint: named.nullable(),
  mdmEnabled: z.boolean().nullable(),
  agentInstalled: z.boolean().nullable(),
  isMissing: z.boolean(),
  isRemoved: z.boolean(),
  agentVersion: textOrNull,
  firstEnrolledAt: numberOrNull,
  lastEnrolledAt: numberOrNull,
  lostMode: z.enum(['off', 'turning-on', 'on', 'turning-off', 'error', 'unclear']),
  tags: z.array(text).nullable(),
});

export const storedSnapshot: z.ZodType<Snapshot> = z.object({
  device,
  lostModeEnabledAt: numberOrNull,
  supervised: z.boolean().nullable(),
  takenAt: z.number(),
});

export const storedChanges: z.ZodType<Change[]> = z.array(
  z.object({ operation: z.enum(OPERATION_NAMES), params: z.unknown() }),
);

export const storedDifferences: z.ZodType<FieldChange[]> = z.array(
  z.object({ label: text, before: text, after: text }),
);

export const storedTexts: z.ZodType<string[]> = z.array(text);

export const storedRequirements: z.ZodType<Requirement[]> = z.array(
  z.object({ approvals: z.number(), roles: z.array(text), label: text }),
);

export const storedApprovals: z.ZodType<Approval[]> = z.array(
  z.object({ approverId: text, approverName: text, human: text, roles: z.array(text), at: z.number() }),
);
