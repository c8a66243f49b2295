import { auditEntry } from '../audit-entry.ts';
import { canUse, deny, denyNonMember } from '../policy/authorize.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { Answer, MessageCounts, UserMessage } from './message.ts';

const SHOWN_FOR_MS = 30 * 86_400_000;

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
      deviceId: recipient.devices[0]?.id ?? null,
      operations: act.operations,
      result: answer,
    }),
  );
  return (
    answered ?? deny(ports, actor, act, 'not-recipient', 'This message is for someone else, or too old.')
  );
}

/**
 * How the newest messages about a report were answered, for who sent them and for who may see every device; `null`: there are none for
 * this person. Reads counts alone.
 */
export async function messageCounts(
  { store, policies }: Ports,
  actor: Actor,
  reportName: string,
): Promise<MessageCounts | null> {
  const counts = await store.messages.counts(`report:${reportName}`, SHOWN_FOR_MS);
  const seesAll = canUse(policies.current(), actor, 'lookup', null).verdict === 'allowed';
  return counts !== null && (seesAll || counts.senderId === actor.userId) ? counts : null;
}
