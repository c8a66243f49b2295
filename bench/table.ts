import { type Figure, median } from './figure.ts';

/**
 * What several runs of one measurement gave, as aligned lines: name, median, range, goal, ✓ or ✗. Only the median has to meet the
 * goal.
 */
export function table(title: string, runs: readonly (readonly Figure[])[]): string {
  const rows = (runs[0] ?? []).map((first) => {
    const amounts = runs.flatMap((figures) => figures.find(({ name }) => name === first.name)?.amount ?? []);
    const middle = median(amounts);
    const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
    const range = amounts.length < 2 || least === most ? '' : `${first.show(least)} – ${first.show(most)}`;
    const goal = first.goal === undefined ? '' : `${first.meets?.(middle) ? '✓' : '✗'} goal ${first.goal}`;
    return [first.name, first.show(middle), range, goal] as const;
  });
  const widest = (column: 0 | 1 | 2) => Math.max(0, ...rows.map((row) => row[column].length));
  const lines = rows.map(([name, value, range, goal]) =>
    `  ${name.padEnd(widest(0))}  ${value.padStart(widest(1))}  ${range.padEnd(widest(2))}  ${goal}`.trimEnd(),
  );
  return `\n${title}\n${lines.join('\n')}\n`;
}
