import { z } from 'zod';
import type { DeviceCommand } from '../../helpdesk/device.ts';
import { errorChainText } from './error-chain.ts';
import { id, instant, number, text } from './primitives.ts';

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
