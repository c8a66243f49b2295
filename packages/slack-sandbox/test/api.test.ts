import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSlack, startSlack } from '../src/index.ts';
import { MANIFEST, silent } from './app.ts';
import { page, section } from './forms.ts';

let slack: LocalSlack;
let client: WebClient;

beforeEach(async () => {
  // One scope more than the app asks for, so that conversations.open can be tried as well.
  slack = await startSlack({ manifest: MANIFEST.replace('- im:history', '- im:history\n      - im:write') });
  client = clientFor(slack.botToken);
});
afterEach(() => slack.close());

function clientFor(token: string): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent() });
}

const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error) => error.data?.error ?? error.code,
  );
const post = (channel: string, more = {}) =>
  errorOf(client.chat.postMessage({ channel, text: 'x', ...more }));

test('who the app is, and with which scopes', async () => {
  const me = await client.auth.test();
  expect(me).toMatchObject({ team_id: 'T0LARK', user_id: 'UBOTKANDJI', bot_id: 'B0KANDJI' });
  expect(me.response_metadata?.scopes).toContain('usergroups:read');
  expect(await errorOf(clientFor('xoxb-bad').auth.test())).toBe('invalid_auth');
  expect(await errorOf(clientFor('').auth.test())).toBe('not_authed');
  expect(await errorOf(clientFor(slack.appToken).auth.test())).toBe('not_allowed_token_type');
  expect(await errorOf(client.apiCall('no.such'))).toBe('unknown_method');
});

test('a method without its scope is refused with needed and provided', async () => {
  const refusal = await client.team.info().catch((error) => error.data);
  expect(refusal).toMatchObject({ error: 'missing_scope', needed: 'team:read' });
  expect(refusal.provided).toContain('chat:write');
  expect(await errorOf(client.conversations.info({ channel: slack.as('U0ANA').dmId() }))).toBe(
    'missing_scope',
  );
  expect(slack.refused()[0]?.problems).toEqual(['missing_scope (needs team:read)']);
});

test('without users:read.email there are no addresses', async () => {
  const blind = await startSlack({ manifest: MANIFEST.replace('- users:read.email', '') });
  const other = new WebClient(blind.botToken, { slackApiUrl: blind.apiUrl, logger: silent() });
  expect((await other.users.info({ user: 'U0ANA' })).user?.profile?.email).toBeUndefined();
  expect(await errorOf(other.users.lookupByEmail({ email: 'ana.ruiz@larkfield.example' }))).toBe(
    'missing_scope',
  );
  await blind.close();
});

test('where the app may not write', async () => {
  slack.world.removeFromChannel('C0APPROVALS', 'UBOTKANDJI');
  expect(await post('C0GENERAL')).toBe('not_in_channel');
  expect(await post('C0APPROVALS')).toBe('channel_not_found');
  expect(await post('C404')).toBe('channel_not_found');
  expect(await post('C0ARCHIVED')).toBe('is_archived');
  expect(await post('C0HELP', { text: '' })).toBe('no_text');
  expect(await post('C0HELP', { blocks: [{ type: 'nonsense' }] })).toBe('invalid_blocks');
  expect(await post('C0HELP', { blocks: Array(5).fill(section('x'.repeat(3000))) })).toBe(
    'msg_blocks_too_long',
  );
  const noes = slack.refused().flatMap((entry) => entry.problems);
  expect(noes).toContain('[ERROR] unsupported type: nonsense [json-pointer:/blocks/0/type]');
  const ephemeral = (user: string, channel: string) =>
    errorOf(client.chat.postEphemeral({ channel, user, text: 'x' }));
  expect(await ephemeral('U0EXT', 'C0HELP')).toBe('user_not_in_channel');
  expect(await ephemeral('U0ANA', 'C0GENERAL')).toBe('not_in_channel');
  expect(await ephemeral('U0ANA', 'C0HELP')).toBe('ok');
});

test('a message is changed, linked and deleted; blocks go when an update brings none', async () => {
  const { ts = '', message } = await client.chat.postMessage({
    channel: 'C0HELP',
    text: 'a',
    blocks: [section('a')],
  });
  expect(message).toMatchObject({ bot_id: 'B0KANDJI', app_id: 'A0KANDJI' });
  expect(message?.blocks?.[0]?.block_id).toMatch(/.+/);
  const at = { channel: 'C0HELP', ts };
  await client.chat.update({ ...at, text: 'b', blocks: [section('b')] });
  expect(slack.as('U0ANA').sees('C0HELP')[0]).toMatchObject({ words: 'b', edited: false });
  await client.chat.update({ ...at, text: 'c' });
  expect(slack.as('U0ANA').sees('C0HELP')[0]).toMatchObject({ blocks: [], text: 'c', edited: true });
  expect(await errorOf(client.chat.update({ ...at, text: 'x'.repeat(4001) }))).toBe('msg_too_long');
  expect(await errorOf(client.chat.update({ ...at, ts: '1.2', text: 'x' }))).toBe('message_not_found');
  const { permalink } = await client.chat.getPermalink({ channel: 'C0HELP', message_ts: ts });
  expect(permalink).toContain('larkfield.slack.com/archives/C0HELP/p');
  const theirs = await slack.as('U0BEN').say('C0HELP', 'mine');
  expect(await errorOf(client.chat.update({ ...at, ts: theirs.ts, text: 'x' }))).toBe('cant_update_message');
  await client.chat.delete(at);
  expect(
    slack
      .as('U0ANA')
      .sees('C0HELP')
      .map((one) => one.text),
  ).toEqual(['mine']);
});

