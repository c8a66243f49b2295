import { expect, test } from 'vitest';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, startWorld, type World } from '../support/e2e/harness.ts';

const SERIAL = 'H4TX90QLM2';
/** Slack stops waiting then. */
const SLACK_WAITS_MS = 3_000;

const user = { id: ANA };
const event = (inner: unknown) => ({
  type: 'event_callback',
  event_id: 'Ev1',
  team_id: 'T0LARK',
  event: inner,
});

/** Bodies that Slack has sent to someone, may send one day, or that break what reads them. */
const BODIES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['a string', 'block_actions'],
  ['an array', [{ type: 'block_actions' }]],
  ['an empty object', {}],
  ['no type', { user }],
  ['a type that is no text', { type: { a: 1 }, user }],
  ['app_rate_limited, which has no event', { type: 'app_rate_limited', minute_rate_limited: 1_518_467_820 }],
  ['url_verification', { type: 'url_verification', challenge: 'abc' }],
  ['an event that is null', event(null)],
  ['an event that is a text', event('message')],
  ['an event that is a number', event(7)],
  ['an event that is an array', event([])],
  ['an event without a type', event({})],
  ['an event of an unknown type', event({ type: 'brand_new' })],
  ['an event in a channel that is null', event({ type: 'message', channel: null })],
  ['an event on an item that is null', event({ type: 'reaction_added', item: null })],
  ['a message without anything', event({ type: 'message' })],
  ['a function step', event({ type: 'function_executed', inputs: {} })],
  ['tokens_revoked', event({ type: 'tokens_revoked', tokens: {} })],
  ['app_uninstalled', event({ type: 'app_uninstalled' })],
  ...['ws_message', 'close', 'error', 'connected', 'disconnected', 'slack_event', 'hello', 'disconnect'].map(
    (type) => [`an event of the type ${type}`, event({ type, user: ANA })] as const,
  ),
  ['a press without actions', { type: 'block_actions', user }],
  ['a press with actions that are null', { type: 'block_actions', user, actions: null }],
  ['a press with an action that is null', { type: 'block_actions', user, actions: [null] }],
  ['a press in a channel that is null', { type: 'block_actions', user, channel: null, actions: [] }],
  ['a press of nobody', { type: 'block_actions', actions: [{ action_id: 'device.open' }] }],
  ['a press in a team that is null', { type: 'block_actions', team: null, user: null, actions: [{}] }],
  ['a submission without a view', { type: 'view_submission', user }],
  ['a submission of a view that is null', { type: 'view_submission', user, view: null }],
  ['a closed view that is null', { type: 'view_closed', user, view: null }],
  ['type-ahead in a channel that is null', { type: 'block_suggestion', user, channel: null }],
  ['a message shortcut in a channel that is null', { type: 'message_action', user, channel: null }],
  ['a shortcut without a name', { type: 'shortcut', user }],
  ['dialog_cancellation', { type: 'dialog_cancellation', user, callback_id: 'x', state: '' }],
  ['workflow_step_edit', { type: 'workflow_step_edit', user, callback_id: 'x', workflow_step: {} }],
  ['an interactive type of tomorrow', { type: 'block_hologram', user }],
  ['a command that is null', { command: null, user_id: ANA }],
  ['a command of nobody', { command: '/kandji' }],
];

/** Nothing was hurt: the app goes on to serve. */
async function stillServes(world: World): Promise<void> {
  expect((await asks(world, ANA, SERIAL)).words).toContain('MacBook Air');
}

test('every signed body is answered 2xx or 4xx in time, and hurts nothing', async () => {
  const world = await startWorld();
  world.allow('errors');
  world.allow('refusals');
  const { deliver } = world.slack;
  const sent = BODIES.flatMap(([name, body]) => {
    const json = JSON.stringify(body);
    const payload = `payload=${encodeURIComponent(json)}`;
    return [
      { name: `${name}, as JSON`, contentType: 'application/json', body: json },
      { name: `${name}, as a form`, contentType: 'application/x-www-form-urlencoded', body: payload },
    ];
  });
  const bytes = [
    { name: 'nothing', contentType: 'application/json', body: '' },
    { name: 'no JSON', contentType: 'application/json', body: '{"type":' },
    { name: 'an empty form', contentType: 'application/x-www-form-urlencoded', body: '' },
    {
      name: 'a form with two payloads',
      contentType: 'application/x-www-form-urlencoded',
      body: 'payload=null&payload=1',
    },
    {
      name: 'a payload that is no JSON',
      contentType: 'application/x-www-form-urlencoded',
      body: 'payload=%7B',
    },
    { name: 'another content type', contentType: 'text/plain', body: 'null' },
  ];
  for (const { name, ...message } of [...sent, ...bytes]) {
    const { status } = await deliver.raw(message);
    // 0 is what the local Slack says of an answer that did not come within its three seconds, or of a broken connection.
    expect({ name, answered: status >= 200 && status < 500 && status !== 404 }).toEqual({
      name,
      answered: true,
    });
  }
  await stillServes(world);
});

test('every envelope is acked in time over Socket Mode, and hurts nothing', async () => {
  const world = await startWorld({ way: 'socket' });
  world.allow('errors');
  world.allow('refusals');
  const { sockets } = world.slack;
  let count = 0;
  const acked = async (name: string, envelope: object): Promise<void> => {
    count += 1;
    const id = `env-${count}`;
    const { outcome } = await sockets.raw(
      JSON.stringify({ envelope_id: id, ...envelope }),
      id,
      SLACK_WAITS_MS,
    );
    expect({ name, outcome }).toEqual({ name, outcome: 'ok' });
  };
  for (const [name, payload] of BODIES)
    for (const type of ['events_api', 'interactive', 'slash_commands'])
      await acked(`${name}, as ${type}`, { type, payload });
  await acked('no payload', { type: 'events_api' });
  await acked('no type', { payload: event({ type: 'message' }) });
  for (const type of [
    'ws_message',
    'close',
    'error',
    'slack_event',
    'connected',
    'of_tomorrow',
    'constructor',
  ])
    await acked(`an envelope of the type ${type}`, { type, payload: {} });
  expect(sockets.opened).toBe(2);
  await stillServes(world);
});

test('what is no envelope is passed over', async () => {
  const world = await startWorld({ way: 'socket' });
  for (const message of [
    'null',
    '5',
    '"hello"',
    '[]',
    '{}',
    '',
    '{',
    '{"type":"events_api","payload":null}',
    '{"envelope_id":7,"type":"interactive"}',
  ])
    await world.slack.sockets.raw(message, null, SLACK_WAITS_MS);
  await stillServes(world);
  await stillServes(world);
  expect(world.slack.sockets.opened).toBe(2);
});
