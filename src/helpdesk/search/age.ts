import type { Device } from '../device.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `>14d`: longer ago than 14 days; `<2h`: within two hours. In ms; `null` where it is neither. */
export function ageOf(text: string): { readonly than: 'older' | 'younger'; readonly ms: number } | null {
  const [, sign, number, unit] =
    /^([<>])?\s*(\d{1,4})\s*(m|h|d|w)(?:in|ours?|ays?|eeks?)?$/i.exec(text.trim()) ?? [];
  const ms = UNITS[unit?.toLowerCase() ?? ''];
  return ms === undefined ? null : { than: sign === '<' ? 'younger' : 'older', ms: Number(number) * ms };
}

/** Whether a device was seen so long ago, or lately; one that has never checked in counts as old as its enrollment. `now`: epoch ms. */
export function wasSeen(
  { agentCheckInAt, lastEnrolledAt, firstEnrolledAt }: Device,
  { than, ms }: NonNullable<ReturnType<typeof ageOf>>,
  now: number,
): boolean {
  return than === 'older'
    ? (agentCheckInAt ?? lastEnrolledAt ?? firstEnrolledAt ?? 0) < now - ms
    : agentCheckInAt !== null && agentCheckInAt >= now - ms;
}
