import { REPORTS, type ReportName } from '../../helpdesk/fleet/reports.ts';
import type { DigestPolicy } from '../../helpdesk/policy.ts';
import type { FleetCount } from '../../helpdesk/ports.ts';
import { actions, button, context, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun, platformName } from '../block-kit/format.ts';
import { bold, dateText, foreignText, lines, messageText, mrkdwn, ownText } from '../block-kit/text.ts';
import type { ActionListener } from '../listener-types.ts';
import { answerReport } from './report.ts';
import { countedTitle, staleText } from './report-card.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** "every Monday at 09:00 (Europe/Berlin)". */
function everyText({ schedule }: DigestPolicy): string {
  const { weekday, hour, minute, timeZone } = schedule;
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = weekday === null ? 'day' : (DAYS[weekday] ?? 'day');
  return `every ${day} at ${two(hour)}:${two(minute)} (${timeZone})`;
}

/** A report's number for everyone in a channel: no name of a person or a device. */
export function renderDigest(digest: DigestPolicy, report: FleetCount): Card {
  const name = report.name as ReportName;
  const { platform, filter } = REPORTS[name];
  const concerned = countNoun(report.concerned, platform ? platformName(platform) : 'device');
  const top = lines([bold(countedTitle(report.total, report.title)), staleText(report)]);
  return {
    text: messageText(top),
    blocks: [
      section(top),
      ...actions([
        button('digest.open', { name, argument: report.argument }, 'Open report', {
          says: mrkdwn`Open: ${foreignText(report.title, 200)}`,
        }),
      ]),
      context(
        mrkdwn`${ownText(filter === null ? concerned : `Of ${concerned}`)} as of ${dateText(report.asOf)} · ${ownText(everyText(digest))}`,
      ),
    ],
  };
}

/** The report, for the person who pressed alone, and with what they may see. */
const openDigest: ActionListener<'digest.open'> = (app, interaction, query) =>
  answerReport(app, interaction, query);

export const DIGEST_ACTIONS = { 'digest.open': openDigest };
