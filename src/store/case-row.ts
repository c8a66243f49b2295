import { z } from 'zod';
import { type Case, type CaseEvent, REPORTED_VIA, type Report } from '../helpdesk/cases/case.ts';
import type { CaseEventKind } from '../helpdesk/cases/case-events.ts';
import { deviceSchema } from '../helpdesk/device.ts';
import type { CaseRow } from './schema.ts';

/** The JSON columns, checked when they are read; what a newer version has added stays in them. */
const text = z.string();
const switchOrNull = z.boolean().nullable();
const person = z.looseObject({ userId: text, name: text });

const caseDevice = z.looseObject({
  device: deviceSchema,
  details: z
    .looseObject({
      supervised: switchOrNull,
      hasPasscode: switchOrNull,
      activationLock: switchOrNull,
      filevault: z.looseObject({ on: z.boolean(), keyStored: z.boolean() }).nullable(),
      mdmCheckInAt: z.number().nullable(),
    })
    .nullable(),
  seenAt: z.number().exactOptional(),
});

const storedReport: z.ZodType<Report> = z.looseObject({
  kind: z.enum(['lost', 'stolen']),
  person,
  reporter: person,
  via: z.enum(REPORTED_VIA).nullable(),
  device: caseDevice.nullable(),
  description: text,
  place: text,
  phone: text,
});

const storedEvent = z.looseObject({
  // Drawn as nothing where it is not among those that this version knows.
  kind: text as unknown as z.ZodType<CaseEventKind>,
  at: z.number(),
  by: person.exactOptional(),
  requestId: text.exactOptional(),
  result: text.exactOptional(),
  said: z.looseObject({ place: text, phone: text }).exactOptional(),
  lastSeenAt: z.number().exactOptional(),
  devices: z
    .array(z.looseObject({ id: text, serialNumber: text, model: text, platform: text }))
    .exactOptional(),
});

const storedEvents: z.ZodType<CaseEvent[]> = z.array(storedEvent);

/** A row as the helpdesk knows it. */
export function readCase(row: CaseRow): Case {
  return {
    id: row.id,
    version: row.version,
    report: storedReport.parse(JSON.parse(row.report)),
    events: storedEvents.parse(JSON.parse(row.events)),
    createdAt: row.created_at,
    closedAt: row.closed_at,
    readAt: row.read_at,
    attempt: row.attempt,
    delivery: {
      channel: row.channel,
      ts: row.ts,
      shown: row.shown,
      posted: row.posted,
      notified: row.told,
      rejections: row.rejections,
      message:
        row.person_channel === null || row.person_ts === null
          ? null
          : { channel: row.person_channel, ts: row.person_ts },
    },
  };
}
