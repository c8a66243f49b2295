import type { KnownBlock } from '@slack/types';
import type { Actor } from '../../helpdesk/policy.ts';
import { button, context, divider, header, section } from '../block-kit/blocks.ts';
import { dateText, mrkdwn, ownText } from '../block-kit/text.ts';
import type { AppContext } from '../interaction.ts';

/** The fleet in numbers, for who may see reports; nothing for everybody else, and until the index is there. */
export async function homeNumbers(app: AppContext, actor: Actor): Promise<readonly KnownBlock[]> {
  const reports = await app.helpdesk.reports.numbers(actor);
  const [first] = reports;
  if (first === undefined) return [];
  return [
    divider,
    header('Fleet'),
    ...reports.map(({ name, argument, title, total }) =>
      section(
        mrkdwn`${ownText(total.toLocaleString('en-US'))} ${ownText(title)}`,
        button('report.open', { name, argument }, 'Open', { says: mrkdwn`Open: ${ownText(title)}` }),
      ),
    ),
    context(mrkdwn`${first.fleet.toLocaleString('en-US')} devices as of ${dateText(first.asOf, 'time')}.`),
  ];
}
