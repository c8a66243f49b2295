import type { KnownBlock } from '@slack/types';
import { REPORT_NAMES } from '../../helpdesk/fleet/reports.ts';
import {
  ANSWERS,
  type Answer,
  countMessages,
  type MessageBatch,
  type MessageCounts,
  type Recipient,
  type SentMessage,
  type ToldNews,
  type UserMessage,
} from '../../helpdesk/message.ts';
import { fillTemplate } from '../../helpdesk/messages/template.ts';
import { actions, button, context, section, sections } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { ANSWER_LABELS, countNoun, shortList } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';

/** What may follow an answer: a lost device is reported here, or where someone asks instead. */
export type AfterAnswer = { readonly mayReport: true } | { readonly mayReport: false; readonly ask: Mrkdwn };

/** The device that a message is about; empty where there are several. */
export const onlyDeviceOf = ({ devices: [only, another] }: UserMessage['recipient']): string =>
  (!another && only?.id) || '';

/** A person's message, with their answer where they gave one. It can be changed. */
export function renderUserMessage(
  { id, recipient, template, sender, answer }: UserMessage,
  after?: AfterAnswer,
): Card {
  const said = templateLines(template, recipient);
  const isReported = answer === 'lost' && after?.mayReport;
  return {
    text: messageText(lines(said.flat())),
    blocks: [
      ...templateSections(said),
      ...(answer ? [section(answeredText(answer, after))] : []),
      ...actions([
        isReported
          ? button('case.report', { whose: 'mine', wanted: onlyDeviceOf(recipient) }, 'Report a lost device')
          : null,
        ...ANSWERS.filter((one) => one !== answer).map((one) =>
          button(`message.${one}`, { messageId: id }, ANSWER_LABELS[one]),
        ),
      ]),
      context(mrkdwn`From ${foreignText(sender.name, 60)} (IT)`),
    ],
  };
}

/** The policy's text for one person: its paragraphs, each with its lines. */
const templateLines = (template: string, recipient: Recipient): readonly (readonly Mrkdwn[])[] =>
  template
    .replace(/\r\n?/gu, '\n')
    .split(/\n\s*\n/u)
    .map((paragraph) =>
      paragraph.split('\n').map((line) => foreignText(fillTemplate(line, recipient), 2_500)),
    );

/** Each line may need a section of its own; where these are more than fit beside the rest, all of it is one, without blank lines. */
function templateSections(paragraphs: ReturnType<typeof templateLines>): readonly KnownBlock[] {
  const blocks = paragraphs.flatMap((said) => sections(said));
  return blocks.length <= MOST_SECTIONS ? blocks : [section(lines(paragraphs.flat()))];
}

const MOST_SECTIONS = 20;

/** What one person gets, for who is about to send it. */
export const templatePreview = (template: string, recipient: Recipient): readonly KnownBlock[] =>
  templateSections(templateLines(template, recipient));

function answeredText(answer: Answer, after?: AfterAnswer): Mrkdwn {
  const said = mrkdwn`✅ ${bold('Answered:')} ${ownText(ANSWER_LABELS[answer])}`;
  if (answer !== 'lost' || after === undefined) return mrkdwn`${said}\nIT can see your answer.`;
  return after.mayReport
    ? mrkdwn`${said}\nReport it, so that IT can act on it.`
    : mrkdwn`${said}\nIT can see your answer. ${after.ask} to report it.`;
}

/** "Messaged 40 people, Mon 09:00 (Ana Ruiz): 20 done · 3 don't have it · 1 lost it · 16 no answer"; of several sends "since". */
export function countsText(messages: readonly SentMessage[]): Mrkdwn {
  const { states, answers } = countMessages(messages);
  const answered = ANSWERS.reduce((sum, answer) => sum + answers[answer], 0);
  const missed = states['not-member'] + states.unreachable;
  const unsent = states.stopped + states['not-assigned'] + states.late;
  const parts = [
    answers.done ? `${answers.done} done` : '',
    answers['not-mine'] ? `${answers['not-mine']} don't have it` : '',
    answers.lost ? `${answers.lost} lost it` : '',
    states.sent > answered ? `${states.sent - answered} no answer` : '',
    states.waiting ? `${states.waiting} not sent yet` : '',
    missed > 0 ? `${missed} not reachable in Slack` : '',
    unsent ? `${unsent} not sent` : '',
  ].filter((part) => part !== '');
  const sent = states.sent > 0 ? `Messaged ${countNoun(states.sent, 'person', 'people')}` : notSent(states);
  const times = messages.map(({ sentAt }) => sentAt);
  const first = Math.min(...times);
  const since = first < Math.max(...times) ? mrkdwn` since ${dateText(first)}` : mrkdwn`, ${dateText(first)}`;
  const senders = new Map(messages.map(({ sender }) => [sender.userId, foreignText(sender.name, 60)]));
  return mrkdwn`${ownText(sent)}${since} (${shortList([...senders.values()], 3)}): ${ownText(parts.join(' · '))}`;
}

