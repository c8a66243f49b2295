import { modal } from '../block-kit/blocks.ts';
import type { NextStep } from '../block-kit/ids.ts';
import { parseCommand } from '../commands/parse.ts';
import type { Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { openNext } from '../next-step.ts';
import type { AppContext } from '../room.ts';
import { answerUnknownAction } from '../stale.ts';
import { searchAndReply } from './search.ts';

/** Another page: the search is read again as it was typed, and answered from the cache while that lasts. */
export const turnPage = async (
  room: AppContext,
  press: Interaction,
  { next, page, typed }: { readonly next: NextStep; readonly page: number; readonly typed: string },
): Promise<void> => {
  const line = parseCommand(typed, room.botUserId);
  const query =
    'query' in line ? line.query : line.kind === 'history' && line.of.by === 'device' ? line.of.query : null;
  if (!query) return answerUnknownAction(press);
  const rest = line.kind === 'update' ? (line.assetTag ?? '') : line.kind === 'can' ? line.operation : '';
  const outcome = await searchAndReply(room, press, { query, typed, notes: line.notes, next, rest }, page);
  if (outcome.kind === 'one') return openNext(room, press, next, outcome.device.id, rest);
  if (press.modal)
    return press.modal.update(modal('look-up', {}, { title: 'Devices', blocks: outcome.card.blocks }));
  await press.updateMessage(outcome.card);
};

export const openFromList: ActionListener<'list.open'> = (room, press, { next, deviceId, typed }) =>
  openNext(room, press, next, deviceId, typed);
