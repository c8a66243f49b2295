import type { Button, ModalView } from '@slack/types';
import { button } from '../blocks.ts';
import { PANEL_WORDS } from '../cards/wording.ts';
import type { NextStep } from '../ids.ts';
import { lostContent } from '../listeners/changes/lost-content.ts';
import { updateContent } from '../listeners/changes/update-content.ts';
import { fillNewModal } from '../modals/fill.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import { canCard } from './can.ts';
import { historyCard } from './history.ts';
import { panelContent } from './panel.ts';
import { cardFor } from './show-card.ts';

/** Steps that are modals. */
export type ModalStep = Exclude<NextStep, 'card' | 'history' | 'can'>;

export const MODAL_TITLES: Readonly<Record<ModalStep, string>> = { ...PANEL_WORDS, update: 'Update' };

/** What a modal of this step shows of one device. `rest` is what else was typed. */
export function contentOf(room: Room, press: Press, step: ModalStep, deviceId: string, rest: string) {
  return (viewId: string): Promise<ModalView> => {
    if (step === 'update') return updateContent(room, press, { deviceId, assetTag: rest || null }, viewId);
    if (step === 'lost') return lostContent(room, press, { deviceId }, viewId);
    return panelContent(room, press, { panel: step, deviceId });
  };
}

/** Opens the same later. */
export const againButton = (next: NextStep, deviceId: string, rest: string): Button =>
  button('list.open', { next, deviceId, typed: rest }, 'Open');

/** Goes on with a device that was picked from a list. */
export async function openNext(
  room: Room,
  press: Press,
  next: NextStep,
  deviceId: string,
  rest: string,
): Promise<void> {
  switch (next) {
    case 'card':
      return press.tell(await cardFor(room, press, { deviceId }));
    case 'history':
      return press.tell(await historyCard(room, press, { deviceId }));
    case 'can':
      return press.tell(await canCard(room, press, deviceId, rest));
    default:
      return fillNewModal(room.ports.log, press, {
        title: MODAL_TITLES[next],
        content: contentOf(room, press, next, deviceId, rest),
        again: againButton(next, deviceId, rest),
      });
  }
}
