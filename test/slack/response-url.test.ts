import { expect, test } from 'vitest';
import { isSlackUrl } from '../../src/slack/app.ts';
import { ANA, HELP, startWorld } from '../support/e2e/harness.ts';

const SLACK = 'https://slack.com/api/';
const HERE = 'http://127.0.0.1:1234/api/';

test.each([
  ['https://hooks.slack.com/commands/T0/1/abc', SLACK, true],
  ['https://hooks.slack-gov.com/commands/T0/1/abc', SLACK, true],
  ['http://hooks.slack.com/commands/T0/1/abc', SLACK, false],
  ['https://hooks.slack.com:8443/commands', SLACK, false],
  ['https://hooks.slack.com@evil.example/commands', SLACK, false],
  ['https://evilslack.com/commands', SLACK, false],
  ['https://hooks.slack.com.evil.example/commands', SLACK, false],
  ['http://127.0.0.1:9/commands', SLACK, false],
  ['http://127.0.0.1:9/commands', HERE, true],
  ['http://169.254.169.254/latest', HERE, false],
  [undefined, SLACK, false],
])('%s with %s: %s', (url, api, may) => {
  expect(isSlackUrl(url, api)).toBe(may);
});

test('a forged command that names another address is answered in Slack, and nothing goes there', async () => {
  const world = await startWorld();
  await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
  await world.slack.until(() => world.slack.as(ANA).sees(HELP).length > 0, 'the card');
  const sent = world.slack.traffic.find((entry) => entry.kind === 'delivery');
  if (sent?.kind !== 'delivery') throw new Error('nothing was delivered');
  const form = new URLSearchParams(sent.body);
  form.set('response_url', 'https://evil.example/take');
  const before = world.slack.traffic.length;
  await world.slack.deliver.raw({ body: form.toString(), contentType: sent.contentType });
  await world.slack.until(() => world.slack.as(ANA).sees(HELP).length > 1, 'another card');
  const later = world.slack.traffic.slice(before).filter((entry) => entry.kind === 'response_url');
  expect(later).toEqual([]);
  expect(
    world.slack.traffic
      .slice(before)
      .some((entry) => entry.kind === 'api' && entry.method === 'chat.postEphemeral'),
  ).toBe(true);
});
