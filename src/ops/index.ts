import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { PolicySource } from '../helpdesk/ports.ts';
import type { ObservedCall } from '../kandji/index.ts';
import type { ObservedInteraction } from '../slack/metrics.ts';
import type { OpenStore } from '../store/index.ts';
import { createGauges } from './gauges.ts';
import { createCounts } from './metrics.ts';
import { observeStore } from './observe-store.ts';

/** What this process counts. No label ever carries an id, a name or a text. */
export interface Metrics {
  press(seen: ObservedInteraction): void;
  kandjiCall(call: ObservedCall): void;
  /** The same store; what happens to requests is counted. */
  observed(store: OpenStore): OpenStore;
  /** Prometheus' text format. Reads the store; while that fails, what it would tell is left out. */
  text(from: { readonly store: Pick<OpenStore, 'survey'>; readonly policies: PolicySource }): Promise<string>;
}

/**
 * A registry of its own, so that several apps in one process do not mix.
 * @param options.ofProcess also memory, CPU and event loop, which costs a little all the time
 */
export function createMetrics(options: { readonly ofProcess: boolean }): Metrics {
  const registry = new Registry();
  if (options.ofProcess) collectDefaultMetrics({ register: registry });
  const counts = createCounts(registry);
  const gauges = createGauges(registry);
  return {
    press: counts.press,
    kandjiCall: counts.kandjiCall,
    observed: (store) => observeStore(store, counts.requestEvent),
    text: async ({ store, policies }) => {
      gauges.policy(policies);
      await store.survey().then(gauges.survey, gauges.noDatabase);
      return registry.metrics();
    },
  };
}
