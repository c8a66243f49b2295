import { codePoints, isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';
import { newReport, type Problem, type Report, worded } from './problem.ts';
import { walkBlocks } from './walk-blocks.ts';

/** Slack truncates a new message's text; an update over this is refused with `msg_too_long`. */
const MAX_UPDATE_TEXT = 4000;
/** What a new message's text is cut to. */
export const MAX_TEXT = 40_000;
const MAX_BLOCKS_PAYLOAD = 13_200;
const MAX_MARKDOWN = 12_000;
const MAX_TABLE = 10_000;
const MAX_ATTACHMENTS = 100;

/** Everything Slack would refuse about a message (`text`, `blocks`, `attachments`). */
export function messageProblems(payload: JsonObject, how: { update?: boolean } = {}): Problem[] {
  const { report, problems } = newReport();
  const text = stringOf(payload.text) ?? '';
  const blocks = payload.blocks;
  if (how.update === true && codePoints(text) > MAX_UPDATE_TEXT) {
    report(`must be less than ${MAX_UPDATE_TEXT + 1} characters`, '/text', 'msg_too_long');
  }
  if (blocks !== undefined && blocks !== null) {
    walkBlocks('message', blocks, '/blocks', report);
    if (Array.isArray(blocks)) checkWhole(blocks, report);
  }
  if (Array.isArray(payload.attachments) && payload.attachments.length > MAX_ATTACHMENTS) {
    report(`no more than ${MAX_ATTACHMENTS} items allowed`, '/attachments', 'too_many_attachments');
  }
  return problems;
}

/** `messageProblems` in Slack's words: for the unit tests of cards. */
export function checkMessage(payload: unknown, how: { update?: boolean } = {}): string[] {
  if (!isObject(payload)) return ['must provide an object'];
  return messageProblems(payload, how).map(worded);
}

function checkWhole(blocks: unknown[], report: Report): void {
  if (codePoints(JSON.stringify(blocks)) > MAX_BLOCKS_PAYLOAD) {
    report(
      `blocks must be less than ${MAX_BLOCKS_PAYLOAD + 1} characters in all`,
      '/blocks',
      'msg_blocks_too_long',
    );
  }
  const all = objectsOf(blocks).flatMap((block) => [block, ...objectsOf(block.child_blocks)]);
  const tables = all.filter((block) => block.type === 'table' || block.type === 'data_table');
  if (tables.length > 1) report('only one table allowed', '/blocks', 'only_one_table_allowed');
  if (tables.some((table) => lettersIn(table.rows) > MAX_TABLE)) {
    report(`table cells must be less than ${MAX_TABLE + 1} characters in all`, '/blocks');
  }
  const markdown = all.filter((block) => block.type === 'markdown');
  if (lettersIn(markdown.map((block) => block.text)) > MAX_MARKDOWN) {
    report(`markdown must be less than ${MAX_MARKDOWN + 1} characters in all`, '/blocks');
  }
}

/** Every string under `text`, and bare strings, counted. */
function lettersIn(value: unknown): number {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + lettersIn(item), 0);
  if (!isObject(value)) return 0;
  return lettersIn(value.text ?? value.elements);
}
