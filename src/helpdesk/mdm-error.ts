/**
 * Kandji did not give what was asked. Three kinds, and what may be concluded from each:
 * - `rejected`: Kandji answered and said no (4xx except 408); nothing was done.
 * - `no-answer`: no one can tell whether it was done (time-out, reset, 408, 5xx, a redirect, a broken body).
 * - `outage`: the request never left, or never reached Kandji (connection refused, unknown host, own budget spent).
 */
export class MdmError extends Error {
  override readonly name = 'MdmError';
  readonly kind: 'rejected' | 'no-answer' | 'outage';
  readonly reason: MdmErrorReason;
  readonly status: number | null;
  /** Kandji's own words or ours, as one sentence without a secret; safe to show as text. */
  readonly sentence: string;
  /** Such as `GET /devices/{device_id}/apps`. */
  readonly endpoint: string;
  /** The label of the missing permission in Kandji's settings, where it is known. */
  readonly permission: string | null;
  readonly retryAfterMs: number | null;
  /** Kandji's application answered, in JSON; false for a page, a gateway's own answer and none at all. */
  readonly isKandjis: boolean;

  constructor(
    facts: Omit<MdmErrorFacts, 'permission' | 'retryAfterMs' | 'isKandjis'> & Partial<MdmErrorFacts>,
    cause?: unknown,
  ) {
    super(`${facts.endpoint}: ${facts.sentence}`, { cause });
    this.kind = facts.kind;
    this.reason = facts.reason;
    this.status = facts.status;
    this.sentence = facts.sentence;
    this.endpoint = facts.endpoint;
    this.permission = facts.permission ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.isKandjis = facts.isKandjis ?? false;
  }
}

/** `null` where Kandji has no such thing. */
export const orGone = <T>(reading: Promise<T>): Promise<T | null> =>
  reading.catch((error: unknown) => {
    if (error instanceof MdmError && error.reason === 'not-found') return null;
    throw error;
  });

const PASSING = new Set<MdmErrorReason>([
  'server',
  'time-out',
  'unreachable',
  'unreadable',
  'rate-limited',
  'hour-spent',
]);

/** True where the same may be answered later, and no one has to mend anything. */
export const isPassing = ({ reason }: MdmError): boolean => PASSING.has(reason);

/** True where too much was asked, by this app or by others. */
export const isBusy = ({ reason }: MdmError): boolean => reason === 'rate-limited' || reason === 'hour-spent';

export interface MdmErrorFacts {
  readonly kind: 'rejected' | 'no-answer' | 'outage';
  readonly reason: MdmErrorReason;
  readonly status: number | null;
  readonly sentence: string;
  readonly endpoint: string;
  readonly permission: string | null;
  readonly retryAfterMs: number | null;
  readonly isKandjis: boolean;
}

export type MdmErrorReason =
  | 'permission' // 401 or 403 on one endpoint
  | 'token' // 401 everywhere: the token is dead
  | 'not-found'
  | 'blocked' // 403 with a web page: a proxy or firewall in between
  | 'wrong-host' // Kong's own 404: subdomain or region
  | 'rate-limited' // this second
  | 'hour-spent' // the tenant's hourly budget
  | 'invalid' // 400 and its relatives
  | 'unreadable' // HTML, cut-off JSON, a redirect
  | 'time-out'
  | 'server' // 5xx
  | 'unreachable';
