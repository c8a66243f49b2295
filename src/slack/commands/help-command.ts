import { type Card, withRemarks } from '../block-kit/card.ts';
import type { Text } from '../block-kit/text.ts';
import type { Interaction } from '../interaction.ts';
import type { AppContext } from '../room.ts';
import { renderHelp } from './help.ts';
import type { HelpTopic } from './parse.ts';

/** Help, with only what this person may do. */
export const helpFor = async (
  app: AppContext,
  interaction: Interaction,
  { topic, notes }: { readonly topic: HelpTopic | null; readonly notes: readonly Text[] },
): Promise<Card> =>
  withRemarks(renderHelp(topic, app.helpdesk.heldBy(await interaction.actor()), interaction.command), notes);
