import { withRemarks } from '../block-kit/card.ts';
import type { Text } from '../block-kit/text.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { renderRequestList } from './list.ts';

const LISTED = { own: 'mine', all: 'all', open: 'open' } as const;

/** Open requests, my own, or the newest of all. */
export async function answerRequests(
  app: AppContext,
  interaction: Interaction,
  { which, notes }: { readonly which: keyof typeof LISTED; readonly notes: readonly Text[] },
): Promise<void> {
  const requests = await app.helpdesk.listRequests(await interaction.actor(), LISTED[which]);
  await interaction.reply(withRemarks(renderRequestList(requests, which, app.now()), notes));
}
