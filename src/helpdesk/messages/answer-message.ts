import { auditEntry } from '../audit-entry.ts';
import { deny, denyNonMember } from '../policy/authorize.ts';
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

/** How the newest messages about a report were answered, for who may see it; `null`: there are none. Reads counts alone. */
export const messageCounts = ({ store }: Ports, reportName: string): Promise<MessageCounts | null> =>
  store.messages.counts(`report:${reportName}`, SHOWN_FOR_MS);