const notSent = ({ waiting }: MessageCounts['states']): string =>
  waiting > 0 ? 'Sending messages' : 'No messages sent';

/** How one message stands, after a name: "answered: I lost it". */
function standing({ state, answer }: UserMessage): Mrkdwn {
  if (answer) return mrkdwn`answered: ${ownText(ANSWER_LABELS[answer])}`;
  switch (state) {
    case 'waiting':
      return mrkdwn`not sent yet`;
    case 'sent':
      return mrkdwn`no answer`;
    case 'not-member':
      return mrkdwn`no full member of Slack has this email address`;
    case 'unreachable':
      return mrkdwn`not reachable in Slack`;
    case 'stopped':
      return mrkdwn`not sent: changes were frozen, or the permission was gone`;
    case 'late':
      return mrkdwn`not sent: it waited for more than 12 hours`;
    case 'not-assigned':
      return mrkdwn`not sent: the device wasn't assigned to them anymore`;
  }
}

/** On a device's card: "Message to Dana Li, Mon 09:00 (Ana Ruiz) · answered: Done". */
export function messageLine(message: SentMessage): Mrkdwn {
  const { recipient, sender, sentAt } = message;
  return mrkdwn`Message to ${foreignText(recipient.name, 60)}, ${dateText(sentAt)} (${foreignText(sender.name, 60)}) · ${standing(message)}`;
}

const MOST_NAMED = 10;
const MARKS: Readonly<Record<Answer, string>> = { done: '✅', 'not-mine': '⚠️', lost: '🔴' };

/** How messages were answered, for who sent them. */
export function renderNews(news: MessageBatch & Pick<ToldNews, 'unchecked'>): Card {
  const { subject, messages, sentAt, unchecked } = news;
  const [first, ...others] = messages;
  const only = others.length === 0 ? first : undefined;
  const top = only
    ? newsOfOne(only)
    : first
      ? newsOfMany(news)
      : mrkdwn`⚠️ ${bold(mrkdwn`Couldn't check the answers: ${aboutText(subject)}`)}`;
  const small =
    only || !first
      ? mrkdwn`Your message, ${dateText(sentAt)}`
      : countsText(messages.map((message) => ({ ...message, sentAt })));
  const left = `Not shown: ${countNoun(unchecked, 'person', 'people')}, because Kandji didn't answer about their devices.`;
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...actions([openButton(subject)]),
      context(lines([small, unchecked > 0 ? left : ''])),
    ],
  };
}

const aboutText = (subject: MessageBatch['subject']): Mrkdwn =>
  foreignText(subject.kind === 'report' ? subject.title : subject.deviceName, 120);

function openButton(subject: MessageBatch['subject']) {
  if (subject.kind === 'device') return button('device.open', { deviceId: subject.deviceId }, 'Open device');
  const name = REPORT_NAMES.find((known) => known === subject.name);
  return name ? button('digest.open', { name, argument: subject.argument }, 'Open report') : null;
}

function newsOfOne(message: UserMessage): Mrkdwn {
  const { recipient, answer } = message;
  const names = recipient.devices.map(({ name }) => foreignText(name, 60));
  return lines([
    mrkdwn`${ownText(answer ? MARKS[answer] : '❌')} ${bold(mrkdwn`${foreignText(recipient.name, 60)}`)} ${standing(message)}`,
    shortList(names, 3),
  ]);
}

/** The number first, then by name who needs something. */
function newsOfMany(batch: MessageBatch): Mrkdwn {
  const { answers, states } = countMessages(batch.messages);
  const answered = Object.values(answers).reduce((sum, count) => sum + count, 0);
  const named = (label: string, which: (message: UserMessage) => boolean): Mrkdwn => {
    const names = batch.messages.filter(which).map(({ recipient }) => foreignText(recipient.name, 60));
    return names.length === 0 ? mrkdwn`` : mrkdwn`${ownText(label)} ${shortList(names, MOST_NAMED)}`;
  };
  const top =
    states.sent > 0
      ? answered === 0
        ? `No answer yet from ${countNoun(states.sent, 'person', 'people')}`
        : `${answered} of ${countNoun(states.sent, 'person', 'people')} answered`
      : notSent(states);
  return lines([
    bold(mrkdwn`${ownText(top)}: ${aboutText(batch.subject)}`),
    named('🔴 Lost it:', ({ answer }) => answer === 'lost'),
    named("Don't have it:", ({ answer }) => answer === 'not-mine'),
    named('Not reachable in Slack:', ({ state }) => state === 'not-member' || state === 'unreachable'),
    named('Not sent:', ({ state }) => state === 'stopped' || state === 'late'),
    named('Not assigned to them anymore:', ({ state }) => state === 'not-assigned'),
  ]);
}
