import { auditEntry } from '../audit-entry.ts';
import type { ReportQuery } from '../fleet/report-kinds.ts';
import {
  type Answer,
  onceForEach,
  type SentMessage,
  SHOWN_FOR_MS,
  subjectKey,
  type UserMessage,
} from '../message.ts';
import { canUse, deny, denyNonMember } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';

/** The person who got it answers; the last answer counts. @throws Refusal, recorded */
export async function answerMessage(
  ports: Ports,
  actor: Actor,
  messageId: string,
  answer: Answer,
): Promise<UserMessage> {
  const act = { operations: ['answer-message'] };
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, act, 'outsider', foreign);
  const answered = await ports.store.messages.answer(messageId, actor.userId, answer, ({ recipient }) =>
    auditEntry('answered-message', actor, {
      device: aboutDevices(recipient),
      operations: act.operations,
      result: answer,
    }),
  );
  return (
    answered ?? deny(ports, actor, act, 'not-recipient', 'This message is for someone else, or too old.')
  );
}

/** The first device; how many more stand in its name. */
function aboutDevices({ devices: [first, ...others] }: UserMessage['recipient']) {
  if (!first) return null;
  return others.length === 0 ? first : { ...first, name: `${first.name} and ${others.length} more` };
}

/** What each person was sent about a report: by anyone, for who may see every device, else by this person. */
export async function messagesAbout(
  { store, policies }: Ports,
  actor: Actor,
  { name, argument }: ReportQuery,
): Promise<readonly SentMessage[]> {
  const batches = await store.messages.about(subjectKey({ kind: 'report', name, argument }), SHOWN_FOR_MS);
  const seesAll = canUse(policies.current(), actor, 'lookup', null).verdict === 'allowed';
  return onceForEach(batches.filter(({ sender }) => seesAll || sender.userId === actor.userId));
}
