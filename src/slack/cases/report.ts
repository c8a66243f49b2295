import type { KnownBlock, ModalView } from '@slack/types';
import {
  type Case,
  type CaseDevice,
  foundIn,
  lostModeIn,
  type OpenedCase,
  takerOf,
} from '../../helpdesk/cases/case.ts';
import { planNow, type ReportForm, readCaseDetails } from '../../helpdesk/cases/report-case.ts';
import { readingRecords } from '../../helpdesk/deadline.ts';
import { deny } from '../../helpdesk/policy/authorize.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { readUntilOver } from '../../helpdesk/retry.ts';
import { RESULT_WITHIN_MS } from '../../helpdesk/timing.ts';
import { actions, button, modal, section } from '../block-kit/blocks.ts';
import { dateText, lines, mrkdwn } from '../block-kit/text.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener, SubmissionListener, SubmissionResponse } from '../listener-types.ts';
import { refill } from '../refill.ts';
import { fieldErrors } from '../requests/field-errors.ts';
import { rememberView } from '../requests/view-guard.ts';
import { deviceName, nameOf } from './case-text.ts';
import { chosenPerson, readReport } from './read-report.ts';
import { NOT_LISTED, type ReportDraft, reportView } from './report-form.ts';
import { foundButton, reportedBlocks, reportedForBlocks } from './reported.ts';

interface ReportSubject {
  readonly whose: 'mine' | 'any';
  readonly personId?: string | null;
  readonly wanted?: string;
}

/**
 * Opens the form. `personId`: whose device an agent reports; `null` leaves that to the form, for who may take cases, and means
 * one's own for everybody else. `wanted`: the id of the device that is meant, or kinds of device (`iPhone,Android`): chosen in the form
 * where it offers exactly one that fits. An agent who names no person reports that device, anyone's.
 */
export const openReport = (
  app: AppContext,
  interaction: Interaction,
  { whose, personId = null, wanted = '' }: ReportSubject,
): Promise<void> =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Report a lost device',
    content: async (viewId) => {
      const actor = await interaction.actor();
      const isMine = whose === 'mine' || personId === actor.userId;
      const aboutWhom = isMine ? actor.userId : personId;
      if (aboutWhom === null) await app.helpdesk.requireReporter(actor, null);
      const offered =
        aboutWhom !== null
          ? await formWith(app, actor, aboutWhom, wanted)
          : wanted === ''
            ? NO_FORM
            : await formOf(app, actor, wanted);
      return show(app, interaction, actor, viewId, {
        kind: 'case',
        whose: isMine ? 'mine' : 'any',
        ...offered,
      });
    },
    again: button('case.report', { whose, wanted }, 'Report a lost device'),
  });

export const pressReport: ActionListener<'case.report'> = (app, interaction, subject) =>
  openReport(app, interaction, subject);

const NO_FORM = { form: null, chosen: null };

/** The device that an agent has found, which stays chosen when another person is said to have it. @throws Refusal, recorded */
async function formOf(app: AppContext, actor: Actor, deviceId: string) {
  const form = await app.helpdesk.prepareDeviceReport(actor, deviceId);
  return { form, chosen: deviceId, given: form.devices[0] ?? null };
}

/** Someone's devices that may be reported, with the only one that is meant chosen. @throws Refusal, recorded */
async function formWith(app: AppContext, actor: Actor, personId: string, wanted: string) {
  const form = await app.helpdesk.prepareReport(actor, personId);
  const kinds = wanted.split(',');
  const [only, another] = form.devices.filter(
    ({ device }) => device.id === wanted || kinds.includes(device.platform),
  );
  return { form, chosen: (!another && only?.device.id) || null };
}

/**
 * The form for one of this person's own devices, which is chosen in it; `null` where it is not among those that they may report.
 * @throws Refusal, recorded, when they may report none
 */
export async function ownReportContent(
  app: AppContext,
  interaction: Interaction,
  viewId: string,
  deviceId: string,
): Promise<ModalView | null> {
  const actor = await interaction.actor();
  const offered = await formWith(app, actor, actor.userId, deviceId);
  if (offered.chosen === null) return null;
  return show(app, interaction, actor, viewId, { kind: 'case', whose: 'mine', ...offered });
}

/** Draws the form and keeps what it was drawn with. The details of a chosen device are read: below it stands what reporting it does. */
async function show(
  app: AppContext,
  interaction: Interaction,
  actor: Actor,
  viewId: string,
  { chosen, ...given }: ReportDraft,
): Promise<ModalView> {
  const policy = app.ports.policies.current();
  const form = given.form && chosen !== null ? await withDetailsOf(app, given.form, chosen) : given.form;
  const draft: ReportDraft = { ...given, form, chosen };
  const known = form?.devices.find(({ device }) => device.id === chosen) ?? null;
  const plan = chosen === null || form === null ? null : await planNow(app.ports, actor, form, known);
  const view = reportView(draft, { cases: policy?.cases ?? null, lostMode: policy?.lostMode ?? null, plan });
  return rememberView(app, interaction, { viewId, view, draft: JSON.stringify(draft) });
}

const FORGOTTEN_FORM = 'This form is too old. Please open it again.';

