import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NAMED } from '../packages/kandji-simulator/src/index.ts';
import { trafficView } from '../playground/page/traffic.ts';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/logger.ts';
import {
  approvalCard,
  approve,
  askForLostModeOff,
  doneCard,
  LOST_IPAD,
} from './support/e2e/approve-steps.ts';
import { asks, shows, toldDirectly, writes } from './support/e2e/at-slack.ts';
import { ANA, APPROVALS, BEN, DANA, HELP, SAM, startWorld, VERA, type World } from './support/e2e/harness.ts';
import { messageSaying, modalSaying } from './support/e2e/steps.ts';
import { leaks, secretsIn } from './support/secrets/leaks.ts';
import { outputsOf } from './support/secrets/outputs.ts';

const AUDIT_KEY = 'audit-key-7d1c55e0-0b5e4f6a9c3d21e8';
const MAC = 'H4TX90QLM2';

const world = (options: Parameters<typeof startWorld>[0] = {}): Promise<World> =>
  startWorld({
    logLevel: 'debug',
    env: { AUDIT_KEY, METRICS_PORT: '0' },
    kandji: { commandDelay: 100 },
    ...options,
  });

const leaked = async (of: World): Promise<string[]> => leaks(await outputsOf(of), secretsIn(of, AUDIT_KEY));

