import { afterEach, describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { User } from '../../../packages/slack-sandbox/src/index.ts';
import { action, view } from '../../../src/slack/block-kit/ids.ts';
import { type EntryApp, openEntryApp } from '../../support/slack/entry-app.ts';
import { entryOf } from '../../support/store/samples.ts';

const DANA = 'U0DANA';
const MINUTE = 60_000;

/** Every full member may report their own lost device, and agents anyone's. */
const POLICY = `version: 1
roles: { agent: [S0AGENTS] }
approvals: { channel: C0APPROVALS }
cases: { channel: C0APPROVALS }
messages: { text: 'Hi {person}: {device}' }
rules:
  - { allow: [everyone], operations: [lookup-own, report-own-lost] }
  - { allow: [agent], operations: [lookup, take-case, message-user] }`;

let app: EntryApp | undefined;

afterEach(() => app?.close());

let count = 0;
const next = (): number => (count += 1);

const user = { id: DANA, name: 'dana', team_id: 'T0LARK' };
const from = () => ({
  team: { id: 'T0LARK' },
  user,
  token: 't',
  api_app_id: 'A0',
  trigger_id: `t.${next()}`,
});
const MESSAGE = {
  channel: { id: 'C0HELP' },
  container: { type: 'message', message_ts: '1.1', channel_id: 'C0HELP' },
};
const pressed = (id: string, value: string, where: object = MESSAGE) => ({
  ...from(),
  type: 'block_actions',
  actions: [{ type: 'button', action_id: id, block_id: 'b', value }],
  ...where,
});
const typed = (text: string) => ({
  command: '/kandji',
  text,
  user_id: DANA,
  team_id: 'T0LARK',
  channel_id: 'C0HELP',
  trigger_id: `t.${next()}`,
});
const event = (type: string, more: object) => ({
  type: 'event_callback',
  event_id: `Ev${next()}`,
  team_id: 'T0LARK',
  event: { type, user: DANA, channel: 'C0HELP', ts: '1.1', ...more },
});
const said = (text: string) => event('message', { text, channel: 'D0', channel_type: 'im' });

const report = (wanted: string) => action('case.report').value({ whose: 'mine', wanted });
const HOME = { view: { id: 'V0HOME', type: 'home', callback_id: '', private_metadata: '' } };
const CARD = { view: { id: 'V0CARD', type: 'modal', callback_id: 'device', private_metadata: '' } };

/** Every way to the report of a lost device, as Dana takes it; `messageId`: one that asks her about a device. */
const entriesOf = (messageId: string): Readonly<Record<string, () => object>> => ({
  'the command': () => typed('lost'),
  'the command with a device': () => typed("lost Dana's iPhone"),
  'the command in words': () => typed('lost mine'),
  'a direct message': () => said('I lost my iPhone'),
  'a direct message with the verb': () => said('lost'),
  'a mention': () => event('app_mention', { text: '<@UBOTKANDJI> I lost my iPhone' }),
  Home: () => pressed('case.report', report(''), HOME),
  'a button on a message': () => pressed('case.report', report('')),
  'the card of the own device': () => pressed('case.report', report(NAMED.danasIphone)),
  'its card in a window': () => pressed('case.report', report(NAMED.danasIphone), CARD),
  "an agent's button": () =>
    pressed('case.report', action('case.report').value({ whose: 'any', wanted: '' })),
  'I lost it under a message': () => pressed('message.lost', action('message.lost').value({ messageId })),
});

/** The form as Dana has filled it in. */
const submitted = (viewId: string) => ({
  ...from(),
  type: 'view_submission',
  view: {
    id: viewId,
    type: 'modal',
    callback_id: 'case.form',
    private_metadata: view('case.form').value({ whose: 'mine' }),
    state: {
      values: {
        [`case-device-${DANA}`]: {
          'case.device': {
            type: 'radio_buttons',
            selected_option: { value: action('case.device').value({ device: NAMED.danasIphone }) },
          },
        },
        'case-kind': { 'case-kind': { type: 'radio_buttons', selected_option: { value: 'lost' } } },
      },
    },
  },
});

/** Dana as a full member, with the form open and a message about her iPhone in her DM. */
async function opened() {
  app = await openEntryApp(POLICY);
  const { messages } = app.ports.store;
  const recipient = {
    email: 'dana.li@larkfield.example',
    name: 'Dana Li',
    devices: [{ id: NAMED.danasIphone, name: "Dana's iPhone" }],
  };
  await messages.send(
    {
      subject: { kind: 'report', name: 'not-seen', argument: '14', title: 'Not seen' },
      sender: { userId: 'U0ANA', name: 'Ana Ruiz' },
      messages: [{ recipient, template: 'Hi {person}: {device}' }],
      viewId: 'V0SENT',
    },
    () => entryOf(),
    ({ ledger }) => ledger,
  );
  const message = await messages.claimDue('test', MINUTE);
  if (!message) throw new Error('no message was sent');
  await messages.ended(message, { state: 'sent', userId: DANA });
  const { viewId } = await app.take(pressed('case.report', report(NAMED.danasIphone)));
  return { app, entries: entriesOf(message.id), viewId };
}

const casesOf = ({ ports }: EntryApp) => ports.store.cases.list({ limit: 10 });

test('a full member gets to the form by every entry but the one for agents, and reports', async () => {
  const { app, entries, viewId } = await opened();
  for (const [name, body] of Object.entries(entries)) {
    const { shown } = await app.take(body());
    expect(shown, name).toMatch(
      name === "an agent's button" ? /don't have permission/u : /What happened\?|Report a lost device/u,
    );
  }
  expect((await app.take(submitted(viewId))).shown).toContain('Reported. IT has been notified.');
  expect(await casesOf(app)).toHaveLength(1);
});

const becoming = (change: Partial<User>) => (world: EntryApp) => world.slack.world.changeUser(DANA, change);

describe.each<[string, (app: EntryApp) => void]>([
  ['a guest', becoming({ isRestricted: true })],
  ['a guest of one channel', becoming({ isRestricted: true, isUltraRestricted: true })],
  ['a bot', becoming({ isBot: true })],
  ['deactivated', becoming({ deleted: true })],
  ['from another company', becoming({ teamId: 'T0OTHER' })],
  ['from another workspace of the organization', becoming({ teamId: 'T0SIS', hidesTeam: true })],
])('someone who is %s', (_who, become) => {
  test('gets to no form, is shown no device, and costs no call', async () => {
    const { app, entries } = await opened();
    become(app);
    app.forward(5 * MINUTE);
    for (const [name, body] of Object.entries(entries)) {
      const { shown, kandji } = await app.take(body());
      expect(shown, name).toMatch(/for full members|is deactivated/u);
      expect(shown, name).not.toMatch(/What happened\?|Dana's iPhone|F2LDN0IPHN|Report a lost device"/u);
      expect(kandji, name).toEqual([]);
    }
    expect(await casesOf(app)).toEqual([]);
  });

  test('reports nothing with the form that they had open', async () => {
    const { app, viewId } = await opened();
    become(app);
    app.forward(MINUTE);
    const { shown } = await app.take(submitted(viewId));
    expect(shown).toMatch(/for full members|is deactivated/u);
    expect(await casesOf(app)).toEqual([]);
    const [entry] = await app.ports.store.audit.history({ actorId: DANA, limit: 1 });
    expect(entry?.action).toBe('refused');
  });
});
