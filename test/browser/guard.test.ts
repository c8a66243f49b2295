import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallPlayground, startSmallPlayground } from '../support/browser/small-playground.ts';

/** No browser here: what the page's server refuses, and what it sends along. */
describe('the page’s server', () => {
  let play: SmallPlayground;
  beforeAll(async () => {
    play = await startSmallPlayground();
  });
  afterAll(() => play.close());

  function ask(
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof ask>>>();
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(new URL(path, play.url), { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    sent.on('error', reject).end(body);
    return promise;
  }

  const say = JSON.stringify({ as: 'U0ANA', channel: 'C0HELP', text: 'hello', threadTs: '' });
  const said = () => play.slack.world.messages('C0HELP').length;

  test('answers only to its own name', async () => {
    const { host } = new URL(play.url);
    expect((await ask('/', { host })).status).toBe(200);
    for (const name of [
      'evil.example',
      `evil.example:${new URL(play.url).port}`,
      '127.0.0.1',
      'localhost:1',
    ]) {
      expect((await ask('/', { host: name })).status, name).toBe(403);
    }
  });

  test('takes posts only from its own page, and only JSON', async () => {
    const { origin } = new URL(play.url);
    const json = { 'content-type': 'application/json' };
    expect((await ask('/do/say', json, say)).status).toBe(403);
    expect((await ask('/do/say', { ...json, origin: 'http://evil.example' }, say)).status).toBe(403);
    expect((await ask('/do/say', { 'content-type': 'text/plain', origin }, say)).status).toBe(403);
    expect(said()).toBe(0);
    expect(JSON.parse((await ask('/do/say', { ...json, origin }, say)).text)).toEqual({ ok: true });
    expect(said()).toBe(1);
  });

  test('runs no script but its own file', async () => {
    const { text, headers } = await ask('/', { host: new URL(play.url).host });
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(text).not.toMatch(/<script(?![^>]*src=)/);
  });

  test('holds no secret in what it sends to a window', async () => {
    const { port } = new URL(play.url);
    const state = await new Promise<string>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/events?as=U0ANA' }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => {
          resolve(text);
          response.destroy();
        });
      });
      sent.on('error', reject).end();
    });
    for (const secret of [play.slack.botToken, play.slack.signingSecret, play.slack.appToken]) {
      expect(state).not.toContain(secret);
    }
    expect((await ask('/events?as=U0NOBODY', { host: `127.0.0.1:${port}` })).status).toBe(404);
  });
});