async function loadDraft(app: AppContext, interaction: Interaction, viewId: string | null) {
  const row =
    viewId === null ? null : await readingRecords(interaction.deadline, app.ports.store.views.get(viewId));
  const draft =
    row?.draft && row.userId === interaction.userId ? (JSON.parse(row.draft) as ReportDraft) : null;
  if (row && draft?.kind === 'case') return { row, draft };
  return deny(app.ports, interaction, { operations: ['report-own-lost'] }, 'changed', FORGOTTEN_FORM);
}

/** A device was chosen: says below what reporting it will do. */
export const pickCaseDevice: ActionListener<'case.device'> = async (
  app,
  interaction,
  { device },
  { state },
) => {
  const { row, draft } = await loadDraft(app, interaction, interaction.viewId);
  const actor = await interaction.actor();
  if (draft.form) await app.helpdesk.requireReporter(actor, draft.form.person.userId);
  const isOffered = device === NOT_LISTED || draft.form?.devices.some((known) => known.device.id === device);
  const chosen = isOffered ? device : null;
  const view = await show(app, interaction, actor, row.viewId, { ...draft, chosen });
  await interaction.modal?.update({ ...view, blocks: refill(view.blocks, state) });
};

const withDetailsOf = async (app: AppContext, form: ReportForm, deviceId: string): Promise<ReportForm> => ({
  ...form,
  devices: await Promise.all(form.devices.map((known) => withDetails(app, known, deviceId))),
});

const withDetails = async (app: AppContext, known: CaseDevice, deviceId: string): Promise<CaseDevice> =>
  known.device.id !== deviceId || known.details
    ? known
    : { ...known, details: await readCaseDetails(app.ports, deviceId) };

/** An agent has chosen whose device it is: offers that person's. */
export const pickCasePerson: ActionListener<'case.person'> = async (app, interaction, _values, { state }) => {
  const { row, draft } = await loadDraft(app, interaction, interaction.viewId);
  const personId = chosenPerson(state);
  if (personId === null || draft.whose !== 'any') return;
  const actor = await interaction.actor();
  const { given } = draft;
  const theirs = await app.helpdesk.prepareReport(actor, personId);
  const others = theirs.devices.filter(({ device }) => device.id !== given?.device.id);
  const form = { ...theirs, devices: given ? [given, ...others] : theirs.devices };
  const chosen = given?.device.id ?? null;
  const view = await show(app, interaction, actor, row.viewId, { ...draft, form, chosen });
  await interaction.modal?.update({ ...view, blocks: refill(view.blocks, state) });
};

/** Committed before Slack gets its answer; counts once. Delivered again, it is answered with what it did. */
export const submitReport: SubmissionListener<'case.form'> = async (
  app,
  interaction,
  _values,
  { viewId, state },
) => {
  const { draft } = await loadDraft(app, interaction, viewId);
  const actor = await interaction.actor('decide');
  const report = readReport(state, draft);
  if ('errors' in report) return fieldErrors(report.errors);
  const { input, form } = report;
  const opened = await app.helpdesk.by(interaction.deadline).reportCase(actor, input, form, viewId);
  app.wake();
  return answer(app, interaction, opened);
};

function answer(app: AppContext, interaction: Interaction, opened: OpenedCase): SubmissionResponse {
  const { kind, case: one } = opened;
  if (kind === 'already-open') {
    const view = endView(one, alreadyOpen(one, opened.isAdded === true, interaction.userId));
    return { ack: { response_action: 'update', view } };
  }
  return {
    ack: { response_action: 'update', view: resultView(app, one) },
    ...(isTurningOn(one) && { followUp: () => showResult(app, interaction, one) }),
  };
}

const endView = (one: Case, blocks: readonly KnownBlock[]): ModalView =>
  modal('case', { caseId: one.id }, { title: 'Report a lost device', blocks });

function resultView({ ports }: AppContext, one: Case): ModalView {
  const isOwn = one.report.reporter.userId === one.report.person.userId;
  return endView(
    one,
    isOwn ? reportedBlocks(one, ports.policies.current()?.cases ?? null) : reportedForBlocks(one),
  );
}

/** True while Lost Mode may still be on its way by itself. */
const isTurningOn = (one: Case): boolean =>
  ['at-once', 'undecided'].includes(one.events[0]?.result ?? '') &&
  [undefined, 'on-sent'].includes(lostModeIn(one)?.kind) &&
  foundIn(one) === null &&
  one.closedAt === null;

/** The window says how Lost Mode stands as soon as that is known, unless something else stands in it by then. */
async function showResult(app: AppContext, { modal }: Interaction, one: Case): Promise<void> {
  const { cases } = app.ports.store;
  const latest = await readUntilOver(one, isTurningOn, () => cases.get(one.id), RESULT_WITHIN_MS);
  if (!isTurningOn(latest) && foundIn(latest) === null) await modal?.redraw(resultView(app, latest));
}

function alreadyOpen(one: Case, isAdded: boolean, userId: string): KnownBlock[] {
  const taker = takerOf(one);
  const reported = mrkdwn`${deviceName(one)} was already reported, ${dateText(one.createdAt)}.`;
  const said = lines([
    isAdded ? mrkdwn`✅ ${reported}` : reported,
    isAdded ? 'What you added is in the report.' : '',
    taker ? mrkdwn`${nameOf(taker.name)} is working on this.` : mrkdwn`IT has been notified.`,
  ]);
  const isTheirs = one.report.person.userId === userId && foundIn(one) === null;
  return [section(said), ...actions([isTheirs ? foundButton(one) : null])];
}
