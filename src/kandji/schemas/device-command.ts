import { z } from 'zod';
import type { DeviceCommand } from '../../helpdesk/device.ts';
import { id, instant, isRecord, number, text, toList, toText } from './primitives.ts';

/** Kandji's numbers (Kandji API docs, Get Device Commands). */
const STATES: Readonly<Record<number, DeviceCommand['state']>> = {
  1: 'pending',
  2: 'running',
  3: 'completed',
  4: 'failed',
  5: 'not-now',
};

/** A row of `…/commands`. */
export const deviceCommand = z
  .object({
    uuid: id,
    request_type: text,
    command_type: text,
    status: number,
    date_requested: instant,
    date_completed: instant,
    error_chain: z.unknown().optional().transform(errorChainText),
  })
  .transform(
    (raw): DeviceCommand => ({
      uuid: raw.uuid,
      type: raw.request_type ?? raw.command_type ?? '',
      state: STATES[raw.status ?? 0] ?? 'unclear',
      requestedAt: raw.date_requested,
      completedAt: raw.date_completed,
      error: raw.error_chain,
    }),
  );

/** What went wrong with a command, from Kandji's `error_chain`: its sentences, outermost first; `null` without any. */
export function errorChainText(chain: unknown): string | null {
  const sentences = toList(chain)
    .filter(isRecord)
    .map((link) => {
      const words = toText(link.us_english_description) ?? toText(link.localized_description);
      if (words !== null) return words;
      const code = toText(link.code);
      return code === null ? null : [toText(link.domain), code].filter((part) => part !== null).join(' ');
    })
    .filter((words) => words !== null);
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ');
}
