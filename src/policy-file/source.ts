import { isCollection, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** A policy file's text as a tree that knows its lines, with a place to complain. */
export interface YamlSource {
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
export function openYaml(text: string): YamlSource {
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
    problems: () => (found.length === 0 ? [] : distinct([...found, ...commentedValues(text)])),
  };
}

function readTree(
  text: string,
  lines: LineCounter,
  complainAt: (offset: number, message: string) => void,
  complain: YamlSource['complain'],
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

/** A `#` that was meant to begin a value, most likely a channel's name. Told only where something is wrong anyway. */
const commentedValues = (text: string): readonly Problem[] =>
  text.split('\n').flatMap((line, index) => {
    const found = /^[^'"#]*:\s+(?=#[^\s#])/.exec(line);
    if (found === null) return [];
    const message =
      'In YAML a # begins a comment, so this value is missing: put it in quotes, or give a channel by its id (C… or G…).';
    return [{ line: index + 1, column: found[0].length + 1, message }];
  });

function forbidTricks(node: unknown, complain: YamlSource['complain']): void {
  if (typeof node !== 'object' || node === null || !('range' in node)) return;
  const one = node as Node & { anchor?: string; source?: string };
  if ('source' in one && !isCollection(one) && !('value' in one)) {
    complain(one, 'An alias (“*…”) is not allowed here: write it out, so that everybody can read it.');
  }
  if (one.anchor !== undefined) {
    complain(one, 'An anchor (“&…”) is not allowed here: write it out where it is used.');
  }
  if (one.tag !== undefined) complain(one, 'A YAML tag (“!…”) is not allowed here: leave it out.');
}

function say(fault: { readonly code: string; readonly message: string }): string {
  if (fault.code === 'DUPLICATE_KEY') return 'This key stands here twice: keep one of them.';
  if (fault.code === 'MULTIPLE_DOCS')
    return 'A second YAML document (“---”) starts here: a policy is one document.';
  if (fault.code === 'TAB_AS_INDENT') return 'A tab cannot indent YAML: use spaces.';
  return `This is not valid YAML: ${Object.hasOwn(YAML_FAULTS, fault.code) ? YAML_FAULTS[fault.code] : 'it cannot be read from here on'}.`;
}

/** The parser's own sentences quote the file (yaml docs, "Errors"); these only say what its codes mean. */
const YAML_FAULTS: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'a backslash in double quotes starts an escape that does not exist',
  BAD_INDENT: 'this line is indented differently from its neighbors, or a bracket is not closed',
  BAD_SCALAR_START: 'a word cannot start with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a map cannot start on this line: begin a new one after the colon',
  BLOCK_IN_FLOW: 'a list with dashes cannot be inside of brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MISSING_CHAR: 'a colon, comma, quote or bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line and end with a colon',
  TAG_RESOLVE_FAILED: 'a tag (“!…”) is not known',
  UNEXPECTED_TOKEN: 'this does not belong here',
};

function distinct(found: readonly Problem[]): readonly Problem[] {
  const once = new Map(found.map((one) => [`${one.line}:${one.column}:${one.message}`, one]));
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * What is wrong with a policy file, where (both from 1), in one sentence. The sentence is logged, stored and posted to Slack, and the
 * file may be an env file by mistake: it never quotes the file, only words that the schema knows.
 */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One line as editors and terminals understand it: `policy.yml:18:5 Unknown key in rule 2: did you mean “operations”?` */
export const problemText = (file: string, problem: Problem): string =>
  `${file}:${problem.line}:${problem.column} ${problem.message}`;

/** The first few problems in one paragraph that names the file once, for a log line or a message in Slack. */
export function summarizeProblems(file: string, problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, 3)
    .map((one, index) => (index === 0 ? problemText(file, one) : `Line ${one.line}: ${one.message}`));
  const left = problems.length - shown.length;
  const more = left > 0 ? ` And ${left} more: \`policy check\` lists all of them.` : '';
  return `${shown.join(' ')}${more}`;
}
