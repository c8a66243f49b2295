import type { Figure } from './figure.ts';

/** A measurement's figures as aligned lines: name, value, goal, ✓ or ✗. */
export function table(title: string, figures: readonly Figure[]): string {
  const widest = (of: (figure: Figure) => string) =>
    Math.max(0, ...figures.map((figure) => of(figure).length));
  const name = widest((figure) => figure.name);
  const value = widest((figure) => figure.value);
  const lines = figures.map((figure) =>
    [
      `  ${figure.name.padEnd(name)}`,
      figure.value.padStart(value),
      figure.goal === undefined ? '' : `${figure.met ? '✓' : '✗'} goal ${figure.goal}`,
    ]
      .join('  ')
      .trimEnd(),
  );
  return `\n${title}\n${lines.join('\n')}\n`;
}
