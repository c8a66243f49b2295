import { CATALOGUE, type OperationName } from './catalogue.ts';
import type { KeyParams } from './keys.ts';
import type { Operation, SecretOperation, Wording } from './operation.ts';

export type { KindOf, OperationName, OperationWithForm, ParamsOf } from './catalogue.ts';

/** One operation with its parameters, as stored in a request. */
export interface Change {
  readonly operation: OperationName;
  readonly params: unknown;
}

export const OPERATION_NAMES = Object.keys(CATALOGUE) as readonly OperationName[];

type NamedOperation = Operation<OperationName>;

/**
 * One operation of the catalogue. Its parameters are `unknown` outside its own file: they come from a form or from the
 * database and pass through `operation.params` first, see {@link bind}.
 */
export const operationNamed = (name: OperationName): NamedOperation =>
  CATALOGUE[name] as unknown as NamedOperation;

export const operations: readonly NamedOperation[] = OPERATION_NAMES.map(operationNamed);

/** The operations that show a key, in the order people see them. */
export const KEY_OPERATIONS = operations.filter(
  (operation): operation is SecretOperation<OperationName> => operation.kind === 'secret',
);

/** A stored or typed change with its operation and its parsed parameters. @throws ZodError with sentences for people */
export function bind(change: Change): { readonly operation: NamedOperation; readonly params: unknown } {
  const operation = operationNamed(change.operation);
  return { operation, params: operation.params.parse(change.params) };
}

/** A stored change in words. What cannot be read any more, or is `forgotten`, is named without its values. */
export function wordingOf(change: Change, forgotten: boolean): Wording {
  const operation = operationNamed(change.operation);
  const { title, label, phrase } = operation;
  if (operation.kind !== 'record')
    return {
      around: phrase.around ?? [`${title}${phrase.link}`, ''],
      title,
      done: phrase.done ?? label,
      value: label,
    };
  const params = operation.params.safeParse(change.params);
  if (params.success && !forgotten) return operation.wording(params.data);
  const what = label.toLowerCase();
  return {
    around: [`change the ${what} of `, ''],
    title: `change ${what}`,
    done: `${label} changed`,
    value: what,
  };
}

/** The first thing that is wrong with what was typed, as a sentence; `null` when nothing is. */
export function problemWith(change: Change): string | null {
  const parsed = operationNamed(change.operation).params.safeParse(change.params);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? "That can't be understood.");
}

/** The key that a request is about, and who sees it; `null` where it is about something else. */
export function keyOf({ changes }: { readonly changes: readonly Change[] }): {
  readonly operation: SecretOperation<OperationName>;
  readonly params: KeyParams;
} | null {
  const [change] = changes;
  const operation = change && operationNamed(change.operation);
  if (!change || operation?.kind !== 'secret') return null;
  return { operation, params: operation.params.parse(change.params) as KeyParams };
}
