import { toText } from './primitives.ts';

const IN_GIGABYTES: Readonly<Record<string, number>> = {
  B: 1e-9,
  BYTES: 1e-9,
  KB: 1e-6,
  MB: 1e-3,
  GB: 1,
  TB: 1000,
  PB: 1_000_000,
};

/** A size with its unit, such as `"494.38 GB"`, in (decimal) gigabytes; `null` without a readable number and unit. */
export function gigabytesOf(value: unknown): number | null {
  const match = /^(\d+(?:[.,]\d+)?)\s*([a-z]+)$/i.exec(toText(value)?.trim() ?? '');
  const factor = IN_GIGABYTES[match?.[2]?.toUpperCase() ?? ''];
  if (factor === undefined) return null;
  return Number(match?.[1]?.replace(',', '.')) * factor;
}

/** Rounded to one decimal, as people read it. */
export function roundGb(gigabytes: number): number {
  return Math.round(gigabytes * 10) / 10;
}
