/** One number that was measured, and the goal where there is one. */
export interface Figure {
  readonly name: string;
  /** `null`: it could not be measured here, or is a text. */
  readonly amount: number | null;
  /** How an amount is written; without one, what there is to say. */
  show(amount: number): string;
  /** Such as `≤ 1.15`. */
  readonly goal?: string;
  meets?(amount: number): boolean;
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

export const figure = (name: string, amount: number, show: Figure['show']): Figure => ({
  name,
  amount,
  show,
});

/** Something that is said instead of a number. */
export const remark = (name: string, text: string): Figure => ({ name, amount: null, show: () => text });

export const atMost = (name: string, amount: number, most: number, show: Figure['show']): Figure => ({
  ...figure(name, amount, show),
  goal: `≤ ${most}`,
  meets: (measured) => measured <= most,
});

export const atLeast = (name: string, amount: number, least: number, show: Figure['show']): Figure => ({
  ...figure(name, amount, show),
  goal: `≥ ${least.toLocaleString('en')}`,
  meets: (measured) => measured >= least,
});

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;

export const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** @returns how a ratio is written, with so many digits */
export const ratio =
  (digits = 2) =>
  (value: number): string =>
    value.toFixed(digits);
