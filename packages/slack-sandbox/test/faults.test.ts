import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSlack, startSlack } from '../src/index.ts';
import { MANIFEST, silent } from './app.ts';

let slack: LocalSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await startSlack({ manifest: MANIFEST });
  client = clientWith(10_000);
});
afterEach(() => slack.close());

function clientWith(timeout: number): WebClient {
  const retryConfig = { retries: 1, factor: 1, minTimeout: 5, maxTimeout: 10 };
  return new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, timeout, retryConfig, logger: silent() });
}

const say = (text = 'x') => client.chat.postMessage({ channel: 'C0HELP', text });
const heard = () =>
  slack
    .as('U0ANA')
    .sees('C0HELP')
    .map((message) => message.text);

test('an error by name, as often as planned, and it is not counted as refused', async () => {
  const fault = slack.faults.fail('chat.postMessage', { error: 'fatal_error' }, 2);
  await expect(say()).rejects.toThrow('fatal_error');
  await expect(say()).rejects.toThrow('fatal_error');
  await say('third');
  expect(fault.used).toBe(2);
  expect(heard()).toEqual(['third']);
  expect(slack.refused()).toEqual([]);
});

test('429 says when to come back, and the SDK does', async () => {
  slack.faults.fail('chat.postMessage', {
    status: 429,
    headers: { 'retry-after': '0' },
    error: 'ratelimited',
  });
  await say('after the limit');
  expect(heard()).toEqual(['after the limit']);
  expect(slack.traffic.map((entry) => entry.kind === 'api' && entry.status)).toEqual([429, 200]);
});

test('500 with a page instead of JSON is retried', async () => {
  slack.faults.fail('*', { status: 500, body: '<html>down</html>' });
  await say('after the fall');
  expect(heard()).toEqual(['after the fall']);
});

test('a lost answer has done its work, so a retry posts twice', async () => {
  slack.faults.fail('chat.postMessage', { lostAnswer: 'reset' });
  await say('twice');
  expect(heard()).toEqual(['twice', 'twice']);
  slack.faults.fail('chat.postMessage', { lostAnswer: true }, 2);
  client = clientWith(200);
  await expect(say('never heard of')).rejects.toThrow();
  await slack.until(() => heard().at(-1) === 'never heard of', 'the work without an answer');
});

test('slow is slow until it is cleared', async () => {
  slack.faults.slow(60_000);
  await expect(clientWith(50).auth.test()).rejects.toThrow();
  slack.faults.clear();
  expect((await client.auth.test()).ok).toBe(true);
});

test('a fault of some channels spares the others', async () => {
  const isDm = (id: string) => id.startsWith('D');
  slack.faults.fail('chat.postMessage', { error: 'not_in_channel', channel: (id) => !isDm(id) }, 9);
  await expect(say()).rejects.toThrow('not_in_channel');
  const dm = slack.world.openDm('U0ANA').id;
  expect((await client.chat.postMessage({ channel: dm, text: 'here' })).ok).toBe(true);
});
