import { createServer } from 'node:http';
import type { Log } from '../helpdesk/ports.ts';
import { listenError } from './startup.ts';

export interface MetricsServer {
  readonly port: number;
  stop(): void;
}

/**
 * `GET /metrics` on a port of its own.
 * @throws CannotStart when the port cannot be had
 */
export async function serveMetrics(
  where: { readonly host: string; readonly port: number },
  text: () => Promise<string>,
  log: Log,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isMetrics = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (!isMetrics) return void response.writeHead(404).end();
    text().then(
      (body) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body),
      (error: unknown) => {
        log.warn({ error }, 'metrics could not be told');
        response.writeHead(500).end();
      },
    );
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(where.port, where.host, resolve);
  await promise.catch((error: unknown) => {
    throw listenError(error, where.port, 'METRICS_PORT');
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : where.port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
