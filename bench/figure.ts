/** One line of the table: what was measured, and the goal where there is one. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** Such as `≤ 1.15`. */
  readonly goal?: string;
  readonly met?: boolean;
}

/** Figures that belong together, measured in one go. */
export interface Measurement {
  /** What is typed to measure it alone. */
  readonly name: string;
  readonly title: string;
  run(): Promise<readonly Figure[]>;
}

/** The middle value; of an even number the upper of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const atMost = (name: string, value: number, most: number, shown: string): Figure => ({
  name,
  value: shown,
  goal: `≤ ${most}`,
  met: value <= most,
});

export const atLeast = (name: string, value: number, least: number, shown: string): Figure => ({
  name,
  value: shown,
  goal: `≥ ${least.toLocaleString('en')}`,
  met: value >= least,
});

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
