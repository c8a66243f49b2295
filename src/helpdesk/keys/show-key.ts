import { entryFor } from '../audit-entry.ts';
import { countRequest, holdRequest, isReleaseValid } from '../limits/hold.ts';
import { MdmError, orGone } from '../mdm-error.ts';
import { keyOf } from '../operations/index.ts';
import { type KeyFailure, type Outcome, outcomeText } from '../outcome.ts';
import { auditDenial, deny, denyNonMember, requireUnfrozen } from '../policy/authorize.ts';
import { isApproved } from '../policy/requirements.ts';
import { type Actor, Refusal, type RefusalCode } from '../policy.ts';
import type { KeyWindow, Ports } from '../ports.ts';
import { alreadyEnded, type HelpdeskRequest, openUntil, readyUntil } from '../request.ts';
import { compareSnapshot } from '../requests/compare-snapshot.ts';
import { type ApprovalState, approvalsLost, progressOf, reauthorize } from '../requests/reauthorize.ts';
import { readSnapshot } from '../requests/review-request.ts';
import { finishRequest, outcomeNotes } from '../requests/transitions.ts';
import { retry } from '../retry.ts';
import type { Secret } from '../secret.ts';
import type { LeaseView, NextState } from '../store-port.ts';
import { KEY_FILL_MS, KEY_SHOWN_MS } from '../timing.ts';
import { isAssigned, requestableAs } from './request-key.ts';

/** How a press on *Show* ended. */
export type KeyShown =
  | { readonly kind: 'shown' | 'held'; readonly request: HelpdeskRequest }
  /** `error`: what kept Kandji from answering, where that was it. */
  | {
      readonly kind: 'failed';
      readonly why: KeyFailure;
      readonly error: MdmError | null;
      readonly request: HelpdeskRequest;
    };

/** What a press borrows from its process. */
export interface KeyPress {
  /** The window that was opened for it. */
  readonly window: KeyWindow;
  /** Milliseconds that never jump; counts while the process is paused. */
  readonly monotonic: () => number;
}

/**
 * Shows a key to its one recipient, in a window that is already open: judge again, compare the device, count and open in one transaction,
 * read once, fill once. The only place that reads a key. It may be pressed again until {@link openUntil}.
 * @throws Refusal, recorded: for someone else, the late, and who may no longer; MdmError when the device cannot be read
 */
export async function showKey(
  ports: Ports,
  actor: Actor,
  requestId: string,
  press: KeyPress,
): Promise<KeyShown> {
  const request = await requireRecipient(ports, actor, requestId);
  const requesterHuman = await judgeKey(ports, actor, request);
  const began = press.monotonic();
  const opened = await openKey(ports, actor, { request, requesterHuman, viewId: press.window.viewId });
  if (opened.state === 'held') return { kind: 'held', request: opened };
  const fill = await readAndFill(ports, opened, press, began);
  const after = await record(ports, actor, opened, fill.how);
  return fill.how === 'shown'
    ? { kind: 'shown', request: after }
    : { kind: 'failed', why: fill.how, error: fill.error, request: after };
}

/** The request, for the one account that may see its key. Reads nothing from Kandji. @throws Refusal, recorded */
async function requireRecipient(ports: Ports, actor: Actor, requestId: string): Promise<HelpdeskRequest> {
  const request = await ports.store.requests.get(requestId);
  const key = request && keyOf(request);
  if (!request || !key) throw new Refusal('not-found', "I don't know this request.");
  const no = (code: RefusalCode, reason: string) => deny(ports, actor, actOf(request), code, reason);
  const foreign = denyNonMember(actor);
  if (foreign) return no('outsider', foreign);
  const { recipient } = key.params;
  if (recipient.userId !== actor.userId) {
    const why = `Only ${recipient.name} can open this.`;
    await auditDenial(ports, actor, actOf(request), 'not-recipient', why);
    throw new Refusal('not-recipient', why, null, {
      keysOf: await requestableAs(ports, actor, request.snapshot.device),
    });
  }
  if (request.state !== 'ready' && request.state !== 'open')
    return no('already-decided', alreadyEnded(request));
  await requireUnfrozen(ports, actor, actOf(request));
  return request;
}

