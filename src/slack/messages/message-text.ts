import {
  ANSWERS,
  type Answer,
  type MessageCounts,
  type UserMessage,
} from '../../helpdesk/messages/message.ts';
import { actions, button, context, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, dateText, foreignText, type Mrkdwn, messageText, mrkdwn, ownText } from '../block-kit/text.ts';

export const ANSWER_LABELS: Readonly<Record<Answer, string>> = {
  done: 'Done',
  'not-mine': "I don't have it",
  lost: 'I lost it',
};

/** A person's message, with their answer where they gave one. It can be changed. */
export function renderUserMessage({ id, text, sender, answer }: UserMessage): Card {
  const said = foreignText(text, 2_500);
  return {
    text: messageText(said),
    blocks: [
      section(said),
      ...(answer ? [section(mrkdwn`✅ ${bold('Answered:')} ${ownText(ANSWER_LABELS[answer])}`)] : []),
      ...actions(
        ANSWERS.filter((one) => one !== answer).map((one) =>
          button(`message.${one}`, { messageId: id }, ANSWER_LABELS[one]),
        ),
      ),
      context(mrkdwn`From ${foreignText(sender.name, 60)} (IT)`),
    ],
  };
}

/** "Messaged 40 people, Mon 09:00 (Ana Ruiz): 20 done · 3 don't have it · 1 lost it · 16 no answer". */
export function countsText({ sentAt, senderName, states, answers }: MessageCounts): Mrkdwn {
  const sent = states.sent ?? 0;
  const answered = ANSWERS.reduce((sum, answer) => sum + (answers[answer] ?? 0), 0);
  const missed = (states['not-member'] ?? 0) + (states.unreachable ?? 0);
  const parts = [
    answers.done ? `${answers.done} done` : '',
    answers['not-mine'] ? `${answers['not-mine']} don't have it` : '',
    answers.lost ? `${answers.lost} lost it` : '',
    sent > answered ? `${sent - answered} no answer` : '',
    states.waiting ? `${states.waiting} not sent yet` : '',
    missed > 0 ? `${missed} not reachable in Slack` : '',
    states.stopped ? `${states.stopped} stopped` : '',
  ].filter((part) => part !== '');
  return mrkdwn`Messaged ${ownText(countNoun(sent, 'person', 'people'))}, ${dateText(sentAt)} (${foreignText(senderName, 60)}): ${ownText(parts.join(' · '))}`;
}
