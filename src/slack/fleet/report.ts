import { setImmediate } from 'node:timers/promises';
import { requireReports } from '../../helpdesk/fleet/prepare-report.ts';
import {
  REPORT_NAMES,
  REPORTS,
  type ReportName,
  type ReportPage,
  type ReportQuery,
  type ReportRow,
} from '../../helpdesk/fleet/reports.ts';
import { canUse } from '../../helpdesk/policy/authorize.ts';
import { csvLine } from '../../helpdesk/text.ts';
import { button, modal, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { code, foreignText, lines, messageText, mrkdwn, ownText } from '../block-kit/text.ts';
import { fillModal, fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { sendCsv } from '../send-csv.ts';
import { asOfText, renderReport, renderReportPage, staleText, windowOf } from './report-card.ts';

/** `/kandji report`, with the name of one or without. */
export async function answerReport(
  app: AppContext,
  interaction: Interaction,
  query: ReportQuery | null,
): Promise<void> {
  await interaction.reply(
    query === null ? await everyReport(app, interaction) : await reportCard(app, interaction, query),
  );
}

async function reportCard(app: AppContext, interaction: Interaction, query: ReportQuery): Promise<Card> {
  const actor = await interaction.actor();
  const report = await app.helpdesk.reports.read(actor, query);
  const mayExport = canUse(app.ports.policies.current(), actor, 'export', null).verdict === 'allowed';
  const mayMessage =
    app.ports.policies.current()?.messages != null && app.helpdesk.heldBy(actor).includes('message-user');
  const messages = await app.helpdesk.messagesAbout(actor, report);
  return renderReport(report, { mayExport, mayMessage, messages }, app.now());
}

/** Every report by its name, with a button. */
async function everyReport(app: AppContext, interaction: Interaction): Promise<Card> {
  await requireReports(app.ports, await interaction.actor());
  const top = ownText('Reports');
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...REPORT_NAMES.flatMap((name) => {
        const argument = REPORTS[name].argument ?? '';
        const typed = code(`${interaction.command} report ${name}${argument && ` ${argument}`}`);
        const title = REPORTS[name].title(argument);
        return [
          section(
            mrkdwn`${ownText(title.charAt(0).toUpperCase() + title.slice(1))}\n${typed}`,
            button('report.open', { name, argument }, 'Open', { says: mrkdwn`Open: ${ownText(title)}` }),
          ),
        ];
      }),
    ],
  };
}

/** Where it was pressed: in a message, a window, or (from Home) a window of its own. */
async function show(
  app: AppContext,
  interaction: Interaction,
  query: ReportQuery,
  draw: () => Promise<Card>,
): Promise<void> {
  const content = async () => modal('look-up', {}, { title: 'Report', blocks: (await draw()).blocks });
  if (interaction.modal)
    return fillModal(app.ports.log, interaction, interaction.modal, { title: 'Report', content });
  if (interaction.channelId) return interaction.updateMessage(await draw());
  await fillNewModal(app.ports.log, interaction, {
    title: 'Report',
    content,
    again: button('report.open', query, 'Report'),
  });
}

const openReport: ActionListener<'report.open'> = (app, interaction, query) =>
  show(app, interaction, query, () => reportCard(app, interaction, query));

const pageReport: ActionListener<'report.page' | 'report.back' | 'report.last'> = (
  app,
  interaction,
  { page, list, ...query },
) => showPage(app, interaction, query, { page, list: list || 'devices' });

const partsOfReport: ActionListener<'report.parts'> = (app, interaction, query) =>
  showPage(app, interaction, query, { page: 0, list: 'parts' });

const showPage = (
  app: AppContext,
  interaction: Interaction,
  query: ReportQuery,
  { page, list }: { readonly page: number; readonly list: ReportPage['list'] },
): Promise<void> =>
  show(app, interaction, query, async () => {
    const actor = await interaction.actor();
    const report = await app.helpdesk.reports.page(actor, query, list, windowOf(page));
    return renderReportPage(report, app.now());
  });

/** *CSV to my DM*: every device of the report as a file. */
const exportReport: ActionListener<'report.csv'> = async (app, interaction, query) => {
  const report = await app.helpdesk.reports.rows(await interaction.actor(), query);
  const said = lines([
    mrkdwn`Report: ${foreignText(REPORTS[query.name].title(query.argument), 200)}.`,
    staleText(report),
    asOfText(report, app.now()),
  ]);
  await sendCsv(app, interaction, {
    name: query.name,
    title: 'Kandji report',
    said,
    content: csvOf(query.name, report.pages),
    back: button('report.open', query, 'Back'),
  });
};

/** The CSV's columns, in order. Times are ISO 8601 in UTC. */
const COLUMNS: Readonly<Record<string, (device: ReportRow) => string>> = {
  name: ({ name }) => name,
  serial_number: ({ serialNumber }) => serialNumber,
  asset_tag: ({ assetTag }) => assetTag ?? '',
  platform: ({ platform }) => platform,
  model: ({ model }) => model,
  os_version: ({ osVersion }) => osVersion,
  last_check_in: ({ agentCheckInAt: at }) => (at === null ? 'never' : new Date(at).toISOString()),
  user_name: ({ user }) => user?.name ?? '',
  user_email: ({ user }) => user?.email ?? '',
  blueprint: ({ blueprint }) => blueprint?.name ?? '',
  tags: ({ tags }) => (tags ?? []).join(', '),
  failing_items: ({ failing }) => (failing ?? []).join(', '),
  device_id: ({ id }) => id,
};

const columnsOf = (name: ReportName) =>
  Object.entries(COLUMNS).filter(([column]) => column !== 'failing_items' || name === 'failing-items');

const csvHead = (name: ReportName): string => csvLine(columnsOf(name).map(([column]) => column));

function csvRows(name: ReportName, devices: readonly ReportRow[]): string {
  const reads = columnsOf(name).map(([, read]) => read);
  return devices.map((device) => csvLine(reads.map((read) => read(device)))).join('');
}

async function* csvOf(
  name: ReportName,
  pages: AsyncIterable<readonly ReportRow[]>,
): AsyncGenerator<string, void> {
  yield csvHead(name);
  for await (const devices of pages) {
    yield csvRows(name, devices);
    // The embedded store answers at once: others get their turn between two pages.
    await setImmediate();
  }
}

/** Every button of a report. */
export const REPORT_ACTIONS = {
  'report.open': openReport,
  'report.page': pageReport,
  'report.back': pageReport,
  'report.last': pageReport,
  'report.parts': partsOfReport,
  'report.csv': exportReport,
};
