import type { JsonObject } from './json.ts';

/** What Slack does instead of its work. */
export interface FaultReply {
  /** `{ok:false, error}` with HTTP 200. */
  error?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: JsonObject | string;
  /** Waits this many ms before it answers (or works, if nothing else is asked). */
  delay?: number;
  /** The call is carried out, and the answer never comes (`true`) or the connection breaks (`'reset'`). */
  lostAnswer?: boolean | 'reset';
  /** Strikes only calls about this channel, or about those of which it is true. */
  channel?: string | ((channel: string) => boolean);
}

export interface Handle {
  /** How often it struck. */
  readonly used: number;
  remove(): void;
}

export interface Faults {
  /** The next `times` calls (default 1) of `method` go wrong; `*` is any method, `response_url` those posts. */
  fail(method: string, reply: FaultReply, times?: number): Handle;
  /** Every answer takes this long, ms. 0 ends it. */
  slow(ms: number): void;
  clear(): void;
}

export interface FaultPlan extends Faults {
  /** The fault for this call, used up by asking. */
  take(method: string, args?: JsonObject): FaultReply | undefined;
  readonly delay: number;
}

/** Planned failures of the Web API. */
export function faultPlan(latency: number): FaultPlan {
  const planned: { method: string; reply: FaultReply; left: number; used: number }[] = [];
  let delay = latency;
  return {
    get delay() {
      return delay;
    },
    fail(method, reply, times = 1) {
      const plan = { method, reply, left: times, used: 0 };
      planned.push(plan);
      return {
        get used() {
          return plan.used;
        },
        remove() {
          plan.left = 0;
        },
      };
    },
    slow(ms) {
      delay = ms;
    },
    clear() {
      planned.length = 0;
      delay = latency;
    },
    take(method, args) {
      const plan = planned.find(
        ({ left, reply, ...one }) =>
          left > 0 && (one.method === method || one.method === '*') && isAbout(reply, args?.channel),
      );
      if (plan === undefined) return undefined;
      plan.left -= 1;
      plan.used += 1;
      return plan.reply;
    },
  };
}

function isAbout({ channel }: FaultReply, called: unknown): boolean {
  if (channel === undefined || channel === called) return true;
  return typeof channel === 'function' && typeof called === 'string' && channel(called);
}
