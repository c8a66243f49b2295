import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { about } from './about.ts';
import { bundlePage } from './bundle.ts';
import { createFaultInjection } from './fault-injection.ts';
import { protect, refusal } from './guard.ts';
import { itemsFor } from './items.ts';
import type { PageOptions } from './options.ts';
import { pageActions } from './page-actions.ts';
import { readJson } from './read-json.ts';
import { createStolenAccounts } from './stolen-accounts.ts';
import { createStreams } from './stream.ts';
import { trafficView } from './traffic.ts';
import type { Answer, Item } from './wire.ts';

export type { PageOptions } from './options.ts';

/** Serves the playground's page on loopback. Rejects when the port is taken. */
export async function startPage(options: PageOptions): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer();
  const parts = await assemble(options, () => (server.address() as AddressInfo).port);
  server.on('request', (request, response) => {
    parts.answer(request, response).catch(() => request.socket.destroy());
  });
  await listening(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      parts.stop();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function assemble(options: PageOptions, port: () => number) {
  const { slack, kandji } = options;
  const files = await bundlePage();
  const streams = createStreams();
  const traffic = trafficView(slack, kandji);
  const faults = createFaultInjection(options);
  const stolen = createStolenAccounts(options, streams.changed);
  const does = pageActions(options, faults, stolen);
  const stops = [slack.onChange(streams.changed), kandji.onTraffic(streams.changed)];
  const items = (person: string): Item[] => [
    { key: 'about', value: about(options) },
    { key: 'faults', value: { ...faults.now(), stolen: stolen.now() } },
    ...itemsFor(slack, person),
    ...traffic.items(),
  ];
  const knows = (person: string): boolean => slack.world.users.has(person);
  const perform = async (name: string, body: Record<string, unknown>): Promise<Answer> => {
    try {
      const person = slack.as(String(body.as));
      // A window of ours wrote the body; the local Slack checks what it means.
      const carryOut: unknown = Object.hasOwn(does, name) ? Reflect.get(does, name) : undefined;
      if (typeof carryOut !== 'function') return { ok: false, error: `There is nothing called ${name}.` };
      return await carryOut(person, body);
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    } finally {
      streams.changed();
    }
  };
  return {
    answer: (request: IncomingMessage, response: ServerResponse) =>
      answer(request, response, {
        ...{ port: port(), files, perform, streams, items, knows, said: traffic.said },
        upload: slack.file,
      }),
    stop() {
      for (const stop of stops) stop();
      streams.close();
    },
  };
}

interface Serving {
  readonly port: number;
  readonly files: Awaited<ReturnType<typeof bundlePage>>;
  readonly perform: (name: string, body: Record<string, unknown>) => Promise<Answer>;
  readonly streams: ReturnType<typeof createStreams>;
  readonly items: (person: string) => Item[];
  readonly knows: (person: string) => boolean;
  readonly said: ReturnType<typeof trafficView>['said'];
  /** A file that the app uploaded. */
  readonly upload: PageOptions['slack']['file'];
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  protect(response);
  const refused = refusal(request, serving.port);
  if (refused !== undefined) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(refused);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, room = '', name = ''] = url.pathname.split('/');
  const file = serving.files.get(url.pathname);
  if (request.method === 'POST' && room === 'do') {
    json(response, await serving.perform(name, await readJson(request)));
  } else if (request.method !== 'GET') response.writeHead(405).end();
  else if (file !== undefined) response.writeHead(200, { 'content-type': file.type }).end(file.body);
  else if (url.pathname === '/events') {
    const person = url.searchParams.get('as') ?? '';
    if (serving.knows(person)) serving.streams.open(response, () => serving.items(person));
    else response.writeHead(404).end('No one here has that id.');
  } else if (room === 'files') download(response, serving.upload(name));
  else if (room === 'traffic') json(response, serving.said(name) ?? { request: null, reply: null });
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.');
}

/** Saved, never shown: what is in it came from people and devices. */
function download(response: ServerResponse, file: ReturnType<Serving['upload']>): void {
  if (file === undefined) return void response.writeHead(404).end('There is no such file.');
  const name = encodeURIComponent(file.name);
  response
    .writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    })
    .end(file.content);
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function listening(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  return promise;
}
