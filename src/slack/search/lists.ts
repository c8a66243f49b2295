import { modal } from '../block-kit/blocks.ts';
import type { NextStep } from '../block-kit/ids.ts';
import { typedFilters } from '../commands/history-arguments.ts';
import { parseCommand } from '../commands/parse.ts';
import { answerUnknownAction } from '../errors.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { openNext } from '../next-step.ts';
import { searchAndReply } from './search.ts';

/** Another page: the search is read again as it was typed, and answered from the cache while that lasts. */
const turnPage = async (
  app: AppContext,
  interaction: Interaction,
  { next, page, typed }: { readonly next: NextStep; readonly page: number; readonly typed: string },
): Promise<void> => {
  const line = parseCommand(typed, app.botUserId);
  const query =
    'query' in line ? line.query : line.kind === 'history' && line.of.by === 'device' ? line.of.query : null;
  if (!query) return answerUnknownAction(interaction);
  const rest =
    line.kind === 'update'
      ? (line.assetTag ?? '')
      : line.kind === 'can'
        ? line.operation
        : line.kind === 'history'
          ? typedFilters(line)
          : '';
  const outcome = await searchAndReply(
    app,
    interaction,
    { query, typed, notes: line.notes, next, rest },
    page,
  );
  if (outcome.kind === 'one') return openNext(app, interaction, next, outcome.device.id, rest);
  if (interaction.modal)
    return interaction.modal.update(modal('look-up', {}, { title: 'Devices', blocks: outcome.card.blocks }));
  await interaction.updateMessage(outcome.card);
};

const openFromList: ActionListener<'list.open'> = (app, interaction, { next, deviceId, typed }) =>
  openNext(app, interaction, next, deviceId, typed);

/** What of the route table is about lists of devices. */
export const LIST_ACTIONS = {
  'list.page': turnPage,
  'list.back': turnPage,
  'list.last': turnPage,
  'list.tagged': turnPage,
  'list.open': openFromList,
};
