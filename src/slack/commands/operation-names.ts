import { likelyMatch } from '../../helpdesk/closest-match.ts';
import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { operations } from '../../helpdesk/operations/index.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { notOffered, plainWord } from './command-table.ts';
import type { Token } from './tokenize.ts';

const NAMES: readonly (OperationName | Right)[] = [...OPERATION_NAMES, ...RIGHTS];

/** What people say instead of a name, without spaces and `-`. Operations bring their own words. */
const ALIASES: ReadonlyMap<string, OperationName | Right> = new Map<string, OperationName | Right>([
  ...operations.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name] as const)),
  ['location', 'see-location'],
  ['history', 'read-history'],
  ['requests', 'see-requests'],
  ['notes', 'see-notes'],
  ['find', 'lookup'],
  ['mine', 'lookup-own'],
]);

export type OperationArguments =
  | {
      readonly kind: 'read';
      readonly operation: OperationName | Right;
      readonly rest: readonly Token[];
      readonly notes: readonly Mrkdwn[];
    }
  | { readonly kind: 'missing'; readonly what: string }
  | { readonly kind: 'not-in-slack' | 'unknown'; readonly what: string };

/** Reads an operation's name from the first words; as many words as fit, exact names before near ones. */
export function parseOperation(tokens: readonly Token[]): OperationArguments {
  const [first] = tokens;
  if (first === undefined) return { kind: 'missing', what: 'can' };
  const lengths = [5, 4, 3, 2, 1].filter((length) => length <= tokens.length);
  for (const read of [exactName, nearName])
    for (const length of lengths) {
      const typed = plainWord(
        tokens
          .slice(0, length)
          .map((token) => token.raw)
          .join(''),
      );
      const operation = read(typed);
      if (operation !== null) return answer(operation, tokens.slice(length), read === nearName);
    }
  const kind = notOffered(first.text) === null ? 'unknown' : 'not-in-slack';
  return { kind, what: first.raw };
}

function exactName(typed: string): OperationName | Right | null {
  return ALIASES.get(typed) ?? NAMES.find((name) => plainWord(name) === typed) ?? null;
}

const nearName = (typed: string): OperationName | Right | null => likelyMatch(typed, NAMES, plainWord);

const answer = (
  operation: OperationName | Right,
  rest: readonly Token[],
  near: boolean,
): OperationArguments => ({
  kind: 'read',
  operation,
  rest,
  notes: near ? [mrkdwn`I read it as ${code(operation)}.`] : [],
});
