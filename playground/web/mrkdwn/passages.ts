import { decode } from './entities.ts';
import { readInline } from './inline.ts';
import type { Inline, Passage } from './node.ts';

const BULLET = /^\s*[•◦▪] +/;
const QUOTE = /^(?:>|&gt;) ?/;

/** Reads mrkdwn into passages: paragraphs, quotes, bullet lists and preformatted text. */
export function readMrkdwn(text: string): Passage[] {
  return text.split(/```/).flatMap((part, index, parts) => {
    if (index % 2 === 0) return readLines(trimAroundFence(part, index, parts.length));
    const closed = index < parts.length - 1;
    return closed ? [preformatted(part)] : readLines(`\`\`\`${part}`);
  });
}

function trimAroundFence(part: string, index: number, count: number): string {
  const start = index > 0 ? part.replace(/^\n/, '') : part;
  return index < count - 1 ? start.replace(/\n$/, '') : start;
}

function preformatted(part: string): Passage {
  return { kind: 'pre', text: decode(part.replace(/^\n/, '').replace(/\n$/, '')) };
}

function readLines(text: string): Passage[] {
  if (text === '') return [];
  const passages: Passage[] = [];
  for (const run of runs(text.split('\n'))) passages.push(passage(run.kind, run.lines));
  return passages;
}

type RunKind = 'paragraph' | 'bullets' | 'quote';

function runs(lines: readonly string[]): { kind: RunKind; lines: string[] }[] {
  const found: { kind: RunKind; lines: string[] }[] = [];
  for (const line of lines) {
    const kind = QUOTE.test(line) ? 'quote' : BULLET.test(line) ? 'bullets' : 'paragraph';
    const last = found.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else found.push({ kind, lines: [line] });
  }
  return found;
}

function passage(kind: RunKind, lines: readonly string[]): Passage {
  if (kind === 'quote') {
    return { kind, inside: readLines(lines.map((line) => line.replace(QUOTE, '')).join('\n')) };
  }
  if (kind === 'bullets') return { kind, items: lines.map((line) => readInline(line.replace(BULLET, ''))) };
  return { kind, inside: lines.flatMap((line, index) => withBreak(readInline(line), index)) };
}

function withBreak(nodes: readonly Inline[], index: number): readonly Inline[] {
  return index === 0 ? nodes : [{ kind: 'break' }, ...nodes];
}
