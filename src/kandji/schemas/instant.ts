const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads every form in which Kandji writes a time, as epoch milliseconds: `2026-03-02T08:14:55.120431Z`, the same with
 * `+00:00` or without a zone (then UTC), `2026-01-14 09:21:07.553201+00:00`, `2026-01-14 09:21:33 +0000`.
 * Human text such as "3 weeks ago", `""`, `null` and impossible dates give `null` (Kandji API docs; recorded traffic).
 */
export function toInstant(value: unknown): number | null {
  const match = typeof value === 'string' ? FORM.exec(value.trim()) : null;
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  const read = new Date(at);
  const possible =
    read.getUTCDate() === day && read.getUTCHours() === hour && read.getUTCMinutes() === minute;
  if (!possible || read.getUTCFullYear() !== year) return null;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return at + milliseconds - offsetOf(match[8]);
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
