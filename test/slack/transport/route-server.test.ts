import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createRouteServer } from '../../../src/slack/transport/transport.ts';

/** A server, and a stranger who has sent 3 of 100 bytes of a body and sends no more. */
async function withStranger(patience: Parameters<typeof createRouteServer>[1]) {
  const came = Promise.withResolvers<void>();
  const server = createRouteServer({ 'POST /slack/events': () => came.resolve() }, patience);
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const stranger = connect(port, '127.0.0.1');
  stranger.on('error', () => undefined);
  const heard = text(stranger).catch(() => 'reset');
  stranger.write('POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nabc');
  await came.promise;
  return { server, stranger, heard };
}

test('a request that never ends does not hold up the stop', async () => {
  const { server, heard } = await withStranger({ closeAfterMs: 20 });
  await server.close();
  expect(await heard).not.toContain('200');
});

test('a request that was coming in when the server closed is still answered', async () => {
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const server = createRouteServer({
    'GET /slow': async (_request, response) => {
      asked.resolve();
      await goOn.promise;
      response.end('answered');
    },
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`http://127.0.0.1:${port}/slow`).then((response) => response.text());
  await asked.promise;
  const closed = server.close();
  goOn.resolve();
  expect(await answer).toBe('answered');
  await closed;
});

test('a request that does not come in whole is ended while the server runs', async () => {
  const { server, heard } = await withStranger({ requestMs: 20, checkMs: 20 });
  expect(await heard).toContain('408');
  await server.close();
});
