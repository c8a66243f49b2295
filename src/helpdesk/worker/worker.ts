import { runCase } from '../cases/run-case.ts';
import { createDigestLoop } from '../digests/run-digests.ts';
import { createReports } from '../fleet/reports.ts';
import { endKey } from '../keys/end-key.ts';
import { announceFreeze, applyFreeze } from '../limits/freeze.ts';
import { expireHeld } from '../limits/hold.ts';
import { expireUnfreeze } from '../limits/unfreeze.ts';
import { runMessage } from '../messages/run-message.ts';
import { createNewsLoop } from '../messages/tell-sender.ts';
import { Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { doubledPause } from '../retry.ts';
import type { DueRequest, Job } from '../store-port.ts';
import { LEASE_MS } from '../timing.ts';
import { createWatchLoop } from '../watches/run-watch.ts';
import { CardRejected, drawHoldCard, drawUnfreeze, retryRejected } from './draw-limits.ts';
import { notifyPerson, summarizeDecisions, updateCard, waitAfter, writeNote } from './jobs.ts';
import { recordUnfollowed } from './record-outcome.ts';
import { expireOrRemind, remind } from './reminders.ts';
import { type RunContext, runRequest, type WorkerContext } from './run-request.ts';
import { tellHeld } from './tell-hold.ts';
import { trackCommand } from './track-command.ts';

export interface Worker {
  /** Looks for due work now rather than at the next poll. */
  wake(): void;
  /** Takes up nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Does what is due: requests, cards, messages. Any number of replicas may run one; leases keep them apart. Everything but
 * the one call of a `sending` request may safely be done twice.
 */
export function startWorker(ports: Ports, runner: RunContext, options: { readonly pollMs: number }): Worker {
  const inFlight = new Set<Promise<void>>();
  const context: WorkerContext = {
    ...runner,
    trackInFlight: (work) => {
      const one = work.finally(() => inFlight.delete(one));
      inFlight.add(one);
    },
  };
  const loop = (work: () => Promise<boolean>) => startLoop(work, ports, options.pollMs);
  const cards = loop(() => updateCard(ports, runner.owner));
  const jobs = loop(async () => {
    const done = await jobsLoop(ports, runner);
    if (done) cards.wake();
    return done;
  });
  const tellSenders = createNewsLoop(ports, runner.owner);
  const notifying = [
    cards,
    jobs,
    loop(() => runCase(ports, runner.owner)),
    loop(createWatchLoop(ports, runner.owner)),
    loop(async () => (await runMessage(ports, runner.owner)) || tellSenders()),
    loop(createDigestLoop(ports, createReports(ports), runner.owner)),
  ];
  const notify = () => {
    for (const one of notifying) one.wake();
  };
  const requests = loop(async () => {
    const advanced = await requestsLoop(ports, context);
    if (advanced) notify();
    return advanced;
  });
  return {
    wake: () => {
      requests.wake();
      setTimeout(notify, HEAD_START_MS).unref();
    },
    stop: async () => {
      await Promise.all([requests, ...notifying].map((one) => one.stop()));
      await Promise.all(inFlight);
    },
  };
}

/** What was decided leaves for Kandji before cards and messages are drawn of it. */
const HEAD_START_MS = 40;

const WIDTH = 4;

/** Runs `work` up to four times at once until it finds nothing, then sleeps until woken or polled. */
function startLoop(work: () => Promise<boolean>, { log }: Ports, pollMs: number): Worker {
  const running = new Set<Promise<void>>();
  let stopped = false;
  let wokenMeanwhile = false;
  const wake = () => {
    wokenMeanwhile = running.size >= WIDTH;
    if (stopped || wokenMeanwhile) return;
    const one = drain().finally(() => {
      running.delete(one);
      if (wokenMeanwhile) wake();
    });
    running.add(one);
  };
  const drain = async () => {
    try {
      while (!stopped && (await work())) wake();
    } catch (error) {
      log.error({ event: 'worker.failed', err: error }, 'Due work failed');
    }
  };
  const poll = setInterval(wake, pollMs);
  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(poll);
      await Promise.all(running);
    },
  };
}

