import type { ModalView } from '@slack/types';
import { asSentence } from '../../helpdesk/text.ts';
import { loadingView, section } from '../block-kit/blocks.ts';
import { PANEL_LABELS } from '../block-kit/format.ts';
import { bold, foreignText, mrkdwn } from '../block-kit/text.ts';
import { typedText } from '../block-kit/view-state.ts';
import { answerUnknownAction } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { panelContent } from './index.ts';
import { NOTE, noteForm, noteUnknown } from './notes.ts';

const TITLE = PANEL_LABELS.notes;

/** *Add a note* in the panel: the form takes its place. */
export const pressAddNote: ActionListener<'note.add'> = async (app, interaction, { deviceId }) => {
  if (!interaction.modal) return answerUnknownAction(interaction);
  await fillModal(app.ports.log, interaction, interaction.modal, {
    title: TITLE,
    content: async () => noteForm(await app.helpdesk.prepareNote(await interaction.actor(), deviceId)),
  });
};

/** Kandji may take longer than an ack may; the notes as they are then take the form's place. */
export const submitNote: SubmissionListener<'note.form'> = async (
  app,
  interaction,
  { deviceId, formId },
  { state },
) => ({
  ack: { response_action: 'update', view: loadingView(TITLE) },
  after: async () => {
    if (!interaction.modal) return;
    await fillModal(app.ports.log, interaction, interaction.modal, {
      title: TITLE,
      content: () => savedNote(app, interaction, deviceId, { formId, text: typedText(state, NOTE, NOTE) }),
    });
  },
});

async function savedNote(
  app: AppContext,
  interaction: Interaction,
  deviceId: string,
  { formId, text }: { readonly formId: string; readonly text: string },
): Promise<ModalView> {
  const actor = await interaction.actor('decide');
  const sent = await app.helpdesk.addNote(actor, deviceId, { text, submissionId: formId });
  if (sent?.outcome === 'rejected') {
    const device = await app.helpdesk.prepareNote(actor, deviceId);
    const why = foreignText(asSentence(sent.sentence), 200);
    return noteForm(device, { trouble: mrkdwn`❌ Not saved. Kandji: ${why}`, typed: text });
  }
  if (sent?.outcome === 'unknown')
    return noteUnknown(deviceId, text, foreignText(asSentence(sent.sentence), 200));
  const panel = await panelContent(app, interaction, { panel: 'notes', deviceId }, { fresh: true });
  return {
    ...panel,
    blocks: [section(mrkdwn`✅ ${bold('Saved in Kandji.')}`), ...panel.blocks].slice(0, 100),
  };
}
