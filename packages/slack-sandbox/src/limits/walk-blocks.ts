import { isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';
import { BLOCKS, type Surface } from './blocks.ts';
import type { Report } from './problem.ts';
import { walkShape } from './walk.ts';

const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** All blocks of one surface: how many, which kinds, each by itself, and what must be unique among them. */
export function walkBlocks(surface: Surface, blocks: unknown, at: string, report: Report): void {
  if (!Array.isArray(blocks)) {
    report('must provide an array', at);
    return;
  }
  const max = MAX_BLOCKS[surface];
  if (blocks.length > max) report(`no more than ${max} items allowed`, at);
  blocks.forEach((block, index) => {
    walkBlock(surface, block, `${at}/${index}`, report);
  });
  checkBlockIds(blocks, at, report);
  checkFocus(objectsOf(blocks), at, report);
}

function walkBlock(surface: Surface, block: unknown, at: string, report: Report): void {
  if (!isObject(block)) {
    report('must provide an object', at);
    return;
  }
  const type = stringOf(block.type) ?? '';
  const shape = Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  if (shape === undefined || !shape.on.includes(surface)) {
    report(`unsupported type: ${type}`, `${at}/type`);
    return;
  }
  walkShape(shape, block, at, report);
  checkActionIds(block, at, report);
  if (surface !== 'modal' && isObject(block.element) && block.element.type === 'file_input') {
    report('unsupported type: file_input', `${at}/element/type`);
  }
}

function checkBlockIds(blocks: unknown[], at: string, report: Report): void {
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    const id = isObject(block) ? stringOf(block.block_id) : undefined;
    if (id === undefined) return;
    if (seen.has(id)) report(`\`block_id\` "${id}" already exists`, `${at}/${index}/block_id`);
    seen.add(id);
  });
}

function checkActionIds(block: JsonObject, at: string, report: Report): void {
  const seen = new Set<string>();
  const lists = ['elements', 'actions'];
  for (const name of lists) {
    objectsOf(block[name]).forEach((element, index) => {
      const id = stringOf(element.action_id);
      if (id === undefined) return;
      if (seen.has(id)) report(`\`action_id\` "${id}" already exists`, `${at}/${name}/${index}/action_id`);
      seen.add(id);
    });
  }
}

function checkFocus(blocks: JsonObject[], at: string, report: Report): void {
  const elements = blocks.flatMap((block) => [block.element, block.accessory, ...objectsOf(block.elements)]);
  const wanting = elements.filter((element) => isObject(element) && element.focus_on_load === true);
  if (wanting.length > 1) report('only one element may have focus_on_load', at);
}
