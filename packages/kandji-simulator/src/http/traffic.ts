import { normalTemplate } from './routes.ts';

/** One request as it arrived, and how it was answered. Never holds a token. */
export interface TrafficEntry {
  /** Epoch milliseconds of the machine's clock. */
  readonly at: number;
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** `/devices/{device_id}`; null when nothing is routed there. */
  readonly template: string | null;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text when it is not JSON, or null without a body. */
  readonly body: unknown;
  /** Null while unanswered, and for ever when the connection hung or was reset. */
  status: number | null;
  /** How long the answer took. */
  ms: number | null;
  /** The fault that was injected. */
  fault?: string;
}

/** Which requests are meant. */
export interface TrafficMatch {
  readonly method?: string;
  readonly template?: string;
}

export interface Traffic {
  readonly entries: readonly TrafficEntry[];
  /** Remembers a request; the function that comes back says how it ended. */
  arrived(
    entry: Omit<TrafficEntry, 'at' | 'status' | 'ms'>,
  ): (end: { status: number | null; fault?: string }) => void;
  /** Called when a request has ended; returns the way to stop listening. */
  listen(listener: (entry: TrafficEntry) => void): () => void;
  matching(match: TrafficMatch): TrafficEntry[];
  forget(): void;
}

const CAPACITY = 5000;

export function createTraffic(): Traffic {
  const entries: TrafficEntry[] = [];
  const listeners = new Set<(entry: TrafficEntry) => void>();
  return {
    entries,
    arrived(seen) {
      const entry: TrafficEntry = { ...seen, at: Date.now(), status: null, ms: null };
      const started = performance.now();
      entries.push(entry);
      if (entries.length > CAPACITY) entries.shift();
      return (end) => {
        entry.ms = performance.now() - started;
        Object.assign(entry, end);
        for (const listener of listeners) listener(entry);
      };
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    matching: (match) => entries.filter((entry) => fits(entry, match)),
    forget: () => void entries.splice(0),
  };
}

function fits(entry: TrafficEntry, { method, template }: TrafficMatch): boolean {
  if (method !== undefined && entry.method !== method.toUpperCase()) return false;
  return (
    template === undefined ||
    (entry.template !== null && normalTemplate(entry.template) === normalTemplate(template))
  );
}
