import { z } from 'zod';
import { asSentence, joinList } from './text.ts';

const text = z.string();

/** What {@link compareSnapshot} can find changed; `to` is what it is now, in Kandji's words. */
const deviceChange = z.object({
  what: z.enum([
    'identity',
    'enrollment',
    'management',
    'user',
    'asset-tag',
    'blueprint',
    'lost-mode',
    'lost-mode-since',
    'tag-added',
    'tag-removed',
  ]),
  to: text.nullable(),
});

/** Why a key that was opened could not be seen. `answer_lost`: Slack did not say whether it showed it. */
export const KEY_FAILURES = [
  'no_answer',
  'no_permission',
  'none_stored',
  'slack_rejected',
  'window_closed',
  'too_late',
  'answer_lost',
] as const;
export type KeyFailure = (typeof KEY_FAILURES)[number];

/**
 * How a request ended or stands: a code with its facts, stored as JSON and put into words by {@link outcomeText} when it is drawn.
 * `said` is a sentence of Kandji's or of its client: foreign text. Stored codes stay readable: add codes, never rename one.
 */
export const outcomeSchema = z.discriminatedUnion('code', [
  // Under way: Kandji has the command.
  // `pin`: Kandji has made a PIN for it.
  z.object({ code: z.literal('accepted'), pin: z.boolean().optional() }),
  z.object({ code: z.literal('queued') }),
  z.object({ code: z.literal('running') }),
  z.object({ code: z.literal('not_now') }),
  // Not known. `status` is the HTTP status of an answer that settles nothing; `overdue`: a person may record the result by now;
  // `checkedAt`, epoch ms: a read of the device showed then that it was not done yet.
  z.object({
    code: z.literal('no_answer'),
    status: z.number().nullable(),
    said: text,
    overdue: z.boolean().optional(),
    checkedAt: z.number().optional(),
  }),
  z.object({
    code: z.literal('interrupted'),
    overdue: z.boolean().optional(),
    checkedAt: z.number().optional(),
  }),
  z.object({ code: z.literal('not_confirmed') }),
  // Done. `confirmed`: a read of the device proves it; `answerLost`: Kandji's answer to the call never came.
  z.object({ code: z.literal('confirmed'), answerLost: z.boolean() }),
  z.object({ code: z.literal('reported') }),
  z.object({ code: z.literal('saved') }),
  z.object({ code: z.literal('unreported') }),
  z.object({ code: z.literal('already_set') }),
  // Failed. `rejected`: by Kandji, with its HTTP status; `not_sent`: nothing has left.
  z.object({ code: z.literal('rejected'), status: z.number(), said: text }),
  z.object({ code: z.literal('not_sent'), said: text }),
  z.object({ code: z.literal('unreadable'), said: text }),
  // `checkedAt`, epoch ms: a read of the device showed then that it is still as before.
  z.object({ code: z.literal('command_failed'), said: text.nullable(), checkedAt: z.number().optional() }),
  // No longer valid.
  z.object({ code: z.literal('device_gone') }),
  z.object({ code: z.literal('device_changed'), changes: z.array(deviceChange) }),
  z.object({ code: z.literal('not_a_member'), person: text }),
  z.object({ code: z.literal('not_allowed'), person: text, reason: text.nullable() }),
  // `missing`: who would have to approve it by now, "one admin". Absent: an older version wrote it.
  z.object({ code: z.literal('approvals_lost'), missing: text.optional() }),
  z.object({ code: z.literal('not_possible'), said: text }),
  z.object({ code: z.literal('sent_elsewhere') }),
  z.object({ code: z.literal('too_old') }),
  z.object({ code: z.literal('restored') }),
  z.object({ code: z.literal('frozen') }),
  z.object({ code: z.literal('release_lost') }),
  // On hold. `person`: whose limit it is; `null`: everybody's.
  z.object({
    code: z.literal('held'),
    class: text,
    person: text.nullable(),
    sent: z.number(),
    limit: z.number(),
    windowMs: z.number(),
    // Since when, epoch ms; absent in requests that a version before put on hold.
    at: z.number().exactOptional(),
  }),
  // A key. `shown`: someone saw it at least once; `not_shown`: no one has, and why not the last time.
  z.object({ code: z.literal('key_shown') }),
  z.object({ code: z.literal('key_not_shown'), why: z.enum(KEY_FAILURES) }),
  z.object({ code: z.literal('unused') }),
  // Ended by a person (`by`: their name), or by no one in time.
  z.object({ code: z.literal('denied'), reason: text, by: text.optional() }),
  z.object({ code: z.literal('canceled'), by: text.optional() }),
  z.object({ code: z.literal('expired') }),
  z.object({ code: z.literal('recorded'), how: text, by: text.optional() }),
  // Rows of versions that stored a sentence only, and rows whose texts were removed.
  z.object({ code: z.literal('sentence'), text }),
  z.object({ code: z.literal('forgotten') }),
]);

export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;
export type DeviceChange = Readonly<z.infer<typeof deviceChange>>;

