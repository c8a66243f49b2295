import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint } from './endpoints/endpoint.ts';
import { spoil } from './faults/after.ts';
import { type Ending, insteadOfAnswer } from './faults/before.ts';
import type { Fault } from './faults/fault.ts';
import type { createFaults } from './faults/faults.ts';
import { type Answer, withHeaders } from './http/answer.ts';
import type { RateLimits } from './http/rate-limits.ts';
import { notAuthenticated, notPermitted, notRouted, wrongMethod } from './http/refusals.ts';
import { parseBody, readable, readText } from './http/request-body.ts';
import { createRouter, type Routed } from './http/routes.ts';
import type { Tokens } from './http/tokens.ts';
import type { Traffic } from './http/traffic.ts';
import type { World } from './world.ts';

interface Ports {
  readonly world: World;
  readonly endpoints: readonly Endpoint[];
  readonly tokens: Tokens;
  readonly limits: RateLimits;
  readonly faults: ReturnType<typeof createFaults>;
  readonly traffic: Traffic;
  readonly latency: () => number;
}

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly text: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly route: Routed<Endpoint> | null;
}

/** Takes every request in: record it, let faults strike, answer it. */
export function createFrontDoor(
  ports: Ports,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const route = createRouter(ports.endpoints);
  return async (request, response) => {
    const incoming = await read(request, route);
    const faults = ports.faults.striking({
      method: incoming.method,
      template: incoming.route?.template ?? null,
      deviceId: incoming.route?.params.device_id,
    });
    const ended = ports.traffic.arrived(seen(incoming));
    await delay(ports.latency(), faults);
    const ending = endingOf(incoming, faults, ports);
    const struck = faults[0] === undefined ? {} : { fault: faults.map((fault) => fault.kind).join(' ') };
    if (ending === 'reset') request.socket.resetAndDestroy();
    else if (ending !== 'silence') send(response, ending.answer, ports.limits);
    ended({ status: typeof ending === 'string' ? null : ending.answer.status, ...struck });
  };
}

async function read(
  request: IncomingMessage,
  route: (path: string) => Routed<Endpoint> | null,
): Promise<Incoming> {
  const url = new URL(request.url ?? '/', 'http://kandji.invalid');
  return {
    method: request.method ?? 'GET',
    url,
    text: await readText(request),
    contentType: request.headers['content-type'],
    authorization: request.headers.authorization,
    route: route(url.pathname),
  };
}

function seen({ method, url, text, route }: Incoming) {
  return {
    method,
    path: url.pathname,
    template: route?.template ?? null,
    query: Object.fromEntries(url.searchParams),
    body: readable(text),
  };
}

async function delay(latency: number, faults: readonly Fault[]): Promise<void> {
  const slow = faults.reduce((sum, fault) => sum + (fault.kind === 'slow' ? fault.ms : 0), latency);
  if (slow > 0) await pause(slow, undefined, { ref: false });
}

function endingOf(incoming: Incoming, faults: readonly Fault[], ports: Ports): Ending {
  for (const fault of faults) {
    const instead = insteadOfAnswer(fault, ports.limits);
    if (instead !== null) return instead;
  }
  let ending: Ending = { answer: answerTo(incoming, ports) };
  for (const fault of faults) {
    if (typeof ending === 'string') break;
    ending = spoil(fault, ending.answer, (id) => ports.world.tenant.removeDevice(id));
  }
  return ending;
}

/** The order of the real thing: gateway, then who, then whether, then what. */
function answerTo(incoming: Incoming, { world, tokens, limits }: Ports): Answer {
  const { route, method } = incoming;
  if (route === null) return notRouted();
  const spent = limits.take();
  if (spent !== null) return spent;
  const caller = tokens.caller(incoming.authorization);
  if (caller === null) return notAuthenticated();
  const endpoint = route.byMethod.get(method);
  if (endpoint === undefined) return wrongMethod(method, [...route.byMethod.keys()]);
  if (!caller.may(method, route.template)) return notPermitted(world.settings.missingPermission);
  const parsed = parseBody(incoming.text, incoming.contentType);
  if ('refusal' in parsed) return parsed.refusal;
  world.life.advance();
  return endpoint.run({
    world,
    caller,
    params: route.params,
    query: incoming.url.searchParams,
    body: parsed.body,
  });
}

function send(response: ServerResponse, answer: Answer, limits: RateLimits): void {
  const routed =
    answer.headers['RateLimit-Limit'] === undefined ? withHeaders(answer, limits.headers()) : answer;
  response.writeHead(answer.status, {
    ...routed.headers,
    Via: 'kong/3.2.2',
    'X-Kong-Upstream-Latency': '12',
    'X-Kong-Proxy-Latency': '1',
    'X-Kong-Request-Id': randomUUID().replaceAll('-', ''),
    ...(answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(answer.body)) }),
  });
  response.end(answer.body);
}
