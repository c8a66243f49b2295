import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { Delivery } from '../traffic.ts';

/** What goes down a Socket Mode connection. */
export interface Envelope {
  envelope_id: string;
  type: 'slash_commands' | 'interactive' | 'events_api';
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
  payload: JsonObject;
}

export interface Sockets {
  /** How many connections are open. */
  readonly open: number;
  /** How many were ever opened. */
  readonly opened: number;
  /** `false`: a connection that is opened from now on hears nothing, not even `hello`. */
  greets: boolean;
  /** A ticket for one connection, as `apps.connections.open` gives it. */
  newUrl(): string;
  /** Takes over an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends it down one of the connections, in turn, and waits for its acknowledgement. */
  send(envelope: Omit<Envelope, 'envelope_id'>, deadline: number): Promise<Partial<Delivery>>;
  /** Sends a message as it is down one of the connections, and waits for the acknowledgement of `id` if there is one. */
  raw(message: string, id: string | null, deadline: number): Promise<Partial<Delivery>>;
  /** Asks every connection to leave, as Slack does every few hours; nothing more is sent over these. */
  disconnect(reason?: 'warning' | 'refresh_requested'): void;
  /** Breaks every connection off. */
  cut(): void;
  close(): void;
}

export interface SocketPorts {
  base(): string;
  appId: string;
  /** Ms between pings. */
  pingEvery: number;
  changed(): void;
}

/** The Socket Mode side: hello, pings, envelopes, acknowledgements, several connections. */
export function createSockets(ports: SocketPorts): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections = new Set<WebSocket>();
  const asked = new WeakSet<WebSocket>();
  const waiting = new Map<string, (ack: Partial<Delivery>) => void>();
  const state = { turn: 0, opened: 0, greets: true };
  const greet = (socket: WebSocket): void => {
    connections.add(socket);
    state.opened += 1;
    const ping = setInterval(() => socket.ping(), ports.pingEvery);
    socket.on('message', (data) => settle(waiting, parseJson(String(data))));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      connections.delete(socket);
      ports.changed();
    });
    const debug_info = { host: 'local', approximate_connection_time: 18_060 };
    const hello = { num_connections: connections.size, connection_info: { app_id: ports.appId }, debug_info };
    if (state.greets) socket.send(JSON.stringify({ type: 'hello', ...hello }));
    ports.changed();
  };
  const raw: Sockets['raw'] = async (message, id, deadline) => {
    const serving = [...connections].filter((socket) => !asked.has(socket));
    const chosen = serving[state.turn++ % Math.max(1, serving.length)];
    if (chosen === undefined) return { outcome: 'unreachable' };
    chosen.send(message);
    if (id === null) return {};
    const { promise, resolve } = Promise.withResolvers<Partial<Delivery>>();
    const giveUp = setTimeout(() => resolve({ outcome: 'timeout' }), deadline);
    waiting.set(id, resolve);
    return promise.finally(() => {
      clearTimeout(giveUp);
      waiting.delete(id);
    });
  };
  return {
    get open() {
      return connections.size;
    },
    get opened() {
      return state.opened;
    },
    get greets() {
      return state.greets;
    },
    set greets(yes) {
      state.greets = yes;
    },
    raw,
    newUrl() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${ports.base().replace('http', 'ws')}/link/?ticket=${ticket}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://local').searchParams.get('ticket') ?? '';
      if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, greet);
      else socket.destroy();
    },
    send: (envelope, deadline) => {
      const id = randomUUID();
      return raw(JSON.stringify({ envelope_id: id, ...envelope }), id, deadline);
    },
    disconnect(reason = 'refresh_requested') {
      for (const socket of connections) {
        asked.add(socket);
        socket.send(JSON.stringify({ type: 'disconnect', reason }));
      }
    },
    cut() {
      for (const socket of connections) socket.terminate();
    },
    close() {
      for (const socket of connections) socket.terminate();
      server.close();
    },
  };
}

function settle(waiting: Map<string, (ack: Partial<Delivery>) => void>, message: unknown): void {
  if (!isObject(message)) return;
  const { envelope_id: id, payload } = message;
  waiting.get(String(id))?.({
    outcome: 'ok',
    status: 200,
    ...(payload === undefined ? {} : { ack: payload }),
  });
}
