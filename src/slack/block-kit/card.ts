import type { KnownBlock, ModalView } from '@slack/types';
import { context, LIMITS } from './blocks.ts';
import type { Text } from './text.ts';

/** More than this about how something was read, and no one reads it. */
const MOST = 3;

const small = (notes: readonly Text[]) => notes.slice(0, MOST).map((note) => context(note));

/** A card with how it was read below it. */
export const withRemarks = (card: Card, notes: readonly Text[]): Card => ({
  ...card,
  blocks: [...card.blocks, ...small(notes)],
});

/** The same for a modal. */
export const withRemarksView = (view: ModalView, notes: readonly Text[]): ModalView => ({
  ...view,
  blocks: [...view.blocks, ...small(notes)].slice(0, LIMITS.viewBlocks),
});

/** A message that can be posted: `text` for notifications, search and screen readers. */
export interface Card {
  readonly text: string;
  readonly blocks: KnownBlock[];
}
