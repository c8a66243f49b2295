import type { ActionListener } from '../listener-types.ts';
import { historyCard } from './history-command.ts';

/** The next older page of the record, in place of the page that was pressed. */
export const olderHistory: ActionListener<'history.page'> = async (app, interaction, { by, id, before }) =>
  interaction.updateMessage(await historyCard(app, interaction, { [by]: id }, before));
