import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { REPORT_NAMES, REPORTS, type ReportName } from '../../helpdesk/fleet/reports.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { type CommandRow, plainWord } from './command-table.ts';
import type { NotUnderstood } from './interpretation.ts';
import type { Token } from './tokenize.ts';
import { notUnderstoodReply, type ParseResult } from './with-device.ts';

const NAMES = REPORT_NAMES.map((name) => [plainWord(name), name] as const);

/** Of a beginning, so that a word such as "not" alone names nothing. */
const SHORTEST = 5;

/** Words of a report's title, or of a sentence about it, that do not tell it from others. */
const FILLERS: ReadonlySet<string> = new Set(
  'a an are been device devices for has have is library mac macs per person people that the version versions which with'.split(
    ' ',
  ),
);

/** What people ask for instead of a report, where there is none of it: the opposite of one. */
const OPPOSITES: readonly { readonly of: ReportName; readonly asked: RegExp; readonly way: string }[] = [
  {
    of: 'filevault-off',
    asked: /^(?:filevault|fv)\W*(?:on|enabled)\b|^encrypted\b/i,
    way: 'find filevault:on',
  },
  { of: 'not-seen', asked: /^(?:recently\s+)?seen\b/i, way: 'find seen:<14d' },
  { of: 'os-below', asked: /^os\W*(?:above|over|newer|from|since|>)/i, way: 'report by-os' },
  { of: 'unassigned', asked: /^assigned\b/i, way: 'find user:dana' },
  { of: 'failing-items', asked: /^(?:passing|ok|successful)\W*items?\b/i, way: 'report failing-items' },
];

/** `report`, `report not-seen 30`, `report not seen for 2 weeks`, `report os below 15.3`, a report's title. */
export function readReport(command: CommandRow, tokens: readonly Token[]): ParseResult {
  if (tokens.length === 0) return { reading: { kind: 'report', report: null }, notes: [] };
  const texts = tokens.map((token) => token.text);
  const telling = texts.filter((text) => !FILLERS.has(text.toLowerCase()));
  const opposite = OPPOSITES.find(({ asked }) => asked.test(telling.join(' ')));
  if (opposite) return { reading: noSuchSide(command, texts, opposite), notes: [] };
  const named = [texts, telling].map(nameIn);
  for (const one of named) {
    const argument = one && argumentOf(one);
    if (one && argument !== null)
      return { reading: { kind: 'report', report: { name: one.name, argument } }, notes: [] };
  }
  const known = named.find((one) => one !== null);
  if (known) return { reading: unreadable(command, known), notes: [] };
  const what = tokens.map((token) => token.raw).join(' ');
  const why = mrkdwn`I don't know the report ${code(what)}. Reports are ${REPORT_NAMES.join(', ')}.`;
  return { reading: notUnderstoodReply(command, what, why), notes: [] };
}

function noSuchSide(
  command: CommandRow,
  texts: readonly string[],
  { of, way }: (typeof OPPOSITES)[number],
): NotUnderstood {
  const what = texts.join(' ');
  const only = `report ${[of, REPORTS[of].argument].filter(Boolean).join(' ')}`;
  const why = mrkdwn`There is no report ${code(what)}: ${code(only)} is the opposite.`;
  return { ...notUnderstoodReply(command, what, why), nearest: way, example: way };
}

function unreadable(command: CommandRow, { name, rest }: Named): NotUnderstood {
  const { argument } = REPORTS[name];
  const form = `report ${name}${argument ? ` ${argument}` : ''}`;
  const why =
    argument === null
      ? mrkdwn`${code(`report ${name}`)} takes nothing after it.`
      : mrkdwn`I can't read ${code(rest)} after ${code(`report ${name}`)}.`;
  return { ...notUnderstoodReply(command, rest, why), nearest: form, example: form };
}

/** A report, and what was typed after its name. */
interface Named {
  readonly name: ReportName;
  readonly rest: string;
}

const argumentOf = ({ name, rest }: Named): string | null =>
  rest === '' ? (REPORTS[name].argument ?? '') : REPORTS[name].read(rest);

/** The report that the first words name, as it is called, nearly, or by its beginning, and what comes after them. */
function nameIn(texts: readonly string[]): Named | null {
  for (const find of [exactly, nearly, byItsBeginning])
    for (let words = Math.min(texts.length, 3); words > 0; words -= 1) {
      const name = find(plainWord(texts.slice(0, words).join('')));
      if (name !== undefined) return { name, rest: texts.slice(words).join(' ') };
    }
  // "models", "OS versions".
  const [part = '', ...others] = texts;
  const ofGroup = [part, part.replace(/s$/i, '')].map((one) => exactly(`by${plainWord(one)}`));
  const name = others.length === 0 ? ofGroup.find((one) => one !== undefined) : undefined;
  return name === undefined ? null : { name, rest: '' };
}

const exactly = (typed: string): ReportName | undefined => NAMES.find(([plain]) => plain === typed)?.[1];

/** "filevault", "failing", where one report alone begins so. */
function byItsBeginning(typed: string): ReportName | undefined {
  const begun = NAMES.filter(([plain]) => typed.length >= SHORTEST && plain.startsWith(typed));
  return begun.length === 1 ? begun[0]?.[1] : undefined;
}

function nearly(typed: string): ReportName | undefined {
  const plains = NAMES.map(([plain]) => plain);
  return exactly(likelyMatch(typed, plains) ?? '');
}
