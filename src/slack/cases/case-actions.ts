import type { InputBlock, ModalView } from '@slack/types';
import {
  CASE_OUTCOMES,
  type Case,
  type CaseOutcome,
  callBackPhone,
  foundIn,
  hasLostMode,
  isErased,
  isLocked,
  isReachable,
  lockIn,
} from '../../helpdesk/cases/case.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, LIMITS, modal, plain, section } from '../block-kit/blocks.ts';
import { bold, dateText, foreignText, lines, type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { pickedValue } from '../block-kit/view-state.ts';
import { isRefusal } from '../errors.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener } from '../listener-types.ts';
import { openNext } from '../next-step.ts';
import { neededWords } from '../requests/approvers-text.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import { caseView } from './case-card.ts';
import { caseTitle, whoseLost } from './case-text.ts';
import { openChoice, submitChoice } from './choose-device.ts';
import { pickCaseDevice, pickCasePerson, pressReport, submitReport } from './report.ts';

/** The card itself is redrawn by the worker; the person who pressed is told beside it. */
async function done(app: AppContext, interaction: Interaction, one: Case, said: Mrkdwn): Promise<void> {
  app.wake();
  await removeCopy(app, interaction, one);
  await interaction.reply({ text: messageText(said), blocks: [section(said)] });
}

/** A copy that was posted just before a crash is not kept up to date, so the first press on it removes it. */
async function removeCopy(
  { client, ports }: AppContext,
  { message }: Interaction,
  { delivery: { channel, ts } }: Case,
): Promise<void> {
  if (!message || message.channel !== channel || ts === null || message.ts === ts) return;
  await client.chat.delete(message).catch((error: unknown) => {
    ports.log.warn({ event: 'case.copy_kept', err: error }, 'Could not remove a second card of a case');
  });
}

const pressTake: ActionListener<'case.take'> = async (app, interaction, { caseId }) => {
  const one = await app.helpdesk.takeCase(await interaction.actor('decide'), caseId, { over: false });
  await done(app, interaction, one, mrkdwn`You're working on this: ${caseTitle(one)}.`);
};

/** *I found it*. In the window that a report ended with, the answer takes its place. */
const pressFound: ActionListener<'case.found'> = async (app, interaction, { caseId, deviceId }) => {
  const { case: one, changed } = await app.helpdesk.reportFound(await interaction.actor('decide'), caseId);
  const isFrozen = (await app.ports.store.controls.freeze()) !== null;
  const said = changed ? thanks(one, isFrozen) : alreadyFound(one);
  if (!interaction.modal || deviceId !== '') return done(app, interaction, one, said);
  app.wake();
  await interaction.modal.update(
    modal('case', { caseId }, { title: 'Report a lost device', blocks: [section(said)] }),
  );
};

function alreadyFound(one: Case): Mrkdwn {
  const found = foundIn(one);
  return mrkdwn`Already marked as found${found ? mrkdwn`, ${dateText(found.at)}` : ''}. IT is checking.`;
}

function thanks(one: Case, isFrozen: boolean): Mrkdwn {
  const phone = callBackPhone(one);
  const asked =
    isLocked(one) && !isFrozen ? mrkdwn`Asked IT to turn off Lost Mode.` : mrkdwn`IT has been notified.`;
  const call = phone === '' ? mrkdwn`` : mrkdwn` They may call you at ${foreignText(phone, 60)}.`;
  return mrkdwn`Thanks. ${asked}${call}`;
}

const pressConfirmFound: ActionListener<'case.confirm-found'> = async (app, interaction, { caseId }) => {
  const { case: one, request } = await app.helpdesk.confirmFound(await interaction.actor('decide'), caseId);
  const said =
    request.state === 'pending'
      ? mrkdwn`✅ Approved. ${await stillNeeded(app, request)} before Lost Mode is turned off: ${whoseLost(one)}.`
      : mrkdwn`✅ Approved. Lost Mode is being turned off: ${whoseLost(one)}.`;
  await done(app, interaction, one, said);
};

/** "1 more approval needed by 16:05"; without a number where only today's policy requires more. */
async function stillNeeded({ ports }: AppContext, request: HelpdeskRequest): Promise<Mrkdwn> {
  const { howMany, missing } = neededWords(request, await ports.store.now());
  return missing.length > 0 ? howMany : mrkdwn`More approvals are needed`;
}

const pressDenyFound: ActionListener<'case.deny-found'> = async (app, interaction, { caseId }) => {
  const one = await app.helpdesk.denyFound(await interaction.actor('decide'), caseId);
  await done(app, interaction, one, mrkdwn`Not found yet: ${whoseLost(one)}. The case stays open.`);
};

const openCase: ActionListener<'case.details'> = (app, interaction, { caseId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Case',
    content: async () => caseView(await app.helpdesk.showCase(await interaction.actor(), caseId)),
    again: button('case.details', { caseId }, 'Open case'),
  });

/** *More…* of a case. */
const chooseForCase: ActionListener<'case.more'> = async (app, interaction, { choice, caseId }, given) => {
  switch (choice) {
    case 'take-over': {
      const one = await app.helpdesk.takeCase(await interaction.actor('decide'), caseId, { over: true });
      return done(app, interaction, one, mrkdwn`You're working on this: ${caseTitle(one)}.`);
    }
    case 'found': {
      const actor = await interaction.actor('decide');
      const { case: one, changed } = await app.helpdesk.reportFound(actor, caseId);
      const said = changed ? mrkdwn`Marked as found: ${whoseLost(one)}.` : alreadyFound(one);
      return done(app, interaction, one, said);
    }
    case 'device': {
      const { report } = await app.helpdesk.showCase(await interaction.actor(), caseId);
      if (report.device) await openNext(app, interaction, 'card', report.device.device.id, '');
      return;
    }
    case 'choose':
      return openChoice(app, interaction, { caseId });
    case 'details':
      return openCase(app, interaction, { caseId }, given);
    case 'close':
      return fillNewModal(app.ports.log, interaction, {
        title: 'Close case',
        content: async () => closeView(await app.helpdesk.showCase(await interaction.actor(), caseId)),
        again: button('case.details', { caseId }, 'Open case'),
      });
  }
};

const OUTCOME = 'case-outcome';
const OUTCOME_LABELS: Readonly<Record<CaseOutcome, string>> = {
  found: 'The device is back',
  'not-found': "It wasn't found",
  mistake: 'It was reported by mistake',
};

const outcomeInput: InputBlock = {
  type: 'input',
  block_id: OUTCOME,
  label: plain('How did it end?', LIMITS.field),
  element: {
    type: 'radio_buttons',
    action_id: OUTCOME,
    options: CASE_OUTCOMES.map((value) => ({ text: plain(OUTCOME_LABELS[value], LIMITS.option), value })),
  },
};

/** What closing leaves as it is. */
function leavesText(one: Case): Mrkdwn {
  if (isErased(one)) return mrkdwn``;
  if (hasLostMode(one)) return mrkdwn`Closing doesn't turn off Lost Mode. `;
  return lockIn(one)?.kind === 'locked' ? mrkdwn`Closing doesn't unlock it. ` : mrkdwn``;
}

const closeView = (one: Case): ModalView =>
  modal(
    'case.close',
    { caseId: one.id },
    one.closedAt === null
      ? {
          title: 'Close case',
          submit: 'Close case',
          close: 'Cancel',
          blocks: [
            section(
              lines([
                bold(caseTitle(one)),
                mrkdwn`${leavesText(one)}${foreignText(one.report.person.name, 60)} gets ${isReachable(one) ? 'a' : 'no'} message.`,
              ]),
            ),
            outcomeInput,
          ],
        }
      : { title: 'Close case', blocks: [section(mrkdwn`This case is already closed.`)] },
  );

const submitClose: SubmissionListener<'case.close'> = async (app, interaction, { caseId }, { state }) => {
  const outcome = CASE_OUTCOMES.find((known) => known === pickedValue(state, OUTCOME, OUTCOME));
  if (!outcome) return fieldErrors({ [OUTCOME]: 'Choose how it ended.' });
  const verbs = app.helpdesk.by(interaction.deadline);
  const one = await verbs
    .closeCase(await interaction.actor('decide'), caseId, outcome)
    .catch(async (error: unknown) => {
      const before = isRefusal(error) ? await closedBefore(app, interaction, caseId, outcome) : null;
      if (before) return before;
      throw error;
    });
  app.wake();
  const blocks = [section(mrkdwn`Closed: ${caseTitle(one)}.`)];
  return {
    ack: { response_action: 'update', view: modal('case', { caseId }, { title: 'Close case', blocks }) },
  };
};

/** The case, where this person has closed it so: Slack delivers a submission again when it had no answer in time. */
async function closedBefore(
  { ports }: AppContext,
  { userId }: Interaction,
  caseId: string,
  outcome: CaseOutcome,
): Promise<Case | null> {
  const one = await ports.store.cases.get(caseId);
  const isSame = one?.events.some(
    (event) => event.kind === 'closed' && event.by?.userId === userId && event.result === outcome,
  );
  return one && isSame ? one : null;
}

/** Every button and menu of lost-device cases, and of their report. */
export const CASE_ACTIONS = {
  'case.report': pressReport,
  'case.device': pickCaseDevice,
  'case.person': pickCasePerson,
  'case.take': pressTake,
  'case.found': pressFound,
  'case.confirm-found': pressConfirmFound,
  'case.deny-found': pressDenyFound,
  'case.more': chooseForCase,
  'case.details': openCase,
  'case.link': async () => undefined,
};

export const CASE_VIEWS = {
  'case.form': submitReport,
  'case.close': submitClose,
  'case.choose': submitChoice,
};