const actOf = (request: HelpdeskRequest) => ({
  operations: request.changes.map(({ operation }) => operation),
  deviceId: request.deviceId,
  requestId: request.id,
});

/**
 * Everything that must hold before a key is read; what does not ends the request. People are judged before Kandji is asked for anything.
 * @returns one id for the human who requested it
 */
async function judgeKey(ports: Ports, actor: Actor, request: HelpdeskRequest): Promise<string> {
  const isForOther = request.requesterId !== actor.userId;
  const judged = async (device: HelpdeskRequest['snapshot']['device']) => {
    const authorized = await reauthorize(ports, request, device);
    const why = authorized.ok ? await whyNot(ports, request, authorized) : authorized.why;
    if (why) return end(ports, actor, request, why);
    if (isForOther && !isAssigned(actor, device))
      return end(ports, actor, request, { code: 'not_a_member', person: actor.name });
    return authorized.ok ? authorized.requesterHuman : '';
  };
  await judged(request.snapshot.device);
  const seen = await orGone(readSnapshot(ports.fleet, request.deviceId, []));
  if (seen === null) return end(ports, actor, request, { code: 'device_gone' });
  const changes = compareSnapshot(request.snapshot, seen, []);
  if (changes.length > 0) return end(ports, actor, request, { code: 'device_changed', changes });
  return judged(seen.device);
}

async function whyNot(
  ports: Ports,
  request: HelpdeskRequest,
  authorized: Extract<ApprovalState, { ok: true }>,
): Promise<Outcome | null> {
  const progress = progressOf(authorized, request.approvals);
  if (!isApproved(progress)) return approvalsLost(progress);
  return (await isReleaseValid(ports, request, authorized.requesterHuman)) ? null : { code: 'release_lost' };
}

/** It is no longer valid, at once, also where it was shown before. */
async function end(ports: Ports, actor: Actor, request: HelpdeskRequest, why: Outcome): Promise<never> {
  await ports.store.requests.change(request.id, (row) =>
    row.state === 'ready' || row.state === 'open' ? finishRequest(row, 'void', why) : null,
  );
  const lost = why.code === 'not_allowed' || why.code === 'not_a_member';
  return lost
    ? deny(ports, actor, actOf(request), 'not-allowed', 'You no longer have permission to see this.')
    : deny(ports, actor, actOf(request), 'changed', `${outcomeText(why)} The request is no longer valid.`);
}

/** `ready → open`, or once more `open`: counted, on the record, and its window due to be hidden, before Kandji is asked. */
async function openKey(
  ports: Ports,
  actor: Actor,
  of: { readonly request: HelpdeskRequest; readonly requesterHuman: string; readonly viewId: string },
): Promise<HelpdeskRequest> {
  const { request, viewId } = of;
  const next = (row: HelpdeskRequest, lease: LeaseView): NextState | null => {
    if (lease.freeze) return null;
    if (row.state === 'open')
      return openUntil(row) > lease.now ? opening(row, actor, viewId, openUntil(row) - lease.now) : null;
    if (row.state !== 'ready' || readyUntil(row) <= lease.now) return null;
    const { reached, ledger } = countRequest(ports, row, of.requesterHuman, lease);
    if (reached) return holdRequest(row, reached, lease, ledger);
    const first = openUntil({ sentAt: lease.now, createdAt: lease.now }) - lease.now;
    return { ...opening(row, actor, viewId, first), set: { sentNow: true }, ledger };
  };
  const result = await ports.store.requests.change(request.id, next, 'controls');
  if (result?.changed) return result.request;
  await requireUnfrozen(ports, actor, actOf(request));
  const now = result?.request ?? request;
  const isOver = now.state === 'ready' || now.state === 'open';
  return deny(
    ports,
    actor,
    actOf(request),
    'already-decided',
    isOver ? 'Too late: the time for this is over.' : alreadyEnded(now),
  );
}

