import type { OperationName, Right } from '../../helpdesk/operation.ts';
import type { Operation } from '../../helpdesk/operations/operation.ts';
import type { Ports } from '../../helpdesk/ports.ts';
import type { HelpTopic, Interpretation, ListedPanel } from './interpretation.ts';

/** One typed form: what parses it is what help shows. */
export interface CommandRow {
  readonly topic: HelpTopic;
  readonly kind: Interpretation['kind'];
  /** Words that call it, lower case and without `-`; the first is the one that help shows. */
  readonly verbs: readonly string[];
  /** May stand after the device: `C02XG… lost`. */
  readonly mayComeLast: boolean;
  readonly form: string;
  readonly does: string;
  readonly example: string;
  /** Any one of these is needed; empty: everybody. */
  readonly needs: readonly (OperationName | Right)[];
  /** Shown by `help <topic>` below the form. */
  readonly more: readonly string[];
  /** What a command of the kind `operation` starts. */
  readonly operation?: OperationName;
  readonly narrowed?: NarrowedRow;
}

/** What of a row is said otherwise to someone who may not do all of it. */
export type NarrowedRow = (
  may: (permission: OperationName | Right) => boolean,
) => Partial<Pick<CommandRow, 'form' | 'does' | 'example' | 'more'>>;

/**
 * Rights that lead nowhere here, for everyone who holds them: without a channel for cases no one reports a lost device, and where nothing is read in
 * the background there are no watches and no device index.
 */
export const rightsTurnedOff = ({
  policies,
  background,
}: Pick<Ports, 'policies' | 'background'>): readonly Right[] => [
  ...(policies.current()?.cases == null ? (['report-own-lost', 'take-case'] as const) : []),
  ...(background.share === 0 ? (['watch', 'report'] as const) : []),
];

/** For whom commands are shown. */
interface CommandUser {
  /** Every right and operation that they hold on some device. */
  readonly held: readonly (OperationName | Right)[];
  readonly turnedOff: readonly Right[];
}

/** The rows that a person is offered, with no more than they may. */
export function rowsFor(
  rows: readonly CommandRow[],
  { held, turnedOff }: CommandUser,
): readonly CommandRow[] {
  const may = (permission: OperationName | Right) =>
    held.includes(permission) && !turnedOff.some((right) => right === permission);
  return rows
    .filter(({ needs }) => needs.length === 0 || needs.some(may))
    .map((row) => ({ ...row, ...row.narrowed?.(may) }));
}

/** What works for someone's own device, too, where they look up no others. */
const ON_OWN_DEVICE: readonly CommandRow['kind'][] = ['find-anything', 'panel', 'can'];

/**
 * The rows that work for a person: those of {@link rowsFor}, and what no one needs to be offered: their own requests, and what looks at
 * their own device.
 */
export function workingRows(rows: readonly CommandRow[], person: CommandUser): readonly CommandRow[] {
  const offered = rowsFor(rows, person);
  const isOnlyOwn = !person.held.includes('lookup') && person.held.includes('lookup-own');
  const works = ({ kind, needs }: CommandRow) =>
    kind === 'requests' || (isOnlyOwn && ON_OWN_DEVICE.includes(kind) && needs.includes('lookup'));
  return rows.flatMap(
    (row) =>
      offered.find(({ verbs }) => verbs === row.verbs) ??
      (works(row) ? { ...row, ...row.narrowed?.(() => false) } : []),
  );
}

/** A panel of a device. */
export function panel(
  topic: ListedPanel,
  verbs: readonly string[],
  does: string,
  device: string,
  needs: CommandRow['needs'] = ['lookup'],
): CommandRow {
  return {
    topic,
    kind: 'panel',
    verbs,
    mayComeLast: true,
    form: `${topic} <device>`,
    does,
    example: `${topic} ${device}`,
    needs,
    more: ['The device can be typed in any way that `<anything>` understands, before or after the word.'],
  };
}

/** A device of the examples on which this can be done. */
export const exampleDevice = (platforms: readonly string[]): string =>
  platforms.includes('Mac') ? 'H4TX90QLM2' : 'J9K2L7PQ4R';

/** An operation that has a command of its own; what people call it is in the catalogue. */
export function operationRow({
  name,
  title,
  aliases,
  menu,
  phrase,
  platforms,
}: Operation<OperationName>): CommandRow {
  const verb = aliases[0] ?? name;
  return {
    topic: menu === 'keys' ? 'keys' : 'actions',
    kind: 'operation',
    verbs: aliases,
    mayComeLast: true,
    form: `${verb} <device>`,
    // A title that is only a verb.
    does: phrase.link === ' ' ? `${title} a device` : title,
    example: `${verb} ${exampleDevice(platforms)}`,
    needs: [name],
    more: [],
    operation: name,
  };
}
