import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Agent, type RequestInit as UndiciInit, fetch as undiciFetch } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../support/kandji/certificate.ts';
import { clientOf, TOKEN } from '../support/kandji/harness.ts';

const MAC = '7c0a5d6e-0000-4000-8000-000000000001';
const CALL = { timeoutMs: 20_000 };

/** Listens on loopback until the test is over; connections it has are cut then. */
async function listen(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => void open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

/** A real TLS server with this certificate. @returns its port, and the requests that reached it */
async function serveTls({ cert, key }: { readonly cert: string; readonly key: string }) {
  const reached: string[] = [];
  const server = createTlsServer({ cert, key }, ({ url = '' }, response) => {
    reached.push(url);
    response.end();
  });
  return { port: await listen(server), reached };
}

/** Node's own fetch with other rules for connecting: same library, same errors. */
const connecting = (connect: Agent.Options['connect']): typeof fetch => {
  const dispatcher = new Agent({ connect: connect ?? {} });
  onTestFinished(() => dispatcher.close());
  return ((url: string | URL, init: UndiciInit) =>
    undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;
};

/** As at a tenant's address, where TLS is a must: settings take a loopback address with http only. */
const clientAt = (port: number, host = '127.0.0.1', connect: Agent.Options['connect'] = {}) =>
  clientOf(`http://127.0.0.1:${port}`, TOKEN, {
    apiUrl: new URL(`https://${host}:${port}/api/v1`),
    fetch: connecting(connect),
  });

const nothingLeft = (code: string) => ({
  outcome: 'rejected',
  status: null,
  sentence: `Kandji could not be reached (${code}). Nothing was sent.`,
});

describe('a server whose certificate is not accepted gets no command', () => {
  test('signed by itself', async () => {
    const { port, reached } = await serveTls(selfSigned('127.0.0.1', 30));
    const sent = await clientAt(port).commands.blankPush(MAC, CALL);
    expect(sent).toEqual(nothingLeft('DEPTH_ZERO_SELF_SIGNED_CERT'));
    expect(reached).toEqual([]);
  });

  test('expired', async () => {
    const own = selfSigned('localhost', -1);
    const { port, reached } = await serveTls(own);
    const sent = await clientAt(port, 'localhost', { ca: own.cert, family: 4 }).commands.blankPush(MAC, CALL);
    expect(sent).toEqual(nothingLeft('CERT_HAS_EXPIRED'));
    expect(reached).toEqual([]);
  });

  test('made out to another host', async () => {
    const own = selfSigned('other.example', 30);
    const { port, reached } = await serveTls(own);
    const sent = await clientAt(port, 'localhost', { ca: own.cert, family: 4 }).commands.blankPush(MAC, CALL);
    expect(sent).toEqual(nothingLeft('ERR_TLS_CERT_ALTNAME_INVALID'));
    expect(reached).toEqual([]);
  });

  test('while one that is accepted gets it', async () => {
    const own = selfSigned('localhost', 30);
    const { port, reached } = await serveTls(own);
    const sent = await clientAt(port, 'localhost', { ca: own.cert, family: 4 }).commands.blankPush(MAC, CALL);
    expect(sent).toMatchObject({ outcome: 'accepted' });
    expect(reached).toEqual([expect.stringContaining('blankpush')]);
  });
});

test('a host that does not let a connection come about in time gets no command', async () => {
  const heard: Buffer[] = [];
  const port = await listen(
    createServer((socket) => socket.on('data', (piece) => void heard.push(Buffer.from(piece)))),
  );
  const sent = await clientAt(port, '127.0.0.1', { timeout: 100 }).commands.blankPush(MAC, CALL);
  expect(sent).toEqual(nothingLeft('UND_ERR_CONNECT_TIMEOUT'));
  // What it heard is the greeting of TLS, which carries neither token nor command.
  const greeting = Buffer.concat(heard).toString('latin1');
  expect(greeting).not.toContain(TOKEN);
  expect(greeting).not.toContain('blankpush');
});
