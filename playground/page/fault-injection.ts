import type { Fault, Kandji } from '../../packages/kandji-simulator/src/index.ts';
import type { Handle } from '../../packages/slack-sandbox/src/index.ts';
import type { PageOptions } from './options.ts';
import type { DeviceMood, KandjiWeather, SlackWeather, Weather, WeatherDevice } from './wire.ts';

/** Long enough to be felt, short enough to be waited for. */
const SLOW_KANDJI_MS = 6000;
const SLOW_SLACK_MS = 2000;
const LISTED_DEVICES = 40;
/** The permission that goes missing: installed apps (Kandji API docs, "Application list"). */
const REVOKED = 'GET /devices/{device_id}/apps';

const KANDJI_FAULTS: Readonly<Record<KandjiWeather, Fault | null>> = {
  fine: null,
  slow: { kind: 'slow', ms: SLOW_KANDJI_MS },
  'rate-limited': { kind: 'rate-limit-second' },
  down: { kind: 'status', status: 503, shape: 'text', message: 'Service Unavailable' },
  html: { kind: 'html' },
  'no-permission': null,
};

export interface WeatherMaker {
  now(): Weather;
  kandji(weather: KandjiWeather): void;
  slack(weather: SlackWeather): void;
  device(id: string, mood: DeviceMood): void;
  forward(ms: number): void;
}

/** Makes Slack, Kandji and devices misbehave on request. */
export function weatherMaker({ slack, kandji, clock }: PageOptions): WeatherMaker {
  const started = clock.now() - Date.now();
  const now: { kandji: KandjiWeather; slack: SlackWeather } = { kandji: 'fine', slack: 'fine' };
  let fault: ReturnType<Kandji['faults']['add']> | undefined;
  let slackFaults: readonly Handle[] = [];
  return {
    now: () => ({
      ...now,
      aheadMs: Math.round((clock.now() - Date.now() - started) / 1000) * 1000,
      devices: kandji.tenant.devices.slice(0, LISTED_DEVICES).map(weatherDevice),
    }),
    kandji(weather) {
      fault?.remove();
      const next = KANDJI_FAULTS[weather];
      fault = next === null ? undefined : kandji.faults.add(next);
      if (weather === 'no-permission') kandji.revokePermission(kandji.token, REVOKED);
      else if (now.kandji === 'no-permission') kandji.grantPermission(kandji.token, REVOKED);
      now.kandji = weather;
    },
    slack(weather) {
      for (const one of slackFaults) one.remove();
      slackFaults = [];
      slack.faults.slow(weather === 'slow' ? SLOW_SLACK_MS : 0);
      if (weather === 'rate-limited') slackFaults = failing(slack, ['*'], TOO_FAST, 2);
      if (weather === 'not-in-channel') {
        slackFaults = failing(slack, POSTS, { error: 'not_in_channel' }, Number.POSITIVE_INFINITY);
      }
      now.slack = weather;
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

function weatherDevice(device: PageOptions['kandji']['tenant']['devices'][number]): WeatherDevice {
  const offline = !device.online || device.behaviour === 'offline';
  const mood = offline ? 'offline' : device.behaviour === 'fails' ? 'failing' : 'normal';
  return { id: device.id, name: device.name, serial: device.serial, platform: device.platform, mood };
}
