import type { Change } from '../../../src/helpdesk/operation.ts';
import type { Point } from './fault-points.ts';

/** What an app process is told at its start, as JSON in `ORDERS`. */
export interface Orders {
  /** Ms on the clock that decides something. */
  readonly offset?: number;
  /** Ms by which this machine's clock is wrong. */
  readonly wallClockMs?: number;
  /** Where it dies, or stands still. */
  readonly point?: Point;
  readonly signal?: 'SIGKILL' | 'SIGSTOP';
  /** Instead: what it does there waits for `go`, and everything else goes on. */
  readonly hold?: true;
  /** For how long it will have stood still, in ms, as the test moves the other clocks meanwhile. */
  readonly sleepMs?: number;
  /** How often; default once. */
  readonly times?: number;
}

/** What people do, without a modal. */
export type Deed =
  | { readonly verb: 'ask'; readonly deviceId: string; readonly changes: readonly Change[] }
  | { readonly verb: 'approve' | 'deny'; readonly requestId: string; readonly viewId?: string }
  /** Their own device is stolen. */
  | { readonly verb: 'report'; readonly deviceId: string; readonly viewId: string }
  | { readonly verb: 'found' | 'confirm-found'; readonly caseId: string }
  /** To the person of a device; until it checks in. */
  | { readonly verb: 'message' | 'watch'; readonly deviceId: string; readonly viewId: string };

export type ToApp =
  | { readonly kind: 'forward'; readonly offset: number }
  | { readonly kind: 'leave' }
  | { readonly kind: 'go' }
  | ({ readonly kind: 'do'; readonly id: number; readonly userId: string } & Deed);

export type FromApp =
  /** It holds at its point. */
  | { readonly kind: 'held' }
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'refused';
      readonly id: number;
      /** `null`: no refusal, but an error. */
      readonly code: string | null;
      readonly reason: string;
    };