test('direct conversations open by conversations.open and by writing to a person', async () => {
  const { channel } = await client.conversations.open({ users: 'U0DANA' });
  await client.chat.postMessage({ channel: channel?.id ?? '', text: 'one' });
  await client.chat.postMessage({ channel: 'U0DANA', text: 'two' });
  expect(
    slack
      .as('U0DANA')
      .dm()
      .map((message) => message.text),
  ).toEqual(['one', 'two']);
  expect(await errorOf(client.conversations.open({ users: 'U0GONE' }))).toBe('user_disabled');
  expect(await errorOf(client.conversations.open({ users: 'U404' }))).toBe('user_not_found');
  expect(await post('U0GONE')).toBe('ok');
  const { messages = [] } = await client.conversations.history({ channel: channel?.id ?? '' });
  expect(messages.map((message) => message.text)).toEqual(['two', 'one']);
});

test('people, groups and channels are told as they are', async () => {
  const rui = (await client.users.info({ user: 'U0RUI' })).user;
  expect(rui).toMatchObject({ is_restricted: true, profile: { email: 'rui.costa@larkfield.example' } });
  expect((await client.users.info({ user: 'U0EXT' })).user).toMatchObject({
    is_stranger: true,
    team_id: 'T0OTHER',
  });
  expect((await client.users.lookupByEmail({ email: 'Dana.Li@larkfield.example' })).user?.id).toBe('U0DANA');
  expect(await errorOf(client.users.lookupByEmail({ email: 'gil.sousa@larkfield.example' }))).toBe(
    'users_not_found',
  );
  expect(await errorOf(client.users.info({ user: 'U404' }))).toBe('user_not_found');
  const groups = (await client.usergroups.list({ include_users: true })).usergroups ?? [];
  expect(groups.find((group) => group.id === 'S0LEADS')?.users).toEqual(['U0BEN', 'U0LEA']);
  expect((await client.usergroups.users.list({ usergroup: 'S0ADMINS' })).users).toEqual(['U0ROOT']);
  expect(await errorOf(client.usergroups.users.list({ usergroup: 'S404' }))).toBe('no_such_subteam');
  expect((await client.conversations.info({ channel: 'C0SHARED' })).channel).toMatchObject({
    is_ext_shared: true,
    is_member: true,
  });
  expect((await client.conversations.info({ channel: 'C0APPROVALS' })).channel).toMatchObject({
    is_private: true,
  });
  const listed =
    (await client.conversations.list({ types: 'public_channel,private_channel' })).channels ?? [];
  expect(listed.map((channel) => channel.name)).toContain('device-approvals');
});

test('long lists come in pages', async () => {
  const seen: string[] = [];
  for await (const page of client.paginate('conversations.members', { channel: 'C0HELP', limit: 4 })) {
    seen.push(...((page as unknown as { members: string[] }).members ?? []));
  }
  expect(seen).toEqual(slack.world.channels.get('C0HELP')?.members);
});

test('a Home tab needs to be enabled, and blocks.validate needs no token', async () => {
  const view = { type: 'home' as const, blocks: [section('hello')] };
  await client.views.publish({ user_id: 'U0ANA', view });
  expect(slack.as('U0ANA').home()?.words).toBe('hello');
  const without = await startSlack({
    manifest: MANIFEST.replace('home_tab_enabled: true', 'home_tab_enabled: false'),
  });
  const other = new WebClient(without.botToken, { slackApiUrl: without.apiUrl, logger: silent() });
  expect(await errorOf(other.views.publish({ user_id: 'U0ANA', view }))).toBe('not_enabled');
  await without.close();
  const check = (blocks: object[]) => errorOf(clientFor('').apiCall('blocks.validate', { blocks }));
  expect(await check([section('x')])).toBe('ok');
  expect(await check([section('x'.repeat(3001))])).toBe('invalid_blocks');
  const wrong = page('x', { title: { type: 'plain_text', text: 'x'.repeat(25) } });
  expect(await errorOf(client.views.open({ trigger_id: 'x', view: wrong }))).toBe('invalid_arguments');
});

test('it answers only to its own machine', async () => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request(`${slack.apiUrl}auth.test`, { method: 'POST', headers: { host: 'evil.example' } }, (answer) =>
      resolve(answer.statusCode),
    ).end();
  });
  expect(status).toBe(403);
});
