import type { HistoryQuery } from '../../helpdesk/audit/show-history.ts';
import { canUse } from '../../helpdesk/policy/authorize.ts';
import type { AuditEntry } from '../../helpdesk/store-port.ts';
import { actions, button, context, header, LIMITS, section } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
import { type Mrkdwn, messageText, mrkdwn } from '../block-kit/text.ts';
import { typedFilters } from '../commands/history-arguments.ts';
import { type HistoryFilters, type HistoryOf, parseCommand } from '../commands/parse.ts';
import { fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { sendCsv } from '../send-csv.ts';
import { entryText } from './history-text.ts';
import {
  historyCsv,
  historyQuery,
  historyValues,
  renderRequestHistory,
  stepsView,
} from './request-history.ts';

/** Audit entries, newest first: who did what to which device, when and why. One page of them. */
export function renderHistoryList(entries: readonly AuditEntry[], about: HistoryQuery = {}, size = 20): Card {
  const rows = fitting(entries.map(entryText));
  const last = entries[rows.length - 1];
  const more = last !== undefined && last.seq > 1 && (rows.length < entries.length || entries.length >= size);
  const back = button('history.requests', historyValues(about), 'Requests only');
  if (entries.length === 0) {
    const none = mrkdwn`No audit entries found.`;
    return { text: messageText(none), blocks: [section(none), ...actions([back])] };
  }
  return {
    text: messageText(mrkdwn`History: ${countNoun(rows.length, 'entry', 'entries')}, newest first`),
    blocks: [
      header('History: all entries'),
      ...rows.map((row) => section(row)),
      context(mrkdwn`Newest first. Entries can't be changed.`),
      ...actions([
        more ? button('history.all', historyValues(about, String(last.seq)), 'Older') : null,
        back,
      ]),
    ],
  };
}

/** As many entries as one message holds. */
function fitting(rows: readonly Mrkdwn[]): readonly Mrkdwn[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 3);
  const size = JSON.stringify(most.map((row) => section(row))).length;
  return size <= LIMITS.messagePayload - 1_200 ? most : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}

const SHOWN = 20;

/** Audit entries about something: the newest, or those older than `beforeSeq`. */
async function allEntries(
  app: AppContext,
  interaction: Interaction,
  about: HistoryQuery,
  beforeSeq?: number,
): Promise<Card> {
  const page = { limit: SHOWN, ...(beforeSeq !== undefined && { beforeSeq }) };
  return renderHistoryList(
    await app.helpdesk.showHistory(await interaction.actor(), about, page),
    about,
    SHOWN,
  );
}

/** Requests about something: the newest, or those after one. */
async function requestHistory(
  app: AppContext,
  interaction: Interaction,
  about: HistoryQuery,
  after?: { readonly id: string; readonly createdAt: number },
): Promise<Card> {
  const actor = await interaction.actor();
  const page = { limit: SHOWN, ...(after && { after }) };
  const requests = await app.helpdesk.showRequestHistory(actor, about, page);
  const mayExport = canUse(app.ports.policies.current(), actor, 'export', null).verdict === 'allowed';
  return renderRequestHistory({ about, requests, more: requests.length === SHOWN, mayExport }, app.now());
}

/** Old cards' *Older*: audit entries about one thing. */
const olderHistory: ActionListener<'history.page'> = async (app, interaction, { by, id, before }) =>
  interaction.updateMessage(await allEntries(app, interaction, { [by]: id }, before));

/** *Older* and *Requests only*, in place of the page that was pressed. */
const pageRequests: ActionListener<'history.older' | 'history.requests'> = async (
  app,
  interaction,
  values,
) => {
  const [, at, id] = /^(\d{1,15})\.([A-Za-z0-9-]{4,24})$/u.exec(values.before) ?? [];
  const after = id === undefined ? undefined : { createdAt: Number(at), id };
  await interaction.updateMessage(await requestHistory(app, interaction, historyQuery(values), after));
};

