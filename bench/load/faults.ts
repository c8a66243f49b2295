import type { Kandji } from '../../packages/kandji-simulator/src/index.ts';
import type { LocalSlack, SlackTraffic } from '../../packages/slack-sandbox/src/index.ts';

/** Parts of all calls that go wrong, 0 to 1. */
export interface FaultRates {
  readonly kandji500: number;
  readonly kandjiSilence: number;
  readonly kandjiHtml: number;
  readonly slack429: number;
}

export const USUAL_FAULTS: FaultRates = {
  kandji500: 0.05,
  kandjiSilence: 0.02,
  kandjiHtml: 0.01,
  slack429: 0.02,
};

/** Someone whose answer Slack itself delayed. */
export interface StruckUser {
  readonly userId: string;
  readonly method: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Failing {
  readonly struckUsers: readonly StruckUser[];
  /** How many calls Slack refused. */
  readonly refused: number;
  end(): void;
}

const CHANGES = ['POST', 'PATCH', 'DELETE'];

/** From now on Kandji and Slack fail at random. Half of the changes whose answer is lost take effect. */
export function letThingsFail(kandji: Kandji, slack: LocalSlack, rates: FaultRates): Failing {
  const { kandji500, kandjiSilence, kandjiHtml, slack429 } = rates;
  kandji.faults.add({ kind: 'status', status: 500, method: 'GET', probability: kandji500 });
  kandji.faults.add({ kind: 'hang', method: 'GET', probability: kandjiSilence });
  kandji.faults.add({ kind: 'html', method: 'GET', probability: kandjiHtml });
  for (const method of CHANGES) {
    kandji.faults.add({ kind: 'status', status: 500, method, probability: kandji500 / 2 });
    kandji.faults.add({ kind: 'process-then-500', method, probability: kandji500 / 2 });
    kandji.faults.add({ kind: 'hang', method, probability: kandjiSilence / 2 });
    kandji.faults.add({ kind: 'process-then-hang', method, probability: kandjiSilence / 2 });
    kandji.faults.add({ kind: 'html', method, probability: kandjiHtml });
  }
  const busy = slackTooBusy(slack, slack429);
  return {
    struckUsers: busy.struckUsers,
    get refused() {
      return busy.struckUsers.length;
    },
    end() {
      kandji.faults.clear();
      slack.faults.clear();
      busy.end();
    },
  };
}

/** So far back may lie what a refused call belongs to. */
const RECENT = 400;
const LOOK_EVERY_MS = 50;

/** Each call that comes in arms a 429 for the next one, now and then. Says whom it hit. */
function slackTooBusy(slack: LocalSlack, rate: number) {
  const struckUsers: StruckUser[] = [];
  const noted = new Set<number>();
  let seen = 0;
  const forget = slack.onChange(() => {
    const last = slack.traffic.at(-1);
    if (last === undefined || last.id === seen || last.kind === 'delivery') return;
    seen = last.id;
    if (Math.random() < rate) slack.faults.fail('*', { status: 429, error: 'ratelimited' });
  });
  const timer = setInterval(() => {
    const recent = slack.traffic.slice(-RECENT);
    for (const entry of recent) {
      if (entry.kind === 'delivery' || entry.status !== 429 || noted.has(entry.id)) continue;
      noted.add(entry.id);
      struckUsers.push({ userId: whose(entry, recent), method: entry.method, at: entry.at });
    }
  }, LOOK_EVERY_MS);
  return {
    struckUsers,
    end() {
      forget();
      clearInterval(timer);
    },
  };
}

/** Whose press a call belongs to, as far as its arguments tell; `''` when they do not. */
function whose(entry: SlackTraffic, recent: readonly SlackTraffic[]): string {
  if (entry.kind === 'delivery') return entry.user ?? '';
  const { user, channel, trigger_id: trigger, view_id: viewId } = entry.args;
  if (typeof user === 'string') return user;
  if (typeof channel === 'string' && channel.startsWith('U')) return channel;
  if (typeof trigger === 'string') {
    const press = recent.find((one) => one.kind === 'delivery' && one.payload.trigger_id === trigger);
    return press?.kind === 'delivery' ? (press.user ?? '') : '';
  }
  const opened = recent.find(
    (one) =>
      one.kind === 'api' && one !== entry && (one.reply?.view as { id?: string } | undefined)?.id === viewId,
  );
  return viewId !== undefined && opened ? whose(opened, recent) : '';
}
