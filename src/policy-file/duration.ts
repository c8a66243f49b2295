const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 30 * 86_400_000;

/** `30m`, `4h` or `2d` in milliseconds; `null` for anything else, for none at all and for more than 30 days. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  return ms > 0 && ms <= LONGEST_MS ? ms : null;
}

/** Milliseconds as a policy writes them: the largest unit that needs no fraction. */
export function durationText(ms: number): string {
  const fitting = Object.entries(UNITS).filter(([, unit]) => ms % unit === 0);
  const [name, unit] = fitting.at(-1) ?? ['m', 60_000];
  return `${Math.round(ms / unit)}${name}`;
}
