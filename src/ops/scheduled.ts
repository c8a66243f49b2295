import type { Log } from '../helpdesk/ports.ts';
import type { Store } from '../helpdesk/store-port.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 06:00 UTC. */
const AT_MS = 6 * HOUR_MS;

/** When the record's head is told next, and under which key: one per day, so that replicas tell it once. */
export function nextAuditHead(now: number): { readonly key: string; readonly inMs: number } {
  const due = Math.ceil((now + 1 - AT_MS) / DAY_MS) * DAY_MS + AT_MS;
  return { key: `audit-head:${new Date(due).toISOString().slice(0, 10)}`, inMs: due - now };
}

/** Sees to it that the next day's job is there, ahead of its time, so that a job that was done is never added again. */
export function startDailyAuditHead(store: Pick<Store, 'jobs' | 'now'>, log: Log): { stop(): void } {
  const add = async () => {
    const { key, inMs } = nextAuditHead(await store.now());
    await store.jobs.add({ key, inMs, job: { kind: 'audit-head' } });
  };
  const look = () => {
    add().catch((error: unknown) =>
      log.warn({ event: 'audit.head_not_scheduled', err: error }, 'Could not schedule the daily audit head'),
    );
  };
  look();
  const timer = setInterval(look, HOUR_MS);
  return { stop: () => clearInterval(timer) };
}

/** Longer than anybody leaves a modal open in earnest. */
const KEPT_MS = 7 * 24 * HOUR_MS;

/** Forgets what old modals were drawn from, now and every hour: it names people and devices, and it would only grow. */
export function startForgettingViews(store: Pick<Store, 'views'>, log: Log): { stop(): void } {
  const forget = () => {
    store.views
      .forget(KEPT_MS)
      .catch((error: unknown) =>
        log.warn({ event: 'views.cleanup_failed', err: error }, 'Could not delete old views'),
      );
  };
  forget();
  const timer = setInterval(forget, HOUR_MS);
  return { stop: () => clearInterval(timer) };
}
