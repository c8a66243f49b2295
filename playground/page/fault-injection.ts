import type { Fault, Kandji } from '../../packages/kandji-simulator/src/index.ts';
import type { Handle } from '../../packages/slack-sandbox/src/index.ts';
import type { PageOptions } from './options.ts';
import type { DeviceMood, FaultDevice, InjectedFaults, KandjiFault, SlackFault } from './wire.ts';

/** Long enough to be felt, short enough to be waited for. */
const SLOW_KANDJI_MS = 6000;
const SLOW_SLACK_MS = 2000;
const LISTED_DEVICES = 40;
/** The permission that goes missing: installed apps (Kandji API docs, "Application list"). */
const REVOKED = 'GET /devices/{device_id}/apps';

const KANDJI_FAULTS: Readonly<Record<KandjiFault, Fault | null>> = {
  fine: null,
  slow: { kind: 'slow', ms: SLOW_KANDJI_MS },
  'rate-limited': { kind: 'rate-limit-second' },
  down: { kind: 'status', status: 503, shape: 'text', message: 'Service Unavailable' },
  html: { kind: 'html' },
  'no-permission': null,
};

export interface FaultInjection {
  now(): Omit<InjectedFaults, 'stolen'>;
  kandji(faults: KandjiFault): void;
  slack(faults: SlackFault): void;
  device(id: string, mood: DeviceMood): void;
  forward(ms: number): void;
}

/** Makes Slack, Kandji and devices misbehave on request. */
export function createFaultInjection({ slack, kandji, clock }: PageOptions): FaultInjection {
  const started = clock.now() - Date.now();
  const now: { kandji: KandjiFault; slack: SlackFault } = { kandji: 'fine', slack: 'fine' };
  let fault: ReturnType<Kandji['faults']['add']> | undefined;
  let slackFaults: readonly Handle[] = [];
  return {
    now: () => ({
      ...now,
      aheadMs: Math.round((clock.now() - Date.now() - started) / 1000) * 1000,
      devices: kandji.tenant.devices.slice(0, LISTED_DEVICES).map(faultDevice),
    }),
    kandji(faults) {
      fault?.remove();
      const next = KANDJI_FAULTS[faults];
      fault = next === null ? undefined : kandji.faults.add(next);
      if (faults === 'no-permission') kandji.revokePermission(kandji.token, REVOKED);
      else if (now.kandji === 'no-permission') kandji.grantPermission(kandji.token, REVOKED);
      now.kandji = faults;
    },
    slack(faults) {
      for (const one of slackFaults) one.remove();
      slackFaults = [];
      slack.faults.slow(faults === 'slow' ? SLOW_SLACK_MS : 0);
      if (faults === 'rate-limited') slackFaults = failing(slack, ['*'], TOO_FAST, 2);
      if (faults === 'not-in-channel') {
        const isChannel = (id: string) =>
          ['public', 'private'].includes(slack.world.channels.get(id)?.kind ?? '');
        const reply = { error: 'not_in_channel', channel: isChannel };
        slackFaults = failing(slack, POSTS, reply, Number.POSITIVE_INFINITY);
      }
      now.slack = faults;
    },
    device(id, mood) {
      kandji.setDeviceBehaviour(id, mood === 'failing' ? 'fails' : 'obeys');
      kandji.setOnline(id, mood !== 'offline');
      kandji.advance();
    },
    forward(ms) {
      clock.forward(ms);
      kandji.advance();
    },
  };
}

const POSTS = ['chat.postMessage', 'chat.postEphemeral', 'chat.update'];
const TOO_FAST = { status: 429, headers: { 'retry-after': '3' }, body: { ok: false, error: 'ratelimited' } };

function failing(
  slack: PageOptions['slack'],
  methods: readonly string[],
  reply: Parameters<PageOptions['slack']['faults']['fail']>[1],
  times: number,
): Handle[] {
  return methods.map((method) => slack.faults.fail(method, reply, times));
}

function faultDevice(device: PageOptions['kandji']['tenant']['devices'][number]): FaultDevice {
  const offline = !device.online || device.behaviour === 'offline';
  const mood = offline ? 'offline' : device.behaviour === 'fails' ? 'failing' : 'normal';
  return { id: device.id, name: device.name, serial: device.serial, platform: device.platform, mood };
}
