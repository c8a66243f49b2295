import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { Delivery } from '../../packages/slack-sandbox/src/traffic.ts';
import { answered, asks, shows, valuesOf } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, modalSaying } from '../support/e2e/steps.ts';

const FORM = 'application/x-www-form-urlencoded';

/** Sends the last delivery of this type again, correctly signed, with some of it replaced. */
function forge(world: World, type: string, change: (payload: Record<string, never>) => object) {
  const delivery = world.slack.traffic.findLast(
    (one): one is Delivery => one.kind === 'delivery' && one.type === type,
  );
  if (!delivery) throw new Error(`no ${type} was delivered`);
  const payload = change(structuredClone(delivery.payload) as Record<string, never>);
  return world.slack.deliver.raw({
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    contentType: FORM,
  });
}

const viewOf = (payload: object) => (payload as { view: object }).view;

type Pressed = { actions: { action_id: string; value?: string; selected_option?: { value: string } }[] };

describe('a press that we would not have posted is answered, and does nothing', () => {
  test.each([
    ['an unknown action_id', { action_id: 'device.erase', value: '1|x' }],
    ['an id of another app', { action_id: '', value: '' }],
    ['a value that is no reference', { action_id: 'device.open', value: 'DROP TABLE' }],
    ['a value of a future version', { action_id: 'device.open', value: `9|${NAMED.noorsMac}` }],
    ['a path instead of an id', { action_id: 'device.open', value: '1|../../users' }],
    ['a choice that does not exist', { action_id: 'device.show', value: `1|erase|${NAMED.noorsMac}` }],
    ['a page that is no number', { action_id: 'list.page', value: '1|card|-1|noor' }],
    ['no value', { action_id: 'device.panel' }],
  ])('%s', async (_what, action) => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    await world.slack.as(ANA).choose(card, 'device.show', 'Apps');
    await modalSaying(world, ANA, 'apps');
    const before = world.kandji.received().length;
    const said = await answered(world, ANA, HELP, () =>
      forge(world, 'block_actions', (payload) => ({
        ...payload,
        actions: [{ type: 'button', block_id: 'b', action_ts: '1', ...action }],
      })),
    );
    expect(said.words).toContain('out of date');
    expect(world.kandji.received()).toHaveLength(before);
  });

  test("someone else's key: who can open it, and how to request one only for who may", async () => {
    const world = await startWorld({
      policy: `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent], operations: [lookup, secret] }
  - { allow: [approver], operations: [lookup, freeze] }
`,
    });
    world.allow('refusals');
    const serial = 'H4TX90QLM2';
    const ana = world.slack.as(ANA);
    await ana.command(HELP, `/kandji key ${serial}`);
    const form = await modalSaying(world, ANA, 'Which one?');
    await ana.choose(form, 'pick.recipient', 'Noor Halim');
    await ana.fill(form, 'reason', 'Forgot the password');
    await ana.submit(form);
    const [value] = valuesOf(await dmSaying(world, 'U0NOOR', 'recovery key is ready'), 'key.show');
    await ana.close(await modalSaying(world, ANA, 'Noor Halim can open it'));
    const pressed = async (who: string) => {
      const card = await asks(world, who, serial);
      await world.slack.as(who).close(await shows(world, who, card, 'Apps', 'apps'));
      const offer = await answered(world, who, HELP, () =>
        forge(world, 'block_actions', (payload) => ({
          ...payload,
          trigger_id: 'gone',
          actions: [{ type: 'button', block_id: 'b', action_ts: '1', action_id: 'key.show', value }],
        })),
      );
      await world.slack.as(who).press(offer, 'key.show');
      return (await modalSaying(world, who, 'Only Noor Halim can open this.')).words;
    };
    expect(await pressed(ANA)).toContain(`You can make your own request: \`/kandji key ${serial}\``);
    expect(await pressed(BEN)).not.toMatch(/own request|kandji key|H4TX/u);
    await world.slack.as(BEN).command(HELP, '/kandji freeze drill');
    await world.slack.as(BEN).submit(await modalSaying(world, BEN, 'Stops everything'));
    await modalSaying(world, BEN, 'Frozen at');
    expect(await pressed(ANA)).not.toContain('own request');
    expect(world.kandji.received().filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
  });

  test('a device that one may not see, on a card that one may press', async () => {
    const world = await startWorld();
    await asks(world, DANA, 'mine ipad');
    const card = world.slack.as(DANA).sees(HELP).at(-1);
    if (!card) throw new Error('there was a card');
    await world.slack.as(DANA).close(await shows(world, DANA, card, 'Apps', 'apps'));
    world.allow('refusals');
    const offer = await answered(world, DANA, HELP, () =>
      forge(world, 'block_actions', (payload) => ({
        ...payload,
        trigger_id: 'gone',
        actions: (payload as unknown as Pressed).actions.map((one) => ({
          ...one,
          selected_option: { value: `1|apps|${NAMED.noorsMac}` },
        })),
      })),
    );
    await world.slack.as(DANA).press(offer, 'list.open');
    const refused = await modalSaying(
      world,
      DANA,
      "You don't have permission to look up other people's devices.",
    );
    expect(refused.words).not.toContain('Noor');
  });
});

