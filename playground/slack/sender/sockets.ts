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
  /** A ticket for one connection, as `apps.connections.open` gives it. */
  newUrl(): string;
  /** Takes over an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends it down one of the connections, in turn, and waits for its acknowledgement. */
  send(envelope: Omit<Envelope, 'envelope_id'>, deadline: number): Promise<Partial<Delivery>>;
  /** Asks every connection to leave, as Slack does every few hours. */
  disconnect(reason?: 'warning' | 'refresh_requested'): void;
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
  const waiting = new Map<string, (ack: Partial<Delivery>) => void>();
  let turn = 0;
  const greet = (socket: WebSocket): void => {
    connections.add(socket);
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
    socket.send(JSON.stringify({ type: 'hello', ...hello }));
    ports.changed();
  };
  return {
    get open() {
      return connections.size;
    },
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
    async send(envelope, deadline) {
      const chosen = [...connections][turn++ % Math.max(1, connections.size)];
      if (chosen === undefined) return { outcome: 'unreachable' };
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<Partial<Delivery>>();
      const giveUp = setTimeout(() => resolve({ outcome: 'timeout' }), deadline);
      waiting.set(id, resolve);
      chosen.send(JSON.stringify({ envelope_id: id, ...envelope }));
      return promise.finally(() => {
        clearTimeout(giveUp);
        waiting.delete(id);
      });
    },
    disconnect(reason = 'refresh_requested') {
      for (const socket of connections) socket.send(JSON.stringify({ type: 'disconnect', reason }));
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
