import type { Log } from '../helpdesk/ports.ts';
import type { BudgetStore } from '../helpdesk/store-port.ts';
import type { ObservedCall } from './http/http.ts';

/** What the Kandji client is made of. */
export interface KandjiOptions {
  /** As checked by `kandjiAddress`. */
  readonly apiUrl: URL;
  readonly token: string;
  /** The console's address, where it cannot be derived. */
  readonly webUrl?: string | null;
  /** Each HTTP call takes from it before it leaves. */
  readonly budget: BudgetStore;
  readonly log: Log;
  readonly fetch?: typeof fetch;
  /** Epoch ms; default the system's clock. */
  readonly now?: () => number;
  /** Ms, never set: how old an answer is. Default `now`. */
  readonly monotonic?: () => number;
  /** How long an answer is kept for equal reads, in ms; default 15,000. Lists for pickers: 60,000. */
  readonly cacheMs?: number;
  /** Told of every HTTP call, for metrics. */
  readonly onCall?: (call: ObservedCall) => void;
  /** For one try of a read, in ms; default 10,000. All tries together get two and a half times as long. */
  readonly readTimeoutMs?: number;
}
