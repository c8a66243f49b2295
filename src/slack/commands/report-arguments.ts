import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { REPORT_NAMES, REPORTS, type ReportName } from '../../helpdesk/fleet/reports.ts';
import { code, mrkdwn } from '../block-kit/text.ts';
import { type CommandRow, plainWord } from './command-table.ts';
import type { Token } from './tokenize.ts';
import { notUnderstoodReply, type ParseResult } from './with-device.ts';

const NAMES = REPORT_NAMES.map((name) => [plainWord(name), name] as const);

/** Of a beginning, so that a word such as "not" alone names nothing. */
const SHORTEST = 5;

/** `report`, `report not-seen 30`, `report not seen 30 days`, `report os below 15.3`. */
export function readReport(command: CommandRow, tokens: readonly Token[]): ParseResult {
  if (tokens.length === 0) return { reading: { kind: 'report', report: null }, notes: [] };
  const named = nameIn(tokens.map((token) => token.text));
  if (named !== null) {
    const { name, rest } = named;
    const { argument, read } = REPORTS[name];
    const meant = rest === '' ? (argument ?? '') : read(rest);
    if (meant !== null) return { reading: { kind: 'report', report: { name, argument: meant } }, notes: [] };
    const form = `report ${name}${argument ? ` ${argument}` : ''}`;
    const why =
      argument === null
        ? mrkdwn`${code(`report ${name}`)} takes nothing after it.`
        : mrkdwn`I can't read ${code(rest)} after ${code(`report ${name}`)}.`;
    return {
      reading: { ...notUnderstoodReply(command, rest, why), nearest: form, example: form },
      notes: [],
    };
  }
  const what = tokens.map((token) => token.raw).join(' ');
  const why = mrkdwn`I don't know the report ${code(what)}. Reports are ${REPORT_NAMES.join(', ')}.`;
  return { reading: notUnderstoodReply(command, what, why), notes: [] };
}

/** The report that the first words name, as it is called, nearly, or by its beginning, and what comes after them. */
function nameIn(texts: readonly string[]): { readonly name: ReportName; readonly rest: string } | null {
  for (const find of [exactly, nearly, byItsBeginning])
    for (let words = Math.min(texts.length, 3); words > 0; words -= 1) {
      const name = find(plainWord(texts.slice(0, words).join('')));
      if (name !== undefined) return { name, rest: texts.slice(words).join(' ') };
    }
  return null;
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
