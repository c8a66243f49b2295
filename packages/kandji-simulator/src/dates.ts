/** The three ways in which Kandji writes a time. All take epoch milliseconds; `null` becomes `""`. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-03-02T08:14:55.120431Z` */
export function isoZulu(at: number | null): string {
  return at === null ? '' : `${withMicroseconds(at)}Z`;
}

/** `2026-03-02T08:14:55.120431+00:00`, met on some device records in 2026. */
export function isoOffset(at: number | null): string {
  return at === null ? '' : `${withMicroseconds(at)}+00:00`;
}

/** `2026-03-02T08:14:50Z`: the status endpoint has no fraction. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2026-01-14 09:21:07.553201+00:00`: enrolment dates. */
export function spaced(at: number | null): string {
  return isoOffset(at).replace('T', ' ');
}

/** `2026-01-14 09:24:18+00:00`: agent installation, Apple Business Manager. */
export function spacedSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}

/** `2026-01-14 09:21:33 +0000`: installed profiles. */
export function spacedZone(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}

/** `3 weeks ago`, as `time_since_boot` says it. */
export function ago(duration: number): string {
  const steps = [
    ['week', 7 * DAY],
    ['day', DAY],
    ['hour', HOUR],
    ['minute', MINUTE],
  ] as const;
  for (const [word, size] of steps) {
    const count = Math.floor(duration / size);
    if (count >= 1) return `${count} ${word}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

function withMicroseconds(at: number): string {
  const below = String(Math.abs(Math.floor(at) * 7919) % 1000).padStart(3, '0');
  return `${new Date(at).toISOString().slice(0, -1)}${below}`;
}
