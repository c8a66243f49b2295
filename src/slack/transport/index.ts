import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPResponseAck, HTTPModuleFunctions as http } from '@slack/bolt';
import { ACK_WITHIN_MS } from '../../helpdesk/timing.ts';
import { acceptPayload, isJsonObject } from './accept-payload.ts';
import { createSocketModeTransport } from './socket-mode.ts';
import {
  createRouteServer,
  healthRoutes,
  receiverFor,
  type Transport,
  type TransportOptions,
} from './transport.ts';

/** Far above any Slack payload, far below what would hurt. */
const MOST_BYTES = 512 * 1024;
/** An answer of no use is better than none, just before Slack stops waiting. */
const LAST_ANSWER_MS = ACK_WITHIN_MS - 100;

export function createTransport(options: TransportOptions): Transport {
  return options.way.kind === 'http'
    ? overHttp(options, options.way.signingSecret)
    : createSocketModeTransport(options, options.way.appToken);
}

/** Signed POSTs. Each is answered 2xx or 4xx, whatever its body is. */
function overHttp(options: TransportOptions, signingSecret: string): Transport {
  const { receiver, app } = receiverFor();
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const receivedAt = performance.now();
    const signed = await verified(request, response, options.logger, signingSecret);
    const body = signed && parsed(signed, response);
    if (!signed || !body) return;
    if (body.ssl_check === '1') return http.buildSSLCheckResponse(response);
    if (body.type === 'url_verification') return http.buildUrlVerificationResponse(response, body);
    const answer = new HTTPResponseAck({
      logger: options.logger,
      processBeforeResponse: false,
      unhandledRequestTimeoutMillis: LAST_ANSWER_MS,
      httpRequest: signed,
      httpRequestBody: body,
      httpResponse: response,
    });
    const retryNum = http.extractRetryNumFromHTTPRequest(request);
    const retryReason = http.extractRetryReasonFromHTTPRequest(request);
    const isOpen = () => !response.writableEnded && !response.destroyed;
    const delivery = { receivedAt, isOpen };
    await acceptPayload(app(), { body, ack: answer.bind(), delivery, retryNum, retryReason }, options.logger);
  };
  const server = createRouteServer({
    ...healthRoutes(options),
    'POST /slack/events': (request, response) => void receive(request, response),
  });
  return { receiver, start: () => server.listen(options), stop: () => server.close() };
}

type Signed = Awaited<ReturnType<typeof http.parseAndVerifyHTTPRequest>>;

/** The request with its raw body, if it is Slack's; else it is answered 401 or 413. */
async function verified(
  request: IncomingMessage,
  response: ServerResponse,
  logger: TransportOptions['logger'],
  signingSecret: string,
): Promise<Signed | null> {
  try {
    return await http.parseAndVerifyHTTPRequest({ signingSecret, bodyLimit: MOST_BYTES, logger }, request);
  } catch (error) {
    logger.warn(`http.unverified: ${error instanceof Error ? error.message : String(error)}`);
    const isTooLarge = error instanceof Error && http.isRawBodyError(error) && error.statusCode === 413;
    http.buildNoBodyResponse(response, isTooLarge ? 413 : 401);
    return null;
  }
}

/** Its body, if it has fields; else it is answered 400. Bolt's own receiver ends the process for `null`. */
function parsed(signed: Signed, response: ServerResponse): Record<string, unknown> | null {
  const body = readJson(() => http.parseHTTPRequestBody(signed));
  if (isJsonObject(body)) return body;
  http.buildNoBodyResponse(response, 400);
  return null;
}

function readJson(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
