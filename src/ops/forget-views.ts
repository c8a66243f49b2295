import type { Log } from '../helpdesk/ports.ts';
import type { Store } from '../helpdesk/store-port.ts';

const HOUR_MS = 3_600_000;
/** Longer than anybody leaves a modal open in earnest. */
const KEPT_MS = 7 * 24 * HOUR_MS;

/** Forgets what old modals were drawn from, now and every hour: it names people and devices, and it would only grow. */
export function startForgettingViews(store: Pick<Store, 'views'>, log: Log): { stop(): void } {
  const forget = () => {
    store.views
      .forget(KEPT_MS)
      .catch((error: unknown) => log.warn({ error }, 'old modals could not be forgotten'));
  };
  forget();
  const timer = setInterval(forget, HOUR_MS);
  return { stop: () => clearInterval(timer) };
}
