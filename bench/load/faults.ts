import type { Kandji } from '../../playground/kandji/index.ts';
import type { LocalSlack } from '../../playground/slack/index.ts';

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

const CHANGES = ['POST', 'PATCH', 'DELETE'];

/** From now on Kandji and Slack fail at random. Half of the changes whose answer is lost take effect. The answer ends it. */
export function letThingsFail(kandji: Kandji, slack: LocalSlack, rates: FaultRates): () => void {
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
  const stop = slackTooBusy(slack, slack429);
  return () => {
    kandji.faults.clear();
    stop();
    slack.faults.clear();
  };
}

/** Each call that comes in arms a 429 for the next one, now and then. */
function slackTooBusy(slack: LocalSlack, rate: number): () => void {
  let seen = 0;
  return slack.onChange(() => {
    const last = slack.traffic.at(-1);
    if (last === undefined || last.id === seen || last.kind === 'delivery') return;
    seen = last.id;
    if (Math.random() < rate) slack.faults.fail('*', { status: 429, error: 'ratelimited' });
  });
}
