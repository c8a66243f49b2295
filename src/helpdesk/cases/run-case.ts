import { MdmError } from '../mdm-error.ts';
import { Refusal } from '../policy.ts';
import { type Ports, type PostedCard, RateLimited } from '../ports.ts';
import { doubledPause } from '../retry.ts';
import { LEASE_MS } from '../timing.ts';
import type { Case } from './case.ts';
import { DAY_MS } from './contact.ts';
import { followCase, followClosedCase } from './follow-case.ts';

/** Takes up one due case: posts what is new of it and follows its device. @returns whether there was one */
export async function runCase(ports: Ports, owner: string): Promise<boolean> {
  const one = await ports.store.cases.claimDue(owner, LEASE_MS);
  if (!one) return false;
  const waitMs = await deliver(ports, one);
  const looks = await follow(ports, one);
  await ports.store.cases.release(one, {
    readInMs: looks.readInMs,
    dueInMs: waitMs === null ? looks.dueInMs : Math.min(waitMs, looks.dueInMs),
  });
  return true;
}

const RETRY_MS = 5_000;
const MOST_RETRY_MS = 5 * 60_000;
/** After so many rejections in a row people hear that the card cannot be posted. */
const FEW = 3;

/** True while something of it has not been posted. */
const isBehind = ({ version, events, delivery }: Case): boolean =>
  delivery.shown < version || delivery.posted < events.length || delivery.notified < events.length;

/** Posts the card, then what is new in its thread, then what the person hears. @returns ms until the next try; `null`: all is posted */
async function deliver(ports: Ports, one: Case): Promise<number | null> {
  if (!isBehind(one)) return null;
  const { store, caseNotices, log } = ports;
  const { id, attempt, events, delivery, version } = one;
  try {
    if (delivery.shown < version) {
      await caseNotices.redrawMessage(one);
      const posted = await caseNotices.draw(one);
      if (posted.kind !== 'drawn') return await rejected(ports, one, posted);
      const { channel, ts } = posted;
      await store.cases.delivered(id, attempt, { channel, ts, shown: version, rejections: 0 });
      // The thread hangs on the card: the next look has its place.
      if (delivery.ts === null) return 0;
    }
    for (let index = delivery.posted; index < events.length; index += 1) {
      await caseNotices.post(one, index);
      if (!(await store.cases.delivered(id, attempt, { posted: index + 1 }))) return 0;
    }
    let { message } = delivery;
    for (let index = delivery.notified; index < events.length; index += 1) {
      message = (await caseNotices.tell({ ...one, delivery: { ...delivery, message } }, index)) ?? message;
      if (!(await store.cases.delivered(id, attempt, { notified: index + 1, message }))) return 0;
    }
    return null;
  } catch (error) {
    log.warn(
      { event: 'case.delivery_failed', err: error, case: id },
      'Could not post a case; retrying later',
    );
    return error instanceof RateLimited ? Math.max(RETRY_MS, error.retryAfterMs) : RETRY_MS;
  }
}

/** Slack said no to the card. A message that is gone is posted anew; people hear of a channel that takes none. */
async function rejected(
  { store, caseNotices }: Ports,
  one: Case,
  { kind, why }: Exclude<PostedCard, { kind: 'drawn' }>,
): Promise<number> {
  const { id, attempt, delivery } = one;
  const rejections = delivery.rejections + 1;
  if (rejections === FEW) await caseNotices.tellUnposted(one, why);
  const isGone = kind === 'gone' && delivery.ts !== null;
  await store.cases.delivered(id, attempt, { rejections, ...(isGone && { ts: null }) });
  return doubledPause(rejections - FEW + 1, RETRY_MS, MOST_RETRY_MS);
}

/** Follows a case; a closed one is over once what it had requested has ended, and all of it is posted. */
async function follow(
  { store, ...others }: Ports,
  one: Case,
): Promise<{ readonly dueInMs: number; readonly readInMs: number | null }> {
  const ports = { store, ...others };
  const now = await store.now();
  const reads = one.readAt <= now;
  try {
    const isClosed = one.closedAt !== null;
    const { next, isBusy } = await (isClosed ? followClosedCase(ports, one) : followCase(ports, one, reads));
    if (next) await store.cases.change(one.id, (row) => (row.version === one.version ? next : null));
    if (isClosed && !isBusy) return { dueInMs: Number.POSITIVE_INFINITY, readInMs: null };
    const { dueInMs, readInMs } = nextCaseLooks(one, now, isBusy);
    return { dueInMs, readInMs: reads ? readInMs : null };
  } catch (error) {
    const isCalm = error instanceof Refusal || error instanceof MdmError;
    ports.log[isCalm ? 'warn' : 'error'](
      { event: 'case.follow_failed', err: error, case: one.id },
      'Could not follow a case; retrying later',
    );
    return { dueInMs: RETRY_MS, readInMs: null };
  }
}

/** When a case is looked at and its device read again, in ms: often at first, then less. */
function nextCaseLooks(
  one: Case,
  now: number,
  isBusy: boolean,
): { readonly dueInMs: number; readonly readInMs: number } {
  const age = now - one.createdAt;
  const readInMs = age < 10 * 60_000 ? 30_000 : age < DAY_MS ? 5 * 60_000 : 3_600_000;
  // What a closed case still waits for is a device that is offline, or an approval.
  if (one.closedAt !== null && age >= DAY_MS) return { dueInMs: 5 * 60_000, readInMs };
  return { dueInMs: isBusy && age < 3_600_000 ? 1_000 : 15_000, readInMs };
}