/** @returns whether there was something to do */
async function requestsLoop(ports: Ports, runner: WorkerContext): Promise<boolean> {
  const request = await ports.store.requests.claimDue(runner.owner, LEASE_MS);
  if (!request) return false;
  try {
    await advanceRequest(ports, runner, request);
  } catch (error) {
    const calm = error instanceof Refusal;
    ports.log[calm ? 'info' : 'error'](
      { event: 'request.postponed', err: error, request: request.id },
      'Could not advance a request; retrying later',
    );
    await ports.store.requests.release(request.id, request.attempt, RETRY_MS);
  }
  return true;
}

const RETRY_MS = 5_000;

/** What a request that came due needs depends on its state alone. */
async function advanceRequest(ports: Ports, runner: WorkerContext, request: DueRequest): Promise<void> {
  switch (request.state) {
    case 'pending':
      return expireOrRemind(ports, request);
    case 'held':
      return expireHeld(ports, request);
    case 'ready':
    case 'open':
      return endKey(ports, request);
    case 'claimed':
      return runRequest(ports, runner, request);
    case 'sending':
      await ports.store.requests.change(request.id, (row) =>
        row.state === 'sending' ? recordUnfollowed(row, { code: 'interrupted' }) : null,
      );
      return;
    case 'sent':
    case 'unknown':
      return trackCommand(ports, request);
    default:
      return;
  }
}

/** With a quarter of an hour at most between them, a Slack outage of some hours loses no message. */
const MOST_ATTEMPTS = 30;
const MOST_WAIT_MS = 15 * 60_000;

async function jobsLoop(ports: Ports, { owner }: RunContext): Promise<boolean> {
  const claimed = await ports.store.jobs.claim(owner, LEASE_MS);
  if (!claimed) return false;
  const { id, job, attempts } = claimed;
  try {
    const againInMs = await doJob(ports, job, `${owner}:${id}:${attempts}`);
    if (againInMs === null) await ports.store.jobs.done(id);
    else await ports.store.jobs.retry(id, againInMs, 'postponed');
  } catch (error) {
    if (error instanceof CardRejected) {
      await retryRejected(ports, claimed, error);
      return true;
    }
    ports.log.warn({ event: 'job.failed', err: error, job: job.kind }, 'Job failed; retrying later');
    const pause = waitAfter(error, doubledPause(attempts + 1, RETRY_MS, MOST_WAIT_MS));
    const again = attempts < MOST_ATTEMPTS ? pause : null;
    await ports.store.jobs.retry(id, again, error instanceof Error ? error.message : String(error));
  }
  return true;
}

/** @returns in how many ms it has to be done after all, where it could not be now; `null`: done */
async function doJob(ports: Ports, job: Job, owner: string): Promise<number | null> {
  switch (job.kind) {
    case 'draw-hold':
      return drawHoldCard(ports, job.limitKey, owner);
    case 'draw-unfreeze':
      return drawUnfreeze(ports, job.unfreezeId, owner);
    case 'note': {
      const request = await ports.store.requests.get(job.requestId);
      return request && writeNote(ports, request);
    }
    default:
      await doNow(ports, job);
      return null;
  }
}

type Doable = Exclude<Job, { readonly kind: 'draw-hold' | 'draw-unfreeze' | 'note' }>;

async function doNow(ports: Ports, job: Doable): Promise<void> {
  if (job.kind === 'announce')
    return job.froze ? announceFreeze(ports, job) : ports.notices.announce(job.text, { ids: job.ids });
  if (job.kind === 'audit-head') {
    const { seq, hash } = await ports.store.audit.head();
    ports.log.info({ event: 'audit.head', seq, hash }, 'Daily audit head');
    const channel = ports.policies.current()?.auditChannel ?? null;
    const text = `Audit checkpoint: ${seq} entries, \`${seq}:${hash}\`. Keep it to verify the log later.`;
    return channel === null ? undefined : ports.notices.announce(text, { channel });
  }
  if (job.kind === 'decisions') return summarizeDecisions(ports, job);
  if (job.kind === 'apply-freeze') return void (await applyFreeze(ports));
  if (job.kind === 'expire-unfreeze') return expireUnfreeze(ports, job.unfreezeId);
  const request = await ports.store.requests.get(job.requestId);
  if (!request) return;
  if (job.kind === 'hide-key') return ports.keyWindows.hide(job.viewId, request);
  if (job.kind === 'remind') return remind(ports, request);
  const { userId, notice } = job;
  return notice === 'on-hold'
    ? tellHeld(ports, userId, request)
    : notifyPerson(ports, { userId, notice }, request);
}
