import type { StatusGroup } from '../../helpdesk/device.ts';
import type { Filter } from './frame.ts';
import { GROUP_LABELS, GROUP_ORDER } from './status-text.ts';

interface Grouped {
  readonly name: string;
  readonly group: StatusGroup;
}

/** Worst group first, then by name. */
export const worstFirst = <Row extends Grouped>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted(
    (one, other) =>
      GROUP_ORDER.indexOf(one.group) - GROUP_ORDER.indexOf(other.group) || one.name.localeCompare(other.name),
  );

/** `all` fits everything. */
export const inGroup = ({ group }: Grouped, filter: string): boolean => filter === 'all' || group === filter;

/** "Everything", then the groups that occur, each with its number. */
export function filtersOf(rows: readonly Grouped[]): readonly Filter[] {
  const groups = GROUP_ORDER.map((group) => ({
    group,
    count: rows.filter((row) => row.group === group).length,
  }));
  return [
    { value: 'all', label: 'Everything' },
    ...groups
      .filter(({ count }) => count > 0)
      .map(({ group, count }) => ({ value: group, label: `${GROUP_LABELS[group]} (${count})` })),
  ];
}
