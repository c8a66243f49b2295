import type { KnownBlock } from '@slack/types';
import type { Actor } from '../../helpdesk/policy.ts';
import { button, context, divider, header, section } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import { isLongAgo, lines, type Mrkdwn, mrkdwn, ownText, sinceText } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';
import { countedTitle, staleText } from './report-card.ts';

/** The fleet in numbers, for who may see reports; nothing for everybody else, and until the index is there. */
export async function homeNumbers(app: AppContext, actor: Actor): Promise<readonly KnownBlock[]> {
  const numbers = await app.helpdesk.reports.numbers(actor);
  const [first] = numbers?.reports ?? [];
  if (numbers === null || first === undefined) return [];
  const now = app.now();
  /** What is read beside the list of devices can be older than it. */
  const olderText = (asOf: number): Mrkdwn | '' =>
    isLongAgo(asOf, now) && asOf < first.asOf ? mrkdwn` · as of ${sinceText(asOf, now)}` : '';
  return [
    divider,
    header('Fleet'),
    ...numbers.reports.map(({ name, argument, title, total, asOf }) =>
      section(
        mrkdwn`${countedTitle(total, title)}${olderText(asOf)}`,
        button('report.open', { name, argument }, 'Open', { says: mrkdwn`Open: ${ownText(title)}` }),
      ),
    ),
    context(
      lines([
        staleText(first),
        mrkdwn`${countNoun(numbers.fleet, 'device')} as of ${sinceText(first.asOf, now)}.`,
      ]),
    ),
  ];
}