describe('no secret gets out', () => {
  test('when people look around', async () => {
    const one = await world();
    const card = await asks(one, ANA, MAC);
    const panels = {
      'Library items': 'Lark VPN',
      Parameters: 'uptime',
      Apps: 'Figma',
      Activity: 'Profile List',
      Details: 'Model',
    };
    for (const [panel, words] of Object.entries(panels)) await shows(one, ANA, card, panel, words);
    await one.slack.as(ANA).command(HELP, `/kandji lost ${LOST_IPAD}`);
    await modalSaying(one, ANA, /\d+\.\d{3,}, \d+\.\d{3,}/);
    await asks(one, ANA, 'dana');
    await asks(one, ANA, `history ${LOST_IPAD}`);
    await asks(one, DANA, MAC);
    await asks(one, SAM, MAC, 'C0SHARED');
    await writes(one, VERA, MAC);
    await one.slack.as(ANA).command(HELP, '/kandji help');
    await one.slack.as(ANA).openHome();
    await one.slack.as(ANA).shortcut('find_device');
    await modalSaying(one, ANA, 'Find');
    await toldDirectly(one, ANA, () => one.slack.as(ANA).choose(card, 'device.show', 'Send to my DM'));
    const places = new Set((await outputsOf(one)).map(({ where }) => where));
    for (const place of [
      'the log',
      'views.open',
      'response_url',
      'a row of audit_entries',
      'the ack of /kandji',
      'the metrics',
    ])
      expect(places).toContain(place);
    expect(await leaked(one)).toEqual([]);
  });

  test('when something is asked for, approved and done', async () => {
    const one = await world();
    await askForLostModeOff(one);
    await approve(one);
    await doneCard(one);
    const places = new Set((await outputsOf(one)).map(({ where }) => where));
    for (const place of ['chat.postMessage', 'chat.update', 'a row of requests', 'a row of audit_texts'])
      expect(places).toContain(place);
    expect(await leaked(one)).toEqual([]);
  });

  test.each([
    { status: 400, shape: 'fields' },
    { status: 401, shape: 'detail' },
    { status: 403, shape: 'text' },
    { status: 500, shape: 'html' },
  ] as const)('when Kandji answers $status and repeats the token', async (answer) => {
    const one = await world();
    one.allow('errors');
    const message = `Bearer ${one.kandji.token} is not welcome, ${one.kandji.token}`;
    one.kandji.faults.add({ kind: 'status', ...answer, message });
    await asks(one, ANA, MAC);
    expect(await leaked(one)).toEqual([]);
  });

  test.each([400, 500])('when Kandji answers a command with %i and repeats the token', async (status) => {
    const one = await world();
    one.allow('errors');
    await askForLostModeOff(one);
    one.kandji.faults.add({
      kind: 'status',
      method: 'POST',
      template: '/devices/{device_id}/action/disablelostmode',
      status,
      message: `No, ${one.kandji.token}. Your headers were: authorization=Bearer ${one.kandji.token}`,
    });
    await approve(one);
    await messageSaying(one, BEN, APPROVALS, status === 400 ? /Your headers were/ : /don't know yet/i);
    expect(await leaked(one)).toEqual([]);
  });

  test('when Slack fails and repeats what it was sent', async () => {
    const one = await world();
    one.allow('errors');
    one.allow('refusals');
    const echo = `${one.slack.botToken} ${one.slack.signingSecret}`;
    one.slack.faults.fail('response_url', { status: 500, body: echo }, 3);
    one.slack.faults.fail('chat.postEphemeral', {
      error: 'fatal_error',
      body: { ok: false, error: echo, response_metadata: { messages: [echo] } },
    });
    await toldDirectly(one, ANA, () => one.slack.as(ANA).command(HELP, `/kandji ${MAC}`));
    one.slack.faults.fail('views.open', { body: { ok: false, error: echo } });
    await one.slack.as(ANA).command(HELP, `/kandji lost ${LOST_IPAD}`);
    await messageSaying(one, ANA, HELP, /Warehouse iPad 7.*Lost Mode/u);
    expect(await leaked(one)).toEqual([]);
  });

  test('when the app cannot start', async () => {
    const one = await world();
    one.allow('refusals');
    const token = 'xoxb-of-somebody-else-4711';
    const log: string[] = [];
    const config = readConfig(
      {
        SLACK_BOT_TOKEN: token,
        SLACK_SIGNING_SECRET: one.slack.signingSecret,
        SLACK_API_URL: one.slack.apiUrl,
        KANDJI_API_URL: one.kandji.url,
        KANDJI_API_TOKEN: one.kandji.token,
        DATA_DIR: `${one.dataDir}/second`,
        AUDIT_KEY,
        HOST: '127.0.0.1',
        PORT: '0',
      },
      () => '',
    );
    const write = (line: string) => void log.push(line);
    const failed = await startApp({
      config,
      log: createLogger({ level: 'debug', secrets: [], write }),
      owner: 'second',
    }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    const outputs = [...log, inFull(failed)].map((text) => ({ where: 'the start', text }));
    expect(leaks(outputs, [...secretsIn(one, AUDIT_KEY), { name: 'the wrong token', value: token }])).toEqual(
      [],
    );
  });
});

describe('the PIN with which a Mac answers its lock', () => {
  const PIN = 'PIN-planted-739204';
  /** The same in Kandji's traffic as the playground shows it. */
  const everything = async (one: World) => [
    ...(await outputsOf(one)),
    { where: 'the traffic view', text: JSON.stringify(trafficView(one.slack, one.kandji).items()) },
    { where: 'the traffic of Kandji', text: JSON.stringify(one.kandji.traffic) },
  ];

  async function lock(one: World, saying: string | RegExp): Promise<void> {
    const mac = one.kandji.tenant.device(NAMED.anasMac);
    if (!mac) throw new Error('there is no such device');
    mac.nextPin = PIN;
    const ana = one.slack.as(ANA);
    await ana.command(HELP, '/kandji lock C02ANA7RZQ05');
    await ana.submit(await modalSaying(one, ANA, 'Message on the screen'));
    await ana.submit(await modalSaying(one, ANA, 'No approval needed'));
    await modalSaying(one, ANA, saying);
    expect(mac.unlockPin).toBe(PIN);
  }
  const policy = `version: 1
roles: { agent: [S0AGENTS] }
rules: [{ allow: [agent], operations: [lookup, severe, read-history] }]
`;

  test('is nowhere, also not in the log at its finest; that one came is in the audit log', async () => {
    const one = await world({ policy });
    await lock(one, 'Locked');
    await asks(one, ANA, 'history C02ANA7RZQ05');
    const outputs = await everything(one);
    expect(leaks(outputs, [{ name: 'the PIN', value: PIN }])).toEqual([]);
    const said = outputs.filter(({ where }) => where === 'a row of audit_texts').map(({ text }) => text);
    expect(said.some((text) => text.includes('Kandji answered with an unlock PIN, which was dropped.'))).toBe(
      true,
    );
  });

  test.each(['process-then-reset', 'process-then-500', 'cut-off'] as const)(
    'is nowhere when the answer ends in %s, and the lock is settled by reading commands',
    async (kind) => {
      const one = await world({ policy });
      one.allow('errors');
      one.kandji.faults.add({ kind, method: 'POST', template: '/devices/{device_id}/action/lock' });
      await lock(one, /Locked|Don't know yet/u);
      await one.slack.until(
        () => one.slack.traffic.some((entry) => JSON.stringify(entry).includes('Locked')),
        'the lock is known to be done',
      );
      expect(leaks(await everything(one), [{ name: 'the PIN', value: PIN }])).toEqual([]);
      expect(
        one.kandji.received({ method: 'POST', template: '/devices/{device_id}/action/lock' }),
      ).toHaveLength(1);
      expect(one.kandji.received().filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
    },
  );
});

describe('a secret that comes in from elsewhere goes no further', () => {
  /** Of the secrets of the environment the part that a clipped text would still have. */
  const starts = (one: World, ...others: { name: string; value: string }[]) =>
    [...secretsIn(one, AUDIT_KEY).filter(({ name }) => /token|secret|key/.test(name)), ...others].map(
      ({ name, value }) => ({ name, value: value.slice(0, 12) }),
    );

  test.each(['whole', 'clipped'] as const)(
    '%s, in names, in what Kandji says and in what people type: to nobody, and to no row',
    async (how) => {
      const one = await world();
      const { botToken, signingSecret } = one.slack;
      const known = { botToken, signingSecret, kandji: one.kandji.token, audit: AUDIT_KEY };
      const [bot, signing, kandji, audit] = Object.values(known).map((secret) =>
        how === 'whole' ? secret : secret.slice(0, 14),
      );
      const mac = one.kandji.tenant.device(NAMED.noorsMac);
      if (!mac) throw new Error('there is no such device');
      mac.name = `Mac of ${signing}`;
      mac.assetTag = `${kandji}`;
      await asks(one, ANA, MAC);
      await asks(one, ANA, `find asset:${audit} name:${bot}`);
      await writes(one, VERA, `where is ${kandji}?`);
      await one.slack.as(ANA).shortcut('find_device');
      await askForLostModeOff(one, `the key is ${audit}, the token ${bot}`);
      await approve(one);
      await doneCard(one);
      const outputs = await outputsOf(one);
      expect(outputs.filter(({ text }) => text.includes('[hidden]')).length).toBeGreaterThan(5);
      expect(leaks(outputs, starts(one))).toEqual([]);
    },
  );

  test.each([
    ['lines of an env file', (token: string) => `# settings\nKANDJI_API_TOKEN=${token}\nPORT=3000\n`],
    ['a map with an unknown key', (token: string) => `version: 1\n${token}: ${token}\n`],
    ['a role that is a token', (token: string) => `version: 1\nroles: { agent: ${token} }\nrules: []\n`],
  ])('from a policy file that was overwritten with %s', async (_what, text) => {
    const one = await world();
    one.allow('errors');
    const foreign = 'another-token-nobody-here-knows-of';
    for (const token of [foreign, one.kandji.token]) writeFileSync(one.policyFile, text(token));
    await messageSaying(one, BEN, APPROVALS, /can't be used/);
    expect(leaks(await outputsOf(one), starts(one, { name: 'the other', value: foreign }))).toEqual([]);
  });
});

describe('a planted leak is found', () => {
  test('in what a person reads', async () => {
    const one = await world();
    const mac = one.kandji.tenant.device(NAMED.noorsMac);
    if (!mac) throw new Error('there is no such device');
    mac.name = 'Mac of planted-in-a-name';
    await asks(one, ANA, MAC);
    await asks(one, ANA, 'what planted-by-typing is');
    const found = leaks(await outputsOf(one), [
      { name: 'the name', value: 'planted-in-a-name' },
      { name: 'the typed', value: 'planted-by-typing' },
    ]);
    expect(found).toContain('the name in response_url');
    expect(found).toContain('the typed in response_url');
  });

  test('in a row, and in the bytes of the file', async () => {
    const one = await world();
    await askForLostModeOff(one);
    await approvalCard(one);
    const found = leaks(await outputsOf(one), [{ name: 'the reason', value: 'found in the canteen' }]);
    expect(found).toContain('the reason in a row of requests');
    expect(found).toContain('the reason in chat.postMessage');
    expect(found.some((sentence) => sentence.startsWith('the reason in the file'))).toBe(true);
  });

  test('a location in the log', async () => {
    const one = await world({
      between: (ports) => ({
        ...ports,
        fleet: {
          ...ports.fleet,
          lostMode: async (id, how) => {
            const reading = await ports.fleet.lostMode(id, how);
            ports.log.info({ event: 'leak', reading }, 'read');
            return reading;
          },
        },
      }),
    });
    await one.slack.as(ANA).command(HELP, `/kandji lost ${LOST_IPAD}`);
    await modalSaying(one, ANA, /\d+\.\d{3,}, \d+\.\d{3,}/);
    expect(await leaked(one)).toEqual(
      expect.arrayContaining(['a latitude in the log', 'a longitude in the log']),
    );
  });

  test('a location in a message, while a modal may show it', () => {
    const secret = {
      name: 'a latitude',
      value: '52.51',
      mayStandIn: (where: string) => where === 'views.open',
    };
    const at = (where: string) => ({ where, text: 'at 52.51, 13.40' });
    expect(leaks([at('views.open'), at('chat.update')], [secret])).toEqual(['a latitude in chat.update']);
  });
});

test('whatever opens the store hides secrets in what is kept', () => {
  const calls = globSync('src/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?<!function )openStore\(\{([\s\S]*?)\}\)/g)].map(
      ([, options = '']) => ({ file, hides: /\bhide\b/.test(options) }),
    ),
  );
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.filter(({ hides }) => !hides)).toEqual([]);
});

/** An error with all that hangs on it. */
function inFull(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${error.cause === undefined ? '' : inFull(error.cause)}`;
}
