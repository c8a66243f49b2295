import { OPERATION_NAMES, type OperationName, RIGHTS, type Right } from '../../helpdesk/operation.ts';
import { closestMatches } from '../../helpdesk/search/suggestions.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { NOT_IN_SLACK, plainWord } from './command-table.ts';
import type { Token } from './tokenize.ts';

const NAMES: readonly (OperationName | Right)[] = [...OPERATION_NAMES, ...RIGHTS];

/** What people say instead of an operation's name, without spaces and `-`. */
const ALSO: Readonly<Record<string, OperationName | Right>> = {
  assettag: 'set-asset-tag',
  asset: 'set-asset-tag',
  assign: 'assign-user',
  user: 'assign-user',
  clearuser: 'assign-user',
  tags: 'edit-tags',
  tag: 'edit-tags',
  addtag: 'edit-tags',
  removetag: 'edit-tags',
  blueprint: 'set-blueprint',
  move: 'set-blueprint',
  moveblueprint: 'set-blueprint',
  lost: 'enable-lost-mode',
  lostmode: 'enable-lost-mode',
  lostmodeon: 'enable-lost-mode',
  turnonlostmode: 'enable-lost-mode',
  lostmodeoff: 'disable-lost-mode',
  turnofflostmode: 'disable-lost-mode',
  sound: 'play-lost-mode-sound',
  playsound: 'play-lost-mode-sound',
  location: 'see-location',
  locate: 'update-location',
  push: 'blank-push',
  checkin: 'daily-check-in',
  history: 'read-history',
  requests: 'see-requests',
  find: 'lookup',
  mine: 'lookup-own',
};

export type OperationArguments =
  | {
      readonly kind: 'read';
      readonly operation: OperationName | Right;
      readonly rest: readonly Token[];
      /** A right that is held or not, whatever the device. */
      readonly withoutDevice: boolean;
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
  const kind = Object.hasOwn(NOT_IN_SLACK, plainWord(first.text)) ? 'not-in-slack' : 'unknown';
  return { kind, what: first.raw };
}

function exactName(typed: string): OperationName | Right | null {
  if (Object.hasOwn(ALSO, typed)) return ALSO[typed] ?? null;
  return NAMES.find((name) => plainWord(name) === typed) ?? null;
}

function nearName(typed: string): OperationName | Right | null {
  const plain = closestMatches(typed, NAMES.map(plainWord));
  return plain === null ? null : (NAMES.find((name) => plainWord(name) === plain) ?? null);
}

const answer = (
  operation: OperationName | Right,
  rest: readonly Token[],
  near: boolean,
): OperationArguments => ({
  kind: 'read',
  operation,
  rest,
  withoutDevice: RIGHTS.some((right) => right === operation),
  notes: near ? [mrkdwn`I read it as ${code(operation)}.`] : [],
});