describe('a modal that we would not have drawn', () => {
  test.each([
    ['a forged private_metadata', { private_metadata: `1|apps|not-an-id|0` }],
    ['an unknown callback_id', { callback_id: 'erase.form' }],
    ['none of it', { private_metadata: '' }],
  ])('%s is replaced by a sentence when it is submitted', async (_what, change) => {
    const world = await startWorld();
    const panel = await shows(world, ANA, await asks(world, ANA, 'H4TX90QLM2'), 'Apps', 'apps');
    await world.slack.as(ANA).submit(panel);
    await modalSaying(world, ANA, 'apps');
    const { status, body } = await forge(world, 'view_submission', (payload) => ({
      ...payload,
      view: { ...viewOf(payload), ...change },
    }));
    expect(status).toBe(200);
    expect(body).toContain('out of date');
  });

  test('a search in it is answered in the modal', async () => {
    const world = await startWorld();
    const device = world.kandji.tenant.device(NAMED.everyStatus);
    expect(device).toBeDefined();
    const panel = await shows(
      world,
      ANA,
      await asks(world, ANA, 'C02EVERYST01'),
      'Library items',
      'library items',
    );
    await world.slack
      .as(ANA)
      .choose(panel, 'panel.filter', /^Failed \(\d+\)$/m.exec(panel.words)?.[0] ?? 'no such filter');
    await modalSaying(world, ANA, '2 shown');
    await forge(world, 'block_actions', (payload) => ({
      ...payload,
      view: { ...viewOf(payload), private_metadata: '1|apps|../../x|0' },
    }));
    await modalSaying(world, ANA, 'out of date');
  });

  test('someone else’s device in the share form is judged again', async () => {
    const world = await startWorld();
    await asks(world, DANA, 'mine ipad');
    const card = world.slack.as(DANA).sees(HELP).at(-1);
    if (!card) throw new Error('there was a card');
    const confirm = await shows(world, DANA, card, 'Share to channel', 'Everyone in this channel');
    const shared = await answered(world, DANA, HELP, () => world.slack.as(DANA).submit(confirm));
    expect(shared.words).toContain('Warehouse iPad 7');
    const before = world.slack.as(VERA).sees(HELP).length;
    world.allow('refusals');
    await answered(world, DANA, world.slack.as(DANA).dmId(), () =>
      forge(world, 'view_submission', (payload) => ({
        ...payload,
        view: {
          ...viewOf(payload),
          id: 'VFORGED',
          private_metadata: `1|${NAMED.noorsMac}|${HELP}`,
        },
      })),
    );
    expect(world.slack.as(VERA).sees(HELP)).toHaveLength(before);
  });

  test('type-ahead of an unknown menu offers nothing', async () => {
    const world = await startWorld();
    await world.slack.as(ANA).shortcut('find_device');
    const view = await modalSaying(world, ANA, 'Find a device');
    await world.slack.as(ANA).suggest(view, 'find.pick', 'noor');
    const { status, body } = await forge(world, 'block_suggestion', (payload) => ({
      ...payload,
      action_id: 'secrets.pick',
    }));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ options: [] });
  });
});
