import { FleetError } from '../helpdesk/fleet-error.ts';
import type { Log } from '../helpdesk/ports.ts';
import { Refusal } from '../helpdesk/refusal.ts';
import { section } from './blocks.ts';
import type { Kept } from './kept.ts';
import { failedView } from './modals/failed.ts';
import { notice } from './notices.ts';
import { messageText } from './words.ts';

/** A press whose listener has failed, and how it can still be acked. */
export interface Failed extends Kept {
  readonly isSubmission: boolean;
}

/**
 * The one edge where everything that was thrown becomes words for the person: refusals and Kandji's failures in full,
 * anything else with its reference, which is also in the log.
 */
export async function explain(log: Log, thrown: unknown, failed: Failed): Promise<void> {
  const { press, acked, ack, isSubmission } = failed;
  const error = original(thrown);
  record(log, error);
  const said = notice(error, { what: null, reference: press.ref });
  const view = () => failedView('That did not work', said);
  if (isSubmission && !acked()) return ack({ response_action: 'update', view: view() });
  if (!acked()) await ack();
  if (press.modal) return press.modal.update(view());
  if (press.userId) await press.tell({ text: messageText(said), blocks: [section(said)] });
}

function record(log: Log, error: unknown): void {
  if (error instanceof Refusal) log.info({ code: error.code, rule: error.rule }, 'refused');
  else if (error instanceof FleetError)
    log.warn(
      { reason: error.reason, status: error.status, endpoint: error.endpoint },
      'Kandji did not answer as hoped',
    );
  else log.error({ error }, 'a press could not be answered as it should');
}

/** Bolt wraps what listeners throw: once as `original`, several as `originals` (Bolt docs, error handling). */
function original(error: unknown): unknown {
  const wrapped = error as { original?: unknown; originals?: readonly unknown[] } | null;
  const inner = wrapped?.original ?? wrapped?.originals?.[0];
  return inner === undefined ? error : original(inner);
}
