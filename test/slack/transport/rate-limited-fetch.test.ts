import { WebClient } from '@slack/web-api';
import { afterEach, expect, test } from 'vitest';
import { type LocalSlack, startSlack } from '../../../packages/slack-sandbox/src/index.ts';
import { MANIFEST } from '../../../playground/start.ts';
import { createRateLimitedFetch } from '../../../src/slack/transport/rate-limited-fetch.ts';

const open: LocalSlack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((slack) => slack.close()));
});

async function clientOf() {
  const slack = await startSlack({ manifest: MANIFEST });
  open.push(slack);
  const options = { slackApiUrl: slack.apiUrl, timeout: 10_000, retryConfig: { retries: 2 } };
  return { slack, client: new WebClient(slack.botToken, { ...options, fetch: createRateLimitedFetch() }) };
}

const TOO_MANY = { status: 429, error: 'ratelimited', headers: { 'retry-after': '1' } };

test('a method that Slack holds back waits alone, and is then called again', async () => {
  const { slack, client } = await clientOf();
  slack.faults.fail('chat.postMessage', TOO_MANY);
  const ended: string[] = [];
  const post = () => client.chat.postMessage({ channel: 'C0HELP', text: 'hello' });
  const posts = [post(), post()].map((one) => one.then(() => ended.push('posted')));
  await slack.until(() => slack.traffic.some((entry) => entry.kind === 'api' && entry.status === 429));
  await client.users.info({ user: 'U0ANA' }).then(() => ended.push('known'));
  await Promise.all(posts);
  expect(ended.indexOf('known')).toBeLessThan(ended.lastIndexOf('posted'));
  expect(slack.world.messages('C0HELP')).toHaveLength(2);
});

test('a long wait is not waited for: the caller hears of it', async () => {
  const { slack } = await clientOf();
  slack.faults.fail('users.info', { ...TOO_MANY, headers: { 'retry-after': '60' } });
  const options = { slackApiUrl: slack.apiUrl, rejectRateLimitedCalls: true };
  const hasty = new WebClient(slack.botToken, { ...options, fetch: createRateLimitedFetch() });
  await expect(hasty.users.info({ user: 'U0ANA' })).rejects.toThrow(/rate/i);
});

test('anyone who gives up meanwhile is not called for', async () => {
  const { slack } = await clientOf();
  slack.faults.fail('users.info', { ...TOO_MANY, headers: { 'retry-after': '2' } });
  const ask = createRateLimitedFetch();
  const giveUp = new AbortController();
  const asked = ask(`${slack.apiUrl}users.info`, { method: 'POST', signal: giveUp.signal });
  await slack.until(() => slack.traffic.some((entry) => entry.kind === 'api' && entry.status === 429));
  giveUp.abort();
  await expect(asked).rejects.toThrow(/abort/i);
  expect(slack.traffic.filter((entry) => entry.kind === 'api')).toHaveLength(1);
});
