import { MdmError } from '../helpdesk/mdm-error.ts';
import { isStoreOutage, type Log } from '../helpdesk/ports.ts';
import { Refusal } from '../helpdesk/refusal.ts';

/** A refusal is no error, Kandji's failures are not ours, everything else is a fault to look at. */
export function logFailure(log: Log, error: unknown): void {
  if (error instanceof Refusal) log.info({ code: error.code, rule: error.rule }, 'refused');
  else if (isStoreOutage(error)) log.error({ error }, 'the database did not answer');
  else if (error instanceof MdmError)
    log.warn(
      { reason: error.reason, status: error.status, endpoint: error.endpoint },
      'Kandji did not answer as hoped',
    );
  else log.error({ error }, 'a press could not be answered as it should');
}
