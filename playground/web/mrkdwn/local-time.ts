/** How Slack's date tokens read in the reader's own time zone (Slack docs, "Date formatting"). */
export function localTime(at: number, format: string, now: number): string {
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => tokenText(token, at, now) ?? whole);
}

/** The whole instant, for the tooltip. */
export function fullTime(at: number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' }).format(at);
}

/** Such as "16:05". */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at);
}

function tokenText(token: string, at: number, now: number): string | undefined {
  const pretty = token.endsWith('_pretty') ? nearDay(at, now) : undefined;
  if (pretty !== undefined) return pretty;
  // Swedish dates are written 2026-11-23, as Slack's date_num is.
  if (token === 'date_num') return new Intl.DateTimeFormat('sv').format(at);
  const style = STYLES[token.replace('_pretty', '')];
  if (style !== undefined) return new Intl.DateTimeFormat('en', style).format(at);
  if (token === 'ago') return ago(at, now);
  return token === 'time' || token === 'time_secs' ? timeText(token, at) : undefined;
}

const STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_slash: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  date_long_full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  day_divider_pretty: { weekday: 'long', month: 'long', day: 'numeric' },
};

function timeText(token: string, at: number): string {
  const seconds = token === 'time_secs' ? { second: '2-digit' as const } : {};
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', ...seconds }).format(at);
}

function nearDay(at: number, now: number): string | undefined {
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : undefined;
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function ago(at: number, now: number): string {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, ms] of UNITS) {
    if (Math.abs(at - now) >= ms) return words.format(Math.round((at - now) / ms), unit);
  }
  return 'just now';
}
