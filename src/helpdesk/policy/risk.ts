import type { OperationName, Right } from '../operation.ts';
import { operations } from '../operations/index.ts';
import type { Risk } from '../operations/operation.ts';
import type { Policy, Question } from '../policy.ts';
import { foldCase } from '../text.ts';

/** How much harm each operation can do, as the catalogue says: the class by which a policy rule may name it. */
export const RISK = Object.fromEntries(operations.map(({ name, risk }) => [name, risk])) as Readonly<
  Record<OperationName, Risk>
>;

/** What a rule may write in place of single operations and rights. */
export const OPERATION_CLASSES = [
  'lookup',
  'routine',
  'disruptive',
  'maintenance',
  'severe',
  'irreversible',
  'secret',
] as const;
export type OperationClass = (typeof OPERATION_CLASSES)[number];

/** The classes of changes: all but looking something up. */
export const CHANGE_CLASSES: readonly Risk[] = OPERATION_CLASSES.filter((name) => name !== 'lookup');

/** Classes that need an approval by another human, whatever the policy says. */
const FLOOR: ReadonlySet<string> = new Set(['irreversible']);

/** Classes of which only a known person can approve: named by user id, or long enough in a group that the policy names. */
const BY_KNOWN_PEOPLE: ReadonlySet<string> = new Set(['irreversible', 'secret']);

export const needsApproval = (classes: readonly string[]): boolean => classes.some((name) => FLOOR.has(name));

export const needsKnownApprover = (classes: readonly string[]): boolean =>
  classes.some((name) => BY_KNOWN_PEOPLE.has(name));

/** Classes of which an approver hears of every own decision at once; of the others once a day. */
const HEARD_AT_ONCE: ReadonlySet<string> = new Set(['severe', 'irreversible', 'secret']);

/** Whether someone who decides on these operations hears of it at once, so that a stolen account is noticed. */
export const isHeardAtOnce = (
  operations: readonly OperationName[],
  risks: Readonly<Record<string, string>> = RISK,
): boolean => operations.some((name) => HEARD_AT_ONCE.has(risks[name] ?? ''));

/** Classes of which one human has only so many unfinished requests that have not left. */
const DANGEROUS: ReadonlySet<string> = new Set(['severe', 'irreversible', 'secret']);

/** So many at most. */
export const MOST_DANGEROUS = 10;

export const isDangerous = (operations: readonly OperationName[]): boolean =>
  operations.some((name) => DANGEROUS.has(RISK[name]));

/** Every tag, folded, that any rule of the policy names: changing one of these changes what people may do. */
export function namedTags(policy: Policy): ReadonlySet<string> {
  return new Set(policy.rules.flatMap((rule) => rule.devices?.tags ?? []).map(foldCase));
}

/** Those of the touched tags that the policy names; `null` when it is unknown and some could be. */
export function touchedNamedTags(policy: Policy, question: Asked): readonly string[] | null {
  if (question.operation !== 'edit-tags') return [];
  const named = namedTags(policy);
  const touched = question.tagsTouched ?? null;
  if (touched === null) return named.size === 0 ? [] : null;
  return touched.filter((tag) => named.has(foldCase(tag)));
}

type Asked = Pick<Question, 'operation' | 'tagsTouched'>;

/** The risk of one change: changing a tag that any rule names, or might name, is disruptive. */
export function riskOf(policy: Policy, question: Asked & { readonly operation: OperationName }): Risk {
  const tags = touchedNamedTags(policy, question);
  return tags === null || tags.length > 0 ? 'disruptive' : RISK[question.operation];
}

const isOperation = (name: OperationName | Right): name is OperationName => Object.hasOwn(RISK, name);

/**
 * The classes that a question falls into. A change of a named tag is in two, `routine` and `disruptive`: a refusal or a
 * requirement of either binds it, and both must be allowed. That is why a new `refuse` can never make it easier.
 */
export function classesOf(policy: Policy, question: Asked): readonly OperationClass[] {
  const { operation } = question;
  if (operation === 'lookup' || operation === 'lookup-own') return ['lookup'];
  if (!isOperation(operation)) return [];
  const own = RISK[operation];
  const asked = riskOf(policy, { ...question, operation });
  return own === asked ? [own] : [own, asked];
}
