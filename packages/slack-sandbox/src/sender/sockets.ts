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
  /**
   * Sends it down one of the connections, in turn, and waits for its acknowledgement over that same one. When the connection ends
   * first, it is sent again over another one, if there is one.
   */
  send(envelope: Omit<Envelope, 'envelope_id'>, deadline: number): Promise<Partial<Delivery>>;
  /** Sends a message as it is down one of the connections, and waits for the acknowledgement of `id` if there is one. */
  raw(message: string, id: string | null, deadline: number): Promise<Partial<Delivery>>;
  /** Asks every connection to leave, as Slack does every few hours; nothing more is sent over these. */
  disconnect(reason?: 'warning' | 'refresh_requested'): void;
  /** Breaks every connection off, or those over which an acknowledgement is waited for. */
  cut(which?: 'all' | 'waiting'): void;
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
  const waiting = new Map<string, Waiting>();
  const state = { turn: 0, opened: 0, greets: true };
  const greet = (socket: WebSocket): void => {
    connections.add(socket);
    state.opened += 1;
    const ping = setInterval(() => socket.ping(), ports.pingEvery);
    socket.on('message', (data) => settle(waiting, socket, parseJson(String(data))));
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
    const { promise, resolve } = Promise.withResolvers<Partial<Delivery>>();
    const leave = (): boolean => {
      const serving = [...connections].filter((socket) => !asked.has(socket));
      const over = serving[state.turn++ % Math.max(1, serving.length)];
      if (over === undefined) return false;
      if (id !== null) {
        waiting.set(id, { over, resolve });
        over.once('close', () => {
          if (waiting.get(id)?.over === over) leave();
        });
      }
      over.send(message);
      return true;
    };
    if (!leave()) return { outcome: 'unreachable' };
    if (id === null) return {};
    const giveUp = setTimeout(() => resolve({ outcome: 'timeout' }), deadline);
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
    cut(which = 'all') {
      const cut = which === 'all' ? connections : [...waiting.values()].map(({ over }) => over);
      for (const socket of cut) socket.terminate();
    },
    close() {
      for (const socket of connections) socket.terminate();
      server.close();
    },
  };
}

interface Waiting {
  readonly over: WebSocket;
  readonly resolve: (ack: Partial<Delivery>) => void;
}

/** An acknowledgement counts over the connection that its envelope went down. */
function settle(waiting: ReadonlyMap<string, Waiting>, from: WebSocket, message: unknown): void {
  if (!isObject(message)) return;
  const { envelope_id: id, payload } = message;
  const found = waiting.get(String(id));
  if (found?.over !== from) return;
  found.resolve({
    outcome: 'ok',
    status: 200,
    ...(payload === undefined ? {} : { ack: payload }),
  });
}
