import type { KnownBlock, ModalView } from '@slack/types';
import type { NoteEnd } from '../../helpdesk/devices/add-note.ts';
import { asSentence } from '../../helpdesk/text.ts';
import { button, loadingView, modal, section } from '../block-kit/blocks.ts';
import { PANEL_LABELS } from '../block-kit/format.ts';
import { bold, foreignText, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { typedText } from '../block-kit/view-state.ts';
import { answerUnknownAction, logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { panelContent } from './index.ts';
import { NOTE, noteForm, noteUnknown, typedBlocks } from './notes.ts';

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
    const text = typedText(state, NOTE, NOTE);
    let end: NoteEnd | null = null;
    await fillModal(app.ports.log, interaction, interaction.modal, {
      title: TITLE,
      content: async () => {
        const actor = await interaction.actor('decide');
        end = await app.helpdesk.addNote(actor, deviceId, { text, submissionId: formId });
        return endView(app, interaction, { deviceId, text, end });
      },
      instead: () => end && { text: messageText(endText(end)), blocks: endBlocks(end, text) },
    });
  },
});

const SAVED = mrkdwn`✅ ${bold('Saved in Kandji.')}`;

/** "❌ Not saved. Kandji: The note is too long." */
function endText({ outcome, said }: NoteEnd): Mrkdwn {
  const why = said === null ? '' : foreignText(asSentence(said), 200);
  switch (outcome) {
    case 'saved':
      return SAVED;
    case 'not-saved':
      return said === null ? mrkdwn`❌ Not saved.` : mrkdwn`❌ Not saved. Kandji: ${why}`;
    case 'unknown':
      return mrkdwn`⚠️ ${bold("Don't know if the note was saved.")} ${why}`;
  }
}

/** The same with what was typed, unless that is at Kandji. */
const endBlocks = (end: NoteEnd, typed: string): KnownBlock[] => [
  section(endText(end)),
  ...(end.outcome === 'saved' ? [] : typedBlocks(typed)),
];

async function endView(
  app: AppContext,
  interaction: Interaction,
  { deviceId, text, end }: { readonly deviceId: string; readonly text: string; readonly end: NoteEnd },
): Promise<ModalView> {
  if (end.outcome === 'unknown') return noteUnknown(deviceId, text, endText(end));
  // What is at Kandji now is read; where that fails, the end is true all the same.
  try {
    const actor = await interaction.actor('decide');
    if (end.outcome === 'not-saved')
      return noteForm(await app.helpdesk.prepareNote(actor, deviceId), {
        trouble: endText(end),
        typed: text,
      });
    const panel = await panelContent(app, interaction, { panel: 'notes', deviceId }, { fresh: true });
    return { ...panel, blocks: [section(SAVED), ...panel.blocks].slice(0, 100) };
  } catch (error) {
    logFailure(app.ports.log, error);
    const said = notice(error, 'notes', interaction);
    const show = button('panel.refresh', { panel: 'notes', deviceId }, 'Show notes');
    const blocks = [...endBlocks(end, text), section(said, show)];
    return modal('look-up', {}, { title: TITLE, blocks });
  }
}