/** One outcome as a sentence or two. `device`: what people call the device, such as "iPad". */
export function outcomeText(outcome: Outcome, device = 'device'): string {
  switch (outcome.code) {
    case 'no_answer':
      return outcome.status === null || outcome.status < 300
        ? asSentence(outcome.said)
        : `Kandji didn't answer (${outcome.status}).`;
    case 'confirmed':
      return `Confirmed by a read of the ${device}.${outcome.answerLost ? " Kandji's first answer was lost." : ''}`;
    case 'rejected':
      return `Kandji rejected this: ${asSentence(outcome.said)} Nothing was changed.`;
    case 'unreadable':
      return `Couldn't read the ${device}: ${asSentence(outcome.said)} Nothing was sent.`;
    case 'command_failed':
      return outcome.said === null
        ? 'Kandji reports the command as failed, without a reason.'
        : `Kandji reports the command as failed: ${asSentence(outcome.said)}`;
    case 'device_changed':
      return `The ${device} ${joinList(outcome.changes.map(changeText), 'and')}.`;
    case 'not_a_member':
      return `${outcome.person} can no longer use Kandji helpdesk.`;
    case 'not_allowed':
      return `The policy no longer allows ${outcome.person} to do this${outcome.reason === null ? '.' : `: ${asSentence(outcome.reason)}`}`;
    case 'approvals_lost':
      return `${outcome.missing ? `It needs an approval by ${outcome.missing} by now` : 'It needs more approvals by now'}: a role, the policy or the device changed.`;
    case 'not_sent':
    case 'not_possible':
      return asSentence(outcome.said);
    case 'held':
      return heldText(outcome);
    case 'key_not_shown':
      return NOT_SHOWN[outcome.why];
    case 'denied':
      return outcome.reason;
    case 'recorded':
      return outcome.how;
    case 'sentence':
      return outcome.text;
    default:
      return FIXED[outcome.code];
  }
}

type WithFacts =
  | 'no_answer'
  | 'confirmed'
  | 'rejected'
  | 'unreadable'
  | 'command_failed'
  | 'device_changed'
  | 'not_a_member'
  | 'not_allowed'
  | 'approvals_lost'
  | 'not_sent'
  | 'not_possible'
  | 'held'
  | 'key_not_shown'
  | 'denied'
  | 'recorded'
  | 'sentence';

const FIXED: Readonly<Record<Exclude<Outcome['code'], WithFacts>, string>> = {
  accepted: 'Accepted by Kandji.',
  queued: 'Queued in Kandji.',
  running: 'The device is working on it.',
  not_now: 'The device answered “Not now”. Kandji tries again.',
  interrupted: 'The app stopped while it was sending.',
  not_confirmed: "The device didn't confirm it within 30 days.",
  reported: 'Kandji reports the command as completed.',
  saved: 'Saved in Kandji.',
  unreported: "Accepted by Kandji. Kandji doesn't report delivery for this command.",
  already_set: 'Already set. Nothing to do.',
  device_gone: 'The device is no longer in Kandji.',
  sent_elsewhere:
    "Kandji has a newer command of this kind for the device that this app didn't send, or sent before its store was restored. Check the device, and request it again if it's still needed.",
  too_old: "It was approved too long ago, so it wasn't sent.",
  restored:
    'The app was restored from a backup. This may have been sent since the backup was made: check the device before you request it again.',
  release_lost: 'The person who released it no longer has permission to.',
  frozen: 'Changes were frozen before it was sent.',
  canceled: 'Canceled.',
  expired: 'No decision in time.',
  forgotten: 'Details were removed.',
  key_shown: 'Shown.',
  unused: 'Expired unused.',
};

const NOT_SHOWN: Readonly<Record<KeyFailure, string>> = {
  no_answer: "Not shown: Kandji didn't answer.",
  no_permission: 'Not shown: the Kandji token is missing a permission.',
  none_stored: 'Not shown: Kandji has none for this device.',
  slack_rejected: "Not shown: Slack couldn't display it.",
  window_closed: 'Not shown: the window was closed before it was filled.',
  too_late: 'Not shown: it took too long.',
  answer_lost: "May have been shown: Slack didn't answer.",
};

/** "The safety limit for disruptive changes is reached (60 in 60 minutes)." */
function heldText({ class: name, person, limit, windowMs }: Extract<Outcome, { code: 'held' }>): string {
  const minutes = Math.round(windowMs / 60_000);
  const window = minutes > 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`;
  if (name === 'secret')
    return `The safety limit for keys and PINs${person === null ? '' : ` of ${person}`} is reached (${limit} in ${window}).`;
  return `The safety limit for ${name} changes${person === null ? '' : ` of ${person}`} is reached (${limit} in ${window}).`;
}

/** "was assigned to Noor Halim", as the end of "The iPad …". */
function changeText({ what, to }: DeviceChange): string {
  switch (what) {
    case 'user':
      return to === null ? 'was unassigned' : `was assigned to ${to}`;
    case 'blueprint':
      return to === null ? 'was taken out of its blueprint' : `was moved to ${to}`;
    case 'asset-tag':
      return to === null ? 'lost its asset tag' : `got the asset tag ${to}`;
    case 'lost-mode':
      return to === 'on'
        ? 'went into Lost Mode'
        : to === 'off'
          ? 'left Lost Mode'
          : 'changed its Lost Mode state';
    case 'lost-mode-since':
      return 'went into Lost Mode again';
    case 'tag-added':
      return `got the tag ${to}`;
    case 'tag-removed':
      return `lost the tag ${to}`;
    case 'enrollment':
      return 'was enrolled again';
    case 'management':
      return 'changed how it is managed';
    case 'identity':
      return 'is no longer the same device';
  }
}
