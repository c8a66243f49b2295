import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { readingRecords } from '../../helpdesk/deadline.ts';
import { REPORT_NAMES } from '../../helpdesk/fleet/reports.ts';
import type { Answer } from '../../helpdesk/message.ts';
import {
  LIMIT_REACHED,
  type MessageForm,
  type MessageSource,
  MOST_PEOPLE,
  type SeenMessages,
} from '../../helpdesk/messages/send-messages.ts';
import { deny } from '../../helpdesk/policy/authorize.ts';
import { button, context, modal, section } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, foreignText, join, mrkdwn, ownText, sinceText } from '../block-kit/text.ts';
import { openReport } from '../cases/report.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener, SubmissionResponse } from '../listener-types.ts';
import { rememberView } from '../requests/view-guard.ts';
import { helpPlaces, whereToAsk } from '../who-can-help.ts';
import { onlyDeviceOf, renderUserMessage, templatePreview } from './message-text.ts';

const TITLE = 'Message people';
/** Names in the preview; the rest is a number. */
const MOST_NAMED = 10;

/** What the preview was drawn from, kept on the server. */
const draftSchema = z.object({
  source: z.union([
    z.object({ query: z.object({ name: z.enum(REPORT_NAMES), argument: z.string() }) }),
    z.object({ deviceId: z.string() }),
  ]),
  seen: z.array(
    z.object({
      email: z.string(),
      name: z.string(),
      devices: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
  template: z.string().exactOptional(),
});

/** Opens the preview: who gets which text, and who not. */
export const openMessages = (
  app: AppContext,
  interaction: Interaction,
  source: MessageSource,
): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: TITLE,
    content: async (viewId) => {
      const form = await app.helpdesk.prepareMessages(await interaction.actor(), source);
      const draft = JSON.stringify({ source, seen: form.recipients, template: form.template });
      return rememberView(app, interaction, { viewId, view: previewView(form, app.now()), draft });
    },
    again:
      'query' in source
        ? button('message.open', source.query, TITLE)
        : button('device.open', { deviceId: source.deviceId }, 'Open device'),
  });

const pressOpen: ActionListener<'message.open'> = (app, interaction, query) =>
  openMessages(app, interaction, { query });

/** The text as the first person gets it, and everyone by name or number. */
export function previewView(
  { subject, asOf, recipients, template, leftOut, reached }: MessageForm,
  now: number,
): ModalView {
  const about =
    subject.kind === 'report' ? foreignText(subject.title, 200) : foreignText(subject.deviceName, 120);
  const [first] = recipients;
  const out = [
    leftOut.people > 0
      ? `${countNoun(leftOut.people, 'person', 'people')} beyond the first ${MOST_PEOPLE}`
      : '',
    leftOut.recent > 0 ? `${countNoun(leftOut.recent, 'person', 'people')} messaged in the last day` : '',
    leftOut.unassigned > 0
      ? `${countNoun(leftOut.unassigned, 'device')} without an assigned person or email`
      : '',
    leftOut.notAllowed > 0 ? `${countNoun(leftOut.notAllowed, 'device')} you may not message about` : '',
  ].filter((part) => part !== '');
  const named = recipients.slice(0, MOST_NAMED).map(({ name }) => foreignText(name, 60));
  const more = recipients.length - named.length;
  const who = join([join(named, ', '), more > 0 ? `and ${more} more` : ''], ' ');
  const blocks = [
    section(mrkdwn`${bold(countNoun(recipients.length, 'person', 'people'))}: ${about}`),
    ...(asOf === null ? [] : [context(mrkdwn`As of ${sinceText(asOf, now)}.`)]),
    ...(first
      ? [
          section(who),
          section(bold(mrkdwn`${foreignText(first.name, 60)} gets:`)),
          ...templatePreview(template, first),
        ]
      : [section('There is no one to message.')]),
    ...(out.length > 0 ? [context(`Left out: ${out.join(', ')}.`)] : []),
    ...(first
      ? [
          context(
            "Only full members whose Slack email is exactly the one in Kandji get it. They can answer Done, I don't have it, or I lost it.",
          ),
        ]
      : []),
    ...(reached ? [section(`⛔ ${LIMIT_REACHED}`)] : []),
  ];
  return modal(
    'message.form',
    {},
    first && !reached
      ? { title: TITLE, submit: `Send to ${recipients.length}`, close: 'Cancel', blocks }
      : { title: TITLE, blocks },
  );
}

const FORGOTTEN = 'This form is too old. Please open it again.';

/** Committed before Slack gets its answer; counts once. */
const submit: SubmissionListener<'message.form'> = async (app, interaction, _values, { viewId }) => {
  const row = await readingRecords(interaction.deadline, app.ports.store.views.get(viewId));
  const act = { operations: ['message-user'] };
  if (row?.userId !== interaction.userId || row.draft === null)
    return deny(app.ports, interaction, act, 'changed', FORGOTTEN);
  const { source, ...seen }: { source: MessageSource } & SeenMessages = draftSchema.parse(
    JSON.parse(row.draft),
  );
  // Before anything that has changed since could refuse it.
  if (row.usedAt !== null) return answered(source, null);
  const { result } = await app.helpdesk
    .by(interaction.deadline)
    .sendMessages(await interaction.actor('decide'), source, { ...seen, viewId });
  app.wake();
  return answered(source, result.kind === 'sent' ? result.people : null);
};

/** @param people `null`: this modal was submitted before */
function answered(source: MessageSource, people: number | null): SubmissionResponse {
  const what =
    people === null ? 'Sent already. It counts once.' : `Messaging ${countNoun(people, 'person', 'people')}.`;
  const said = mrkdwn`${ownText(people === null ? '✅' : '⏳')} ${bold(what)}${ownText('query' in source ? ' The report counts the answers.' : '')}`;
  return {
    ack: {
      response_action: 'update',
      view: modal('look-up', {}, { title: TITLE, close: 'Done', blocks: [section(said)] }),
    },
  };
}

/** One of the buttons of a person's message. *I lost it* opens the report of a lost device as well, where they may report one. */
const pressAnswer =
  (answer: Answer): ActionListener<`message.${Answer}`> =>
  async (app, interaction, { messageId }) => {
    const actor = await interaction.actor();
    const message = await app.helpdesk.answerMessage(actor, messageId, answer);
    app.wake();
    const held = app.helpdesk.heldBy(actor);
    const mayReport =
      app.ports.policies.current()?.cases != null &&
      (held.includes('report-own-lost') || held.includes('take-case'));
    const ask = whereToAsk(helpPlaces(app.ports, interaction));
    await interaction.updateMessage(
      renderUserMessage(message, mayReport ? { mayReport } : { mayReport, ask }),
    );
    const wanted = onlyDeviceOf(message.recipient);
    if (answer === 'lost' && mayReport) await openReport(app, interaction, { whose: 'mine', wanted });
  };

/** Every button of messages to people. */
export const MESSAGE_ACTIONS = {
  'message.open': pressOpen,
  'message.done': pressAnswer('done'),
  'message.not-mine': pressAnswer('not-mine'),
  'message.lost': pressAnswer('lost'),
};

export const MESSAGE_VIEWS = { 'message.form': submit };
