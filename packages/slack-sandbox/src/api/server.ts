import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core.ts';
import type { FaultReply } from '../faults.ts';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { ApiCall, ResponseUrlPost } from '../traffic.ts';
import { answerUrl } from './answer-url.ts';
import { readArguments } from './arguments.ts';
import { carryOut, complaints } from './call.ts';
import { takeUpload, UPLOAD_PATH } from './files.ts';

interface Answer {
  status: number;
  reply: JsonObject;
}

/** The HTTP side of the local Slack: `/api/<method>` and response_urls. Listens nowhere yet. */
export function apiServer(core: () => Core): Server {
  return createServer((request, response) => {
    void respond(core(), request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error));
    });
  });
}

async function respond(core: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    response.writeHead(403).end('This Slack answers only on its own machine.');
    return;
  }
  const body = await readBody(request);
  if (url.pathname.startsWith('/api/')) await answerCall(core, url, body, request, response);
  else if (/^\/(commands|actions)\//.test(url.pathname)) await answerPost(core, url.pathname, body, response);
  else if (url.pathname.startsWith(UPLOAD_PATH)) {
    const taken = takeUpload(core, url.pathname, {
      body,
      contentType: request.headers['content-type'] ?? '',
    });
    response.writeHead(taken.status, { 'content-type': 'text/plain' }).end(taken.text);
  } else response.writeHead(404).end('Nothing here.');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function answerCall(
  core: Core,
  url: URL,
  body: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = url.pathname.slice('/api/'.length);
  const sent = readArguments(body, request.headers['content-type'] ?? '');
  const { token: inBody, ...args } = { ...Object.fromEntries(url.searchParams), ...sent };
  const token =
    request.headers.authorization?.replace(/^Bearer /i, '') ??
    (typeof inBody === 'string' ? inBody : undefined);
  const entry = core.log.add<ApiCall>({ kind: 'api', method, args, problems: [] });
  const work = (): Answer => ({
    status: 200,
    reply: carryOut({ method, args: sent === undefined ? undefined : args, token }, core),
  });
  await finish(core, entry, work, response);
}

async function answerPost(core: Core, path: string, body: string, response: ServerResponse): Promise<void> {
  const json = parseJson(body);
  const args = isObject(json) ? json : {};
  const entry = core.log.add<ResponseUrlPost>({
    kind: 'response_url',
    method: 'response_url',
    args,
    problems: [],
  });
  await finish(core, entry, () => answerUrl(core, path, json), response);
}

/** Works, unless a fault was planned; records; answers, unless the answer is to get lost. */
async function finish(
  core: Core,
  entry: ApiCall | ResponseUrlPost,
  work: () => Answer,
  response: ServerResponse,
): Promise<void> {
  const fault = core.faults.take(entry.method, 'args' in entry ? entry.args : undefined);
  await wait(core.faults.delay + (fault?.delay ?? 0));
  const planned = fault === undefined ? undefined : plannedAnswer(fault);
  const { status, reply } = planned ?? work();
  core.log.end(entry, { status, reply, problems: planned === undefined ? complaints(reply) : [] });
  if (fault?.lostAnswer === 'reset') response.destroy();
  if (fault?.lostAnswer !== undefined && fault.lostAnswer !== false) return;
  send(response, status, reply, { ...scopeHeaders(core), ...retryAfter(status), ...fault?.headers });
}

function plannedAnswer(fault: FaultReply): Answer | undefined {
  const { error, status, body } = fault;
  if (error === undefined && status === undefined && body === undefined) return undefined;
  const said = typeof body === 'string' ? { body } : body;
  return { status: status ?? 200, reply: said ?? { ok: false, error: error ?? 'internal_error' } };
}

function retryAfter(status: number): Record<string, string> {
  return status === 429 ? { 'retry-after': '1' } : {};
}

function scopeHeaders(core: Core): Record<string, string> {
  return { 'x-oauth-scopes': [...core.manifest.scopes].join(',') };
}

function send(
  response: ServerResponse,
  status: number,
  reply: JsonObject,
  headers: Record<string, string>,
): void {
  const plain = typeof reply.body === 'string' && Object.keys(reply).length === 1 ? reply.body : undefined;
  const type = plain === undefined ? 'application/json; charset=utf-8' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(plain ?? JSON.stringify(reply));
}
