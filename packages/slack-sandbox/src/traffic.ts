import type { JsonObject } from './json.ts';

interface Entry {
  id: number;
  /** Epoch ms, real time. */
  at: number;
  /** How long the answer took; absent while there is none. */
  ms?: number;
}

/** The app called a Web API method. */
export interface ApiCall extends Entry {
  kind: 'api';
  method: string;
  /** Decoded, without the token. */
  args: JsonObject;
  status?: number;
  reply?: JsonObject;
  /** What Slack found wrong, in its words. */
  problems: string[];
}

/** The app posted to a response_url. */
export interface ResponseUrlPost extends Entry {
  kind: 'response_url';
  /** The path, without the secret part. */
  method: 'response_url';
  args: JsonObject;
  status?: number;
  reply?: JsonObject;
  problems: string[];
}

export type DeliveryType =
  | 'slash_command'
  | 'block_actions'
  | 'block_suggestion'
  | 'view_submission'
  | 'view_closed'
  | 'shortcut'
  | 'message_action'
  | 'event'
  | 'raw';

/** How a delivery ended. `refused`: the app answered something other than 2xx. */
export type Outcome = 'waiting' | 'ok' | 'refused' | 'timeout' | 'unreachable';

/** Slack sent something to the app. */
export interface Delivery extends Entry {
  kind: 'delivery';
  type: DeliveryType;
  /** The command, action_id, callback_id or event type. */
  name: string;
  user?: string;
  payload: JsonObject;
  /** What went over HTTP, for a replay. */
  body: string;
  contentType: string;
  outcome: Outcome;
  status?: number;
  /** The body of the acknowledgement, parsed when it is JSON. */
  ack?: unknown;
  problems: string[];
  /** For events: 0 for the first attempt. */
  attempt: number;
  /** When all of it was on its way to the app over HTTP: ms of the monotonic clock. */
  leftAt?: number;
}

export type SlackTraffic = ApiCall | ResponseUrlPost | Delivery;

export interface TrafficLog {
  readonly entries: SlackTraffic[];
  /** Adds an entry; `id` and `at` are filled in. */
  add<T extends SlackTraffic>(entry: Omit<T, 'id' | 'at'>): T;
  /** Fills in how an entry ended. */
  end<T extends SlackTraffic>(entry: T, change: Partial<T>): void;
  /** Adds what Slack found wrong with it. */
  blame(entry: SlackTraffic, problems: string[]): void;
}

/** So that a playground that runs for days does not fill the memory. */
const KEPT = 20_000;

/** The ordered record of what passed between Slack and the app. */
export function trafficLog(changed: () => void): TrafficLog {
  const entries: SlackTraffic[] = [];
  let count = 0;
  return {
    entries,
    add<T extends SlackTraffic>(entry: Omit<T, 'id' | 'at'>): T {
      count += 1;
      const full = { ...entry, id: count, at: Date.now() } as T;
      entries.push(full);
      if (entries.length > KEPT) entries.shift();
      changed();
      return full;
    },
    end(entry, change) {
      Object.assign(entry, { ms: Date.now() - entry.at }, change);
      changed();
    },
    blame(entry, problems) {
      entry.problems.push(...problems);
      changed();
    },
  };
}

/** One line for a person who reads why a test failed. */
export function describeTraffic(entry: SlackTraffic): string {
  const problems = entry.problems.length > 0 ? ` — ${entry.problems.join('; ')}` : '';
  if (entry.kind === 'delivery') {
    const who = entry.user === undefined ? '' : ` by ${entry.user}`;
    return `${entry.id}. Slack → app ${entry.type} ${entry.name}${who}: ${entry.outcome} ${entry.status ?? ''}${problems}`;
  }
  const answer = entry.reply === undefined ? 'no answer yet' : JSON.stringify(entry.reply).slice(0, 160);
  return `${entry.id}. app → Slack ${entry.method} ${JSON.stringify(entry.args).slice(0, 160)}: ${answer}${problems}`;
}