const opening = (row: HelpdeskRequest, actor: Actor, viewId: string, leftMs: number): NextState => ({
  state: 'open',
  dueInMs: leftMs,
  entry: entryFor(row, 'showing', actor, 'open'),
  jobs: [
    {
      key: `hide-key:${viewId}`,
      job: { kind: 'hide-key', requestId: row.id, viewId },
      inMs: Math.min(KEY_SHOWN_MS, leftMs),
    },
  ],
});

interface Filled {
  readonly how: 'shown' | KeyFailure;
  readonly error: MdmError | null;
}

/** The one read and the one call of Slack. */
async function readAndFill(
  ports: Ports,
  request: HelpdeskRequest,
  { window, monotonic }: KeyPress,
  began: number,
): Promise<Filled> {
  const closesAt = openUntil(request);
  const key = keyOf(request);
  const now = await ports.store.now();
  const leftMs = closesAt - now;
  if (!key || leftMs <= 0) return { how: 'too_late', error: null };
  const read = await readKey(ports, request.deviceId, key.operation.secret);
  if ('how' in read) return read;
  // A process that was paused fills nothing that is over, or that was hidden meanwhile.
  if (monotonic() - began > Math.min(KEY_FILL_MS, leftMs)) return { how: 'too_late', error: null };
  const hidesAt = Math.min(now + KEY_SHOWN_MS, closesAt);
  const how = await ports.keyWindows.show(window, request, read.secret, { hidesAt, closesAt });
  return { how, error: null };
}

async function readKey(
  { keys }: Pick<Ports, 'keys'>,
  deviceId: string,
  kind: Parameters<Ports['keys']['read']>[1],
): Promise<Filled | { readonly secret: Secret }> {
  try {
    const secret = await keys.read(deviceId, kind);
    return secret ? { secret } : { how: 'none_stored', error: null };
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    const isRefused = error.reason === 'permission' || error.reason === 'token';
    return { how: isRefused ? 'no_permission' : 'no_answer', error };
  }
}

/** Writes how a showing ended, with the first one's note for the Kandji record. What was shown once stays so. */
async function record(
  ports: Ports,
  actor: Actor,
  opened: HelpdeskRequest,
  how: Filled['how'],
): Promise<HelpdeskRequest> {
  const notes = ports.policies.current()?.notes ?? false;
  const next = (row: HelpdeskRequest, { now }: LeaseView): NextState => {
    const before = row.outcome?.code === 'key_shown' ? row.outcome : null;
    const ended: Outcome = how === 'shown' ? { code: 'key_shown' } : { code: 'key_not_shown', why: how };
    return {
      state: row.state,
      dueInMs: row.dueAt === null ? null : Math.max(0, row.dueAt - now),
      ...(row.state === 'open' || row.state === 'closed' ? { set: { outcome: before ?? ended } } : {}),
      entry: entryFor(row, how === 'shown' ? 'shown' : 'not-shown', actor, row.state, {
        ...(how !== 'shown' && { why: outcomeText(ended) }),
      }),
      jobs: how === 'shown' && before === null && notes ? outcomeNotes(row) : [],
    };
  };
  const write = async () => (await ports.store.requests.change(opened.id, next))?.request ?? opened;
  const tried = retry(write, (_error, failures) => (failures < 4 ? 200 * failures : null));
  return tried.catch((error: unknown) => {
    // That it may be seen was written before: no one has to close the window for this.
    ports.log.error(
      { event: 'key.record_failed', err: error, request: opened.id },
      'Could not store how a showing ended',
    );
    return opened;
  });
}
