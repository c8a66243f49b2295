import { isCollection, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Problem } from './problem.ts';

/** A policy file's text as a tree that knows its lines, with a place to complain. */
export interface Source {
  /** `null`: empty, or so broken that there is no tree to look at. */
  readonly root: Node | null;
  /** `node`: where; `null` is the top of the file. */
  complain(node: Node | null, message: string): void;
  line(node: Node): number;
  /** In the order of the file. */
  problems(): readonly Problem[];
}

const MOST_CHARACTERS = 256 * 1024;

/** Reads YAML 1.2 and refuses what can hide something from a reader: anchors, aliases, tags, a second document. */
export function openSource(text: string): Source {
  const lines = new LineCounter();
  const found: Problem[] = [];
  const complainAt = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    found.push({ line: Math.max(line, 1), column: Math.max(col, 1), message });
  };
  const complain = (node: Node | null, message: string) => complainAt(node?.range?.[0] ?? 0, message);
  return {
    root: readTree(text, lines, complainAt, complain),
    complain,
    line: (node) => Math.max(lines.linePos(node.range?.[0] ?? 0).line, 1),
    problems: () => distinct(found),
  };
}

function readTree(
  text: string,
  lines: LineCounter,
  complainAt: (offset: number, message: string) => void,
  complain: Source['complain'],
): Node | null {
  if (text.length > MOST_CHARACTERS) {
    complainAt(0, 'The file is larger than 256 KB: that is no policy.');
    return null;
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
    for (const fault of [...document.errors, ...document.warnings]) complainAt(fault.pos[0], say(fault));
    visit(document, (_, node) => forbidTricks(node, complain));
    if (document.errors.some((fault) => fault.code !== 'DUPLICATE_KEY')) return null;
    if (document.contents === null) complainAt(0, 'The file is empty, so nothing would be allowed.');
    return document.contents;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    complainAt(0, 'The file is nested too deeply to be a policy.');
    return null;
  }
}

function forbidTricks(node: unknown, complain: Source['complain']): void {
  if (typeof node !== 'object' || node === null || !('range' in node)) return;
  const one = node as Node & { anchor?: string; source?: string };
  if ('source' in one && !isCollection(one) && !('value' in one)) {
    complain(
      one,
      `The alias “*${one.source}” is not allowed here: write it out, so that everybody can read it.`,
    );
  }
  if (one.anchor !== undefined) {
    complain(one, `The anchor “&${one.anchor}” is not allowed here: write it out where it is used.`);
  }
  if (one.tag !== undefined) complain(one, `The YAML tag “${one.tag}” is not allowed here: leave it out.`);
}

function say(fault: { readonly code: string; readonly message: string }): string {
  if (fault.code === 'DUPLICATE_KEY') return 'This key stands here twice: keep one of them.';
  if (fault.code === 'MULTIPLE_DOCS')
    return 'A second YAML document (“---”) starts here: a policy is one document.';
  if (fault.code === 'TAB_AS_INDENT') return 'A tab cannot indent YAML: use spaces.';
  const first = fault.message.split('\n')[0] ?? '';
  return `This is not valid YAML: ${first}${/[.!?]$/.test(first) ? '' : '.'}`;
}

function distinct(found: readonly Problem[]): readonly Problem[] {
  const once = new Map(found.map((one) => [`${one.line}:${one.column}:${one.message}`, one]));
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
