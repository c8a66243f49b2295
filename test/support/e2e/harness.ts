import { expect, onTestFinished } from 'vitest';
import type { SlackTraffic } from '../../../packages/slack-sandbox/src/traffic.ts';
import { type Playground, type PlaygroundOptions, startPlayground } from '../../../playground/start.ts';

/** Who is who in the local Slack. */
export const ANA = 'U0ANA'; // agent
export const ANA_TWO = 'U0ANA2'; // Ana's second account
export const BEN = 'U0BEN'; // approver
export const LEA = 'U0LEA'; // approver
export const VERA = 'U0VERA'; // viewer
export const MAX = 'U0ROOT'; // admin
export const DANA = 'U0DANA'; // employee without a role
export const RUI = 'U0RUI'; // guest
export const SAM = 'U0EXT'; // another company
export const HELP = 'C0HELP';
export const APPROVALS = 'C0APPROVALS';

export interface World extends Playground {
  /** Every line the app has logged. */
  readonly log: readonly string[];
  /** This test expects that Slack refuses something, or that something is logged as an error. */
  allow(what: 'refusals' | 'errors'): void;
}

/** A story's world. After the story it must have been clean: nothing refused by Slack, nothing logged as an error. */
export async function startWorld(options: PlaygroundOptions = {}): Promise<World> {
  const log: string[] = [];
  const playground = await startPlayground({ pollMs: 50, ...options, log: (line) => log.push(line) });
  const allowed = new Set<string>();
  const world: World = { ...playground, log, allow: (what) => void allowed.add(what) };
  onTestFinished(async () => {
    const refused = world.slack.refused().filter((entry) => !isLateForItsWindow(entry, world.slack.traffic));
    const errors = log.filter((line) => line.includes('"level":"error"'));
    await world.close();
    if (!allowed.has('refusals')) expect(refused, 'what Slack refused').toEqual([]);
    if (!allowed.has('errors')) expect(errors, 'what was logged as an error').toEqual([]);
  });
  return world;
}

/** An update of a window that was open once, and that its person has closed or left for the next one since: no app can know. */
function isLateForItsWindow(entry: SlackTraffic, traffic: readonly SlackTraffic[]): boolean {
  if (entry.kind !== 'api' || entry.method !== 'views.update' || entry.reply?.error !== 'not_found')
    return false;
  const { view_id } = entry.args;
  return traffic.some((one) => {
    const view = one.kind === 'api' && one.id < entry.id ? one.reply?.view : undefined;
    return typeof view === 'object' && view !== null && 'id' in view && view.id === view_id;
  });
}
