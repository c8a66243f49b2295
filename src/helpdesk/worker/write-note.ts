import { entryFor, SYSTEM } from '../audit/request-entry.ts';
import type { Ports } from '../ports.ts';
import { describeRequest, type HelpdeskRequest } from '../request.ts';
import type { LeaseView, NextState } from '../store-port.ts';
import { CALL_TIMEOUT_MS } from '../timing.ts';

/** Writes both names and the request id on the Kandji record. Tried once; its failure is shown on the card. */
export async function writeNote(ports: Ports, request: HelpdeskRequest): Promise<void> {
  const intent = await ports.store.requests.change(request.id, (row, lease) => {
    if (row.note === null) return noted(row, lease, 'trying');
    // Whoever tried was killed over it: it may have been written, and is not tried again.
    return row.note === 'trying' ? noted(row, lease, 'failed') : null;
  });
  if (!intent?.changed || intent.request.note !== 'trying') return;
  const sent = await ports.commands.addNote(request.deviceId, noteText(request), {
    timeoutMs: CALL_TIMEOUT_MS,
  });
  const how = sent.outcome === 'accepted' ? 'written' : 'failed';
  await ports.store.requests.change(request.id, (row, lease) => noted(row, lease, how));
}

const noted = (
  row: HelpdeskRequest,
  { now }: LeaseView,
  note: 'trying' | 'written' | 'failed',
): NextState => ({
  state: row.state,
  dueInMs: row.dueAt === null ? null : Math.max(0, row.dueAt - now),
  set: { note },
  entry: entryFor(row, 'noted', SYSTEM, note),
});

function noteText(request: HelpdeskRequest): string {
  const approved = request.approvals.map(({ approverName }) => approverName).join(', ');
  return [
    `Helpdesk request ${request.id}: ${describeRequest(request)}.`,
    `Asked by ${request.requesterName}${approved && `, approved by ${approved}`}.`,
    request.reason && `Reason: ${request.reason}`,
  ]
    .filter(Boolean)
    .join(' ');
}
