import { code, mrkdwn } from '../block-kit/text.ts';
import type { Command } from './command-table.ts';
import type { Token } from './tokenize.ts';
import { type ParseResult, withDevice } from './with-device.ts';

const ASSET = /^asset(?:[-_]?tag)?$/i;

/** `<device> asset X`: the last `asset` that has a device before it; the rest of the line is the tag. */
export function readUpdate(command: Command, tokens: readonly Token[]): ParseResult {
  const at = tokens.findLastIndex(
    (token, index) => index > 0 && !token.quoted && ASSET.test(token.key ?? token.text),
  );
  const tag = at < 0 ? [] : assetWords(tokens.slice(at));
  const before = at < 0 ? tokens : tokens.slice(0, at);
  const typed = at < 0 ? null : tag.map((token) => token.text).join(' ');
  const read = withDevice(command, before, (query) => ({ kind: 'update', query, assetTag: typed }));
  const empty = typed === '' && !tag.some((token) => token.quoted);
  return empty && read.reading.kind === 'update'
    ? {
        reading: { ...read.reading, assetTag: null },
        notes: [
          ...read.notes,
          mrkdwn`No asset tag stood after ${code('asset')}, so the form shows the present one.`,
        ],
      }
    : read;
}

/** The value after `asset`, `asset tag` or `asset:`. */
function assetWords(tokens: readonly Token[]): readonly Token[] {
  const [first, ...rest] = tokens;
  if (first === undefined) return [];
  if (first.key !== null) return [first, ...rest];
  const [second] = rest;
  return second !== undefined && !second.quoted && rest.length > 1 && second.text.toLowerCase() === 'tag'
    ? rest.slice(1)
    : rest;
}