/** *Show all entries*, and the pages after it. */
const pageEntries: ActionListener<'history.all'> = async (app, interaction, values) => {
  const before = /^\d{1,15}$/u.test(values.before) ? Number(values.before) : undefined;
  await interaction.updateMessage(await allEntries(app, interaction, historyQuery(values), before));
};

/** *Details*: what happened to one request, step by step. */
const openSteps: ActionListener<'history.steps'> = (app, interaction, { requestId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Details',
    content: async () => {
      const { request, entries } = await app.helpdesk.showRequestSteps(await interaction.actor(), requestId);
      return stepsView(request, entries, app.now());
    },
    again: button('history.steps', { requestId }, 'Details'),
  });

/** *CSV to my DM*: the requests of a history as a file, serial numbers included. */
const exportCsv: ActionListener<'history.csv'> = async (app, interaction, values) => {
  const about = historyQuery(values);
  const { requests, isCut } = await app.helpdesk.exportHistory(await interaction.actor(), about);
  const more = isCut ? ', the newest of more' : '';
  const said = mrkdwn`History export: ${countNoun(requests.length, 'request')}${more}.`;
  await sendCsv(app, interaction, {
    name: 'history',
    title: 'Kandji history',
    said,
    content: [historyCsv(requests)],
  });
};

/** A history as it was typed: about whom, from when, and whether with look-ups. */
function narrowed(
  app: AppContext,
  interaction: Interaction,
  about: HistoryQuery,
  { byWhom, since }: HistoryFilters,
): HistoryQuery {
  const at = since && ('at' in since ? since.at : app.now() - since.agoMs);
  return {
    ...about,
    ...(byWhom !== undefined && { actorId: byWhom === 'self' ? interaction.userId : byWhom }),
    ...(at !== undefined && { since: Math.max(0, at) }),
  };
}

/** The history of a device that was picked from a list. `rest`: the filters that were typed, such as `since 7d all`. */
export async function renderHistory(
  app: AppContext,
  interaction: Interaction,
  about: HistoryQuery,
  rest = '',
): Promise<Card> {
  const line = rest === '' ? null : parseCommand(`history ${rest}`, app.botUserId);
  const filters = line?.kind === 'history' ? line : {};
  return filtered(app, interaction, about, filters);
}

const filtered = (
  app: AppContext,
  interaction: Interaction,
  about: HistoryQuery,
  filters: HistoryFilters,
): Promise<Card> =>
  (filters.all ? allEntries : requestHistory)(app, interaction, narrowed(app, interaction, about, filters));

/** `/kandji history …`: one word could be a request's id; that is looked for first. */
export async function answerHistory(
  app: AppContext,
  interaction: Interaction,
  line: { readonly of: HistoryOf } & HistoryFilters,
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  const { of } = line;
  const reply = async (about: HistoryQuery, notes = typed.notes) =>
    interaction.reply(withRemarks(await filtered(app, interaction, about, line), notes));
  await app.helpdesk.requireHistory(await interaction.actor());
  switch (of.by) {
    case 'everything':
      return reply({});
    case 'keys':
      return reply({ only: 'keys' });
    case 'self':
      return reply({ actorId: interaction.userId });
    case 'person':
      return reply({ actorId: of.userId });
    default: {
      const request = of.requestId ? await app.ports.store.requests.get(of.requestId.toUpperCase()) : null;
      if (request) return reply({ requestId: request.id });
      const goal = { query: of.query, ...typed, next: 'history', rest: typedFilters(line) } as const;
      const outcome = await searchAndReply(app, interaction, goal);
      await (outcome.kind === 'one'
        ? reply({ deviceId: outcome.device.id }, outcome.remarks)
        : interaction.reply(outcome.card));
    }
  }
}

/** Every button of a history. */
export const HISTORY_ACTIONS = {
  'history.page': olderHistory,
  'history.older': pageRequests,
  'history.requests': pageRequests,
  'history.all': pageEntries,
  'history.csv': exportCsv,
  'history.steps': openSteps,
};
