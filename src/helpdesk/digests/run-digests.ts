import type { Reports } from '../fleet/reports.ts';
import { REPORT_NAMES } from '../fleet/reports.ts';
import { type DigestPolicy, Refusal, type RefusalCode } from '../policy.ts';
import { askedToWaitMs, type Ports } from '../ports.ts';
import { doubledPause } from '../retry.ts';
import { LEASE_MS } from '../timing.ts';
import { lastDue } from './due-time.ts';

/** A digest that could not be posted for so long is left out. */
const TOO_LATE_MS = 12 * 3_600_000;
const RETRY_MS = 10_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** What makes two digests the same: a changed one is another, and begins with its next time. */
export const digestKey = ({ report, argument, schedule, channel }: DigestPolicy): string =>
  JSON.stringify([
    report,
    argument,
    schedule.weekday,
    schedule.hour,
    schedule.minute,
    schedule.timeZone,
    channel,
  ]);

/**
 * Posts what is due, once for each time over all replicas; a crash between the post and its note can post it twice.
 * @returns work for a loop: it says whether there was something to do
 */
export function createDigestLoop(
  ports: Ports,
  reports: Pick<Reports, 'ofFleet'>,
  owner: string,
): () => Promise<boolean> {
  const { store, policies, log } = ports;
  /** Spares the store what this process knows to be done. */
  const done = new Map<string, number>();
  /** What could not be posted waits longer each time. */
  const postponed = new Map<string, { readonly tries: number; readonly until: number }>();
  let isLooking = false;
  const lookAll = async (): Promise<void> => {
    const digests = policies.current()?.digests ?? [];
    if (digests.length === 0) return;
    const now = await store.now();
    for (const digest of digests) {
      const key = digestKey(digest);
      const dueAt = lastDue(digest.schedule, now);
      if ((done.get(key) ?? Number.NEGATIVE_INFINITY) >= dueAt) continue;
      const before = postponed.get(key);
      if (before && now < before.until) continue;
      if (!(await store.leases.take(`digest:${key}`, owner, LEASE_MS))) continue;
      try {
        if (await postOnce(ports, reports, digest, { dueAt, now })) done.set(key, dueAt);
        postponed.delete(key);
      } catch (error) {
        const tries = (before?.tries ?? 0) + 1;
        const pauseMs = doubledPause(tries, RETRY_MS, LONGEST_PAUSE_MS);
        postponed.set(key, { tries, until: now + Math.max(pauseMs, askedToWaitMs(error)) });
        log.warn(
          { event: 'digest.postponed', err: error, report: digest.report },
          'Could not post a digest; retrying later',
        );
      }
    }
  };
  return async () => {
    // The lease keeps other processes out, not another look of this one.
    if (isLooking) return false;
    isLooking = true;
    await lookAll().finally(() => {
      isLooking = false;
    });
    return false;
  };
}

/** Refusals that would be the same a minute later. */
const LEFT_OUT: ReadonlySet<RefusalCode> = new Set(['unavailable', 'turned-off']);

/** @returns whether there is nothing more to do for this time */
async function postOnce(
  { store, fleetNotices, log }: Ports,
  reports: Pick<Reports, 'ofFleet'>,
  digest: DigestPolicy,
  { dueAt, now }: { readonly dueAt: number; readonly now: number },
): Promise<boolean> {
  const key = digestKey(digest);
  const last = await store.digests.lastPosted(key);
  if (last !== null && last >= dueAt) return true;
  // A new digest begins with its next time, and a late one is not posted in the evening.
  const isDue = last !== null && now - dueAt <= TOO_LATE_MS;
  const name = REPORT_NAMES.find((known) => known === digest.report);
  if (isDue && name !== undefined) {
    const report = await reports.ofFleet({ name, argument: digest.argument }).catch((error: unknown) => {
      if (error instanceof Refusal && LEFT_OUT.has(error.code)) return error;
      throw error;
    });
    if (report instanceof Refusal)
      log.warn({ event: 'digest.left_out', report: name, reason: report.reason }, 'No digest of this report');
    else await fleetNotices.postDigest(digest, report);
  }
  await store.digests.posted(key, dueAt);
  return true;
}
