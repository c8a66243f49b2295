import { readAngle } from './angle.ts';
import { emojiNamed } from './emoji.ts';
import { decode } from './entities.ts';
import type { Inline } from './node.ts';

const STYLES: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = {
  '*': 'bold',
  _: 'italic',
  '~': 'strike',
};
const WORD = /[\p{L}\p{N}]/u;

interface Found {
  readonly node: Inline;
  /** Where reading goes on. */
  readonly end: number;
}

/** Reads one line of mrkdwn. */
export function readInline(line: string): Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = (): void => {
    if (plain !== '') nodes.push({ kind: 'text', text: decode(plain) });
    plain = '';
  };
  while (at < line.length) {
    const found = markAt(line, at);
    if (found === undefined) {
      plain += line[at];
      at += 1;
    } else {
      flush();
      nodes.push(found.node);
      at = found.end;
    }
  }
  flush();
  return nodes;
}

function markAt(line: string, at: number): Found | undefined {
  const char = line[at] ?? '';
  if (char === '<') return angleAt(line, at);
  if (char === '`') return codeAt(line, at);
  if (char === ':') return emojiAt(line, at);
  const style = STYLES[char];
  return style === undefined ? undefined : styledAt(line, at, char, style);
}

function angleAt(line: string, at: number): Found | undefined {
  const end = line.indexOf('>', at);
  return end < 0 ? undefined : { node: readAngle(line.slice(at + 1, end)), end: end + 1 };
}

function codeAt(line: string, at: number): Found | undefined {
  const end = line.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  return { node: { kind: 'code', text: decode(line.slice(at + 1, end)) }, end: end + 1 };
}

function emojiAt(line: string, at: number): Found | undefined {
  const name = /^:([a-z0-9_+-]+):/.exec(line.slice(at))?.[1];
  const char = name === undefined ? undefined : emojiNamed(name);
  if (name === undefined || char === undefined) return undefined;
  return { node: { kind: 'emoji', char, name }, end: at + name.length + 2 };
}

/** A mark opens after a space or a sign and before a letter, and closes the other way round. */
function styledAt(
  line: string,
  at: number,
  mark: string,
  kind: 'bold' | 'italic' | 'strike',
): Found | undefined {
  if (isWord(line[at - 1]) || isSpace(line[at + 1]) || line[at + 1] === mark) return undefined;
  for (let end = line.indexOf(mark, at + 1); end > 0; end = line.indexOf(mark, end + 1)) {
    if (!isSpace(line[end - 1]) && !isWord(line[end + 1]) && !insideAngle(line, at, end)) {
      return { node: { kind, inside: readInline(line.slice(at + 1, end)) }, end: end + 1 };
    }
  }
  return undefined;
}

function insideAngle(line: string, from: number, at: number): boolean {
  return line.lastIndexOf('<', at) > Math.max(line.lastIndexOf('>', at), from);
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

function isSpace(char: string | undefined): boolean {
  return char === undefined || /\s/.test(char);
}
