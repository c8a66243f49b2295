/** Which requests a fault hits, and how often. */
interface Aim {
  readonly method?: string;
  /** `/devices/{device_id}`; without it every route. */
  readonly template?: string;
  /** Requests about this device; for `bad-device` and `vanish-mid-walk` the device in the list. */
  readonly deviceId?: string;
  /** How many times it strikes; without it, until removed. */
  readonly times?: number;
  /** How many fitting requests pass unharmed first. */
  readonly after?: number;
  /** In [0, 1]; default 1. */
  readonly probability?: number;
}

/** How an error answer is written. */
export type ErrorShape =
  | 'detail'
  | 'message'
  | 'error'
  | 'list'
  | 'text'
  | 'fields'
  | 'html'
  | 'kong'
  | 'empty';

/** What goes wrong. */
type Harm =
  /** Answers at once. `body` (any JSON value) wins over `shape` and `message`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly shape?: ErrorShape;
      readonly message?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 429 for the second, or for the hour. */
  | { readonly kind: 'rate-limit-second' | 'rate-limit-hour' }
  /** Everything works, `ms` later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Accepts and never answers; with `process` the request takes effect first. */
  | { readonly kind: 'hang'; readonly process?: boolean }
  /** The request takes effect, and its answer is lost. */
  | { readonly kind: 'process-then-hang' | 'process-then-500' | 'process-then-reset' }
  /** The connection breaks before anything happened. */
  | { readonly kind: 'reset' }
  /** A web page where JSON is expected; 200 unless told otherwise. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Half of the JSON. */
  | { readonly kind: 'cut-off' }
  /** 302 to `to`, by default another host. */
  | { readonly kind: 'redirect'; readonly to?: string }
  /** Keys that no one has seen before. */
  | { readonly kind: 'new-field' }
  /** These keys are gone, at every depth. */
  | { readonly kind: 'missing-fields'; readonly fields?: readonly string[] }
  /** The page is served, then one of its devices is deleted, so that the next offset skips one. */
  | { readonly kind: 'vanish-mid-walk' }
  /** One device of the list makes no sense. */
  | { readonly kind: 'bad-device' }
  /** 400 "Command already running". */
  | { readonly kind: 'command-already-running' };

export type Fault = Aim & Harm;

/** Takes a fault away, and tells how often it struck. */
interface FaultHandle {
  remove(): void;
  readonly struck: number;
}

export interface Faults {
  add(fault: Fault): FaultHandle;
  clear(): void;
}
