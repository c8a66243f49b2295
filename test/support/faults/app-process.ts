import { readFileSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { startApp } from '../../../src/app.ts';
import { readConfig, secretsOf } from '../../../src/config.ts';
import { createHelpdesk } from '../../../src/helpdesk/index.ts';
import { Refusal } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { createLogger } from '../../../src/logger.ts';
import type { FromApp, Orders, ToApp } from './app-messages.ts';
import { faultPoints, type Point } from './fault-points.ts';

/*
 * The real app as a process of its own, which dies or stands still where it is told to. Beside Slack it listens to its
 * parent, who can do what people do without a modal.
 */

const orders: Orders = JSON.parse(process.env.ORDERS ?? '{}');
let offset = orders.offset ?? 0;

if (orders.wallClockMs) {
  const real = Date.now;
  const skew = orders.wallClockMs;
  Date.now = () => real() + skew;
}

let slept = 0;
if (orders.sleepMs) {
  const real = performance.now.bind(performance);
  performance.now = () => real() + slept;
}

let left = orders.times ?? 1;
const released = Promise.withResolvers<void>();
function at(point: Point): Promise<void> | undefined {
  if (point !== orders.point || left === 0) return;
  left -= 1;
  if (orders.hold) {
    say({ kind: 'held' });
    return released.promise;
  }
  return stop();
}

function stop(): undefined {
  process.kill(process.pid, orders.signal ?? 'SIGKILL');
  // Here it goes on after SIGCONT: for so long it slept, by every clock that counts through a sleep.
  slept += orders.sleepMs ?? 0;
}

const say = (message: FromApp) => process.send?.(message);
const config = readConfig(process.env, (path) => readFileSync(path, 'utf8').trim());
const held: { ports?: Ports } = {};
const app = await startApp({
  config,
  log: createLogger({
    level: 'info',
    secrets: secretsOf(config),
    write: (line) => void writeSync(1, line),
  }),
  owner: `process-${process.pid}`,
  clockOffset: () => offset,
  between: (ports) => {
    held.ports = faultPoints(at)(ports);
    return held.ports;
  },
  pollMs: 30,
});

process.on('message', (message: ToApp) => {
  if (message.kind === 'forward') offset = message.offset;
  else if (message.kind === 'go') released.resolve();
  else if (message.kind === 'leave') void app.stop().then(() => process.exit(0));
  else
    obey(message).then(
      (result) => say({ kind: 'done', id: message.id, result }),
      (error: unknown) =>
        say({
          kind: 'refused',
          id: message.id,
          code: error instanceof Refusal ? error.code : null,
          reason: error instanceof Error ? error.message : String(error),
        }),
    );
});

async function obey(message: Extract<ToApp, { kind: 'do' }>): Promise<unknown> {
  const { ports } = held;
  if (!ports) throw new Error('not started');
  const helpdesk = createHelpdesk(ports);
  const actor = await ports.people.actor(message.userId, 'decide');
  switch (message.verb) {
    case 'ask': {
      const draft = await helpdesk.reviewRequest(actor, message.deviceId, message.changes);
      const submitted = await helpdesk.submitRequest(actor, draft, { reason: 'because', viewId: null });
      return submitted.request;
    }
    case 'report': {
      const { userId, deviceId, viewId } = message;
      const form = await helpdesk.prepareReport(actor, userId);
      const typed = { kind: 'stolen', via: null, description: '', place: 'on a train', phone: '' } as const;
      return helpdesk.reportCase(actor, { ...typed, personId: userId, deviceId }, form, viewId);
    }
    case 'message': {
      const { deviceId, viewId } = message;
      const { recipients: seen } = await helpdesk.prepareMessages(actor, { deviceId });
      return helpdesk.sendMessages(actor, { deviceId }, { seen, viewId });
    }
    case 'watch': {
      const { deviceId, viewId } = message;
      return helpdesk.addWatch(actor, { deviceId, item: null, place: null, viewId });
    }
    case 'found':
      return helpdesk.reportFound(actor, message.caseId);
    case 'confirm-found':
      return helpdesk.confirmFound(actor, message.caseId);
    case 'approve':
      return helpdesk.approveRequest(actor, message.requestId, message.viewId ?? null);
    case 'deny':
      return helpdesk.denyRequest(actor, message.requestId, { reason: 'no', viewId: message.viewId ?? null });
  }
}

// Killed processes leave nothing behind by themselves.
flushCompileCache();
say({ kind: 'ready', port: app.port });
