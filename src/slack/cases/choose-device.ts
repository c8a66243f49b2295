import type { ModalView } from '@slack/types';
import type { Case } from '../../helpdesk/cases/case.ts';
import { button, modal, section } from '../block-kit/blocks.ts';
import { bold, mrkdwn } from '../block-kit/text.ts';
import { textInput, typedText } from '../block-kit/view-state.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { SubmissionListener } from '../listener-types.ts';
import { besideField } from '../requests/field-errors.ts';
import { caseTitle } from './case-text.ts';

const CHOOSE_TITLE = 'Choose device';
const SERIAL = 'case-serial';

const chooseView = (one: Case): ModalView =>
  modal(
    'case.choose',
    { caseId: one.id },
    one.closedAt === null && one.report.device === null
      ? {
          title: CHOOSE_TITLE,
          submit: 'Choose device',
          close: 'Cancel',
          blocks: [
            section(bold(caseTitle(one))),
            textInput(SERIAL, 'Serial number', {
              most: 40,
              hint: 'All of it. The case follows this device.',
            }),
          ],
        }
      : { title: CHOOSE_TITLE, blocks: [section(mrkdwn`This case is closed or has its device already.`)] },
  );

/** The form for which device a case is about. */
export const openChoice = (
  app: AppContext,
  interaction: Interaction,
  { caseId }: { readonly caseId: string },
): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: CHOOSE_TITLE,
    content: async () => chooseView(await app.helpdesk.showCase(await interaction.actor(), caseId)),
    again: button('case.details', { caseId }, 'Open case'),
  });

/** Committed before Slack gets its answer; delivered again, it changes nothing. */
export const submitChoice: SubmissionListener<'case.choose'> = (app, interaction, { caseId }, { state }) =>
  besideField(SERIAL, async () => {
    const verbs = app.helpdesk.by(interaction.deadline);
    const actor = await interaction.actor('decide');
    const { case: one } = await verbs.chooseCaseDevice(actor, caseId, typedText(state, SERIAL, SERIAL));
    app.wake();
    const blocks = [section(mrkdwn`Chosen: ${caseTitle(one)}.`)];
    return {
      ack: { response_action: 'update', view: modal('case', { caseId }, { title: CHOOSE_TITLE, blocks }) },
    };
  });
