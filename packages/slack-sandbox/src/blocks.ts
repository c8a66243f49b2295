import type { KnownBlock } from '@slack/types';
import { isObject, type JsonObject, objectsOf, stringOf } from './json.ts';

/** An element that a person can use, and the block it stands in. */
export interface Placed {
  blockId: string;
  actionId: string;
  type: string;
  element: JsonObject;
  block: JsonObject;
  /** In an input block: it is part of a form, and sends nothing by itself. */
  inInput: boolean;
}

/** Every interactive element of some blocks, in reading order. */
export function placedElements(blocks: readonly unknown[]): Placed[] {
  return objectsOf(blocks).flatMap((block) => [
    ...elementsOf(block).flatMap((element) => place(block, element)),
    ...placedElements(objectsOf(block.child_blocks)),
    ...(block.type === 'carousel' ? placedElements(objectsOf(block.elements)) : []),
  ]);
}

function elementsOf(block: JsonObject): JsonObject[] {
  const single = [block.element, block.accessory].filter(isObject);
  return [...single, ...objectsOf(block.elements), ...objectsOf(block.actions)];
}

function place(block: JsonObject, element: JsonObject): Placed[] {
  const type = stringOf(element.type) ?? '';
  const actionId = stringOf(element.action_id);
  if (actionId === undefined) return [];
  const blockId = stringOf(block.block_id) ?? '';
  return [{ blockId, actionId, type, element, block, inInput: block.type === 'input' }];
}

/** Gives a block_id to each block and an action_id to each element that came without, as Slack does. */
export function withIds(blocks: readonly unknown[], nextId: () => string): KnownBlock[] {
  const named = structuredClone(objectsOf(blocks));
  for (const block of named) nameParts(block, nextId);
  // The checker accepted these blocks, so they are the ones the types know.
  return named as unknown as KnownBlock[];
}

const NAMELESS = new Set(['image', 'plain_text', 'mrkdwn', 'url', 'card']);

function nameParts(block: JsonObject, nextId: () => string): void {
  if (stringOf(block.block_id) === undefined) block.block_id = nextId();
  for (const child of objectsOf(block.child_blocks)) nameParts(child, nextId);
  if (block.type === 'carousel') for (const card of objectsOf(block.elements)) nameParts(card, nextId);
  if (block.type === 'rich_text') return;
  for (const element of elementsOf(block)) {
    const type = stringOf(element.type) ?? '';
    if (!NAMELESS.has(type) && stringOf(element.action_id) === undefined) element.action_id = nextId();
  }
}
