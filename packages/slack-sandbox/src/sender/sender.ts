import { type JsonObject, parseJson } from '../json.ts';
import type { Delivery, DeliveryType, TrafficLog } from '../traffic.ts';
import { postSigned } from './http.ts';
import type { Envelope, Sockets } from './sockets.ts';

/** Something for the app, before it goes out. */
interface Parcel {
  type: DeliveryType;
  name: string;
  user?: string;
  payload: object;
  attempt?: number;
  retryReason?: string;
}

export type Target = { requestUrl: string } | 'socket';

export interface Sender {
  connect(target: Target): void;
  readonly target: Target | undefined;
  /** Sends it and waits for the acknowledgement, at most three seconds. Never throws. */
  send(parcel: Parcel): Promise<Delivery>;
  /** Sends bytes as they are, over HTTP. */
  raw(message: RawMessage): Promise<{ status: number; body: string }>;
}

export interface RawMessage {
  body: string;
  contentType: string;
  headers?: Record<string, string>;
  wrongSecret?: boolean;
  /** Seconds. */
  oldTimestampBy?: number;
}

export interface SenderPorts {
  log: TrafficLog;
  sockets: Sockets;
  secret: string;
  /** Ms until Slack gives up waiting. */
  deadline: number;
}

const FORM = 'application/x-www-form-urlencoded';

/** Slack's side of the wire to the app: signed HTTP, or Socket Mode. */
export function createSender(ports: SenderPorts): Sender {
  let target: Target | undefined;
  const overHttp = async (url: string, parcel: Parcel, entry: Delivery): Promise<Partial<Delivery>> => {
    const answer = await postSigned({
      url,
      body: entry.body,
      contentType: entry.contentType,
      headers: retryHeaders(parcel),
      signing: { secret: ports.secret },
      deadline: ports.deadline,
      left: () => {
        entry.leftAt = performance.now();
      },
    });
    if (answer.outcome !== 'answered') return { outcome: answer.outcome };
    const ok = answer.status >= 200 && answer.status < 300;
    const ack = answer.body === '' ? undefined : (parseJson(answer.body) ?? answer.body);
    return { outcome: ok ? 'ok' : 'refused', status: answer.status, ...(ack === undefined ? {} : { ack }) };
  };
  return {
    connect(next) {
      target = next;
    },
    get target() {
      return target;
    },
    async send(parcel) {
      const entry = ports.log.add<Delivery>({ kind: 'delivery', ...record(parcel) });
      const end =
        target === undefined
          ? ({ outcome: 'unreachable' } as const)
          : target === 'socket'
            ? await ports.sockets.send(envelope(parcel), ports.deadline)
            : await overHttp(target.requestUrl, parcel, entry);
      ports.log.end(entry, end);
      return entry;
    },
    async raw(message) {
      if (target === undefined || target === 'socket') throw new Error('The app does not listen over HTTP.');
      const { oldTimestampBy = 0 } = message;
      const answer = await postSigned({
        url: target.requestUrl,
        body: message.body,
        contentType: message.contentType,
        headers: message.headers ?? {},
        signing: { secret: message.wrongSecret === true ? 'not-the-secret' : ports.secret, oldTimestampBy },
        deadline: ports.deadline,
      });
      return answer.outcome === 'answered'
        ? { status: answer.status, body: answer.body }
        : { status: 0, body: answer.outcome };
    },
  };
}

function record(parcel: Parcel): Omit<Delivery, 'id' | 'at' | 'kind'> {
  const { type, name, user, attempt = 0 } = parcel;
  const payload: JsonObject = { ...parcel.payload };
  const isEvent = type === 'event';
  return {
    type,
    name,
    ...(user === undefined ? {} : { user }),
    payload,
    body: isEvent ? JSON.stringify(payload) : formOf(type, payload),
    contentType: isEvent ? 'application/json' : FORM,
    outcome: 'waiting',
    problems: [],
    attempt,
  };
}

function formOf(type: DeliveryType, payload: JsonObject): string {
  if (type !== 'slash_command') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}

function retryHeaders(parcel: Parcel): Record<string, string> {
  if (parcel.attempt === undefined || parcel.attempt === 0) return {};
  return {
    'x-slack-retry-num': String(parcel.attempt),
    'x-slack-retry-reason': parcel.retryReason ?? 'unknown_error',
  };
}

function envelope(parcel: Parcel): Omit<Envelope, 'envelope_id'> {
  const { type, attempt = 0, retryReason = '' } = parcel;
  const payload: JsonObject = { ...parcel.payload };
  if (type === 'event') {
    const retry = { retry_attempt: attempt, retry_reason: retryReason };
    return { type: 'events_api', accepts_response_payload: false, ...retry, payload };
  }
  const kind = type === 'slash_command' ? 'slash_commands' : 'interactive';
  return { type: kind, accepts_response_payload: true, payload };
}
