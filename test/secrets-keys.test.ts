import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { NAMED } from '../packages/kandji-simulator/src/index.ts';
import type { SeenMessage } from '../packages/slack-sandbox/src/person/types.ts';
import { masked } from '../playground/page/traffic.ts';
import { Secret } from '../src/helpdesk/secret.ts';
import { ANA, HELP, startWorld, type World } from './support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from './support/e2e/steps.ts';
import { run } from './support/ops/run-command.ts';
import { outputsOf } from './support/secrets/outputs.ts';
import { startPostgres, type TestPostgres } from './support/store/postgres.ts';

const MAC = 'H4TX90QLM2';
const POLICY = `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, secret, read-history] }
`;

/** One of each kind, by what is typed for it. */
const PLANTED = {
  key: { kind: 'filevaultKey', label: 'FileVault key', value: 'PLANT-FVK1-9XQ2-77TA' },
  pin: { kind: 'unlockPin', label: 'Unlock PIN', value: '907351824466' },
  recovery: { kind: 'recoveryPassword', label: 'Recovery password', value: 'plant<&>`*rec0very*`' },
  bypass: { kind: 'deviceBypassCode', label: 'Bypass code', value: 'PLANT-BYPASS-3KD8' },
} as const;
type Typed = keyof typeof PLANTED;
const KINDS = Object.keys(PLANTED) as readonly Typed[];

async function plantedWorld(options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
  const env = { METRICS_PORT: '0' };
  const world = await startWorld({ logLevel: 'debug', policy: POLICY, env, ...options });
  const device = world.kandji.tenant.device(NAMED.noorsMac);
  if (!device) throw new Error('no device');
  const keys = world.kandji.keys.of(device);
  for (const { kind, value } of Object.values(PLANTED)) keys[kind] = value;
  return world;
}

/** The message with the button, once it is there. */
async function requested(world: World, typed: Typed): Promise<SeenMessage> {
  const ana = world.slack.as(ANA);
  await ana.command(HELP, `/kandji ${typed} ${MAC}`);
  const form = await modalSaying(world, ANA, 'Which one?');
  await ana.fill(form, 'reason', 'A call');
  await ana.submit(form);
  await modalSaying(world, ANA, 'Ready');
  return dmSaying(world, ANA, `${PLANTED[typed].label} for Noor Halim's Mac`);
}

const pressFor = async (world: World, typed: Typed): Promise<void> => {
  await world.slack.as(ANA).press(await requested(world, typed), 'key.show');
};

/** Spellings in which a value could stand in JSON, in Slack's text or in a form. */
const spellings = (value: string): readonly string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64'),
];

const findings = (outputs: readonly { readonly where: string; readonly text: string }[]): readonly string[] =>
  outputs.flatMap(({ where, text }) =>
    KINDS.filter((typed) => spellings(PLANTED[typed].value).some((one) => text.includes(one))).map(
      (typed) => `${typed} in ${where}`,
    ),
  );

test('all four are seen, and each of them stands in one views.update and nowhere else', async () => {
  const world = await plantedWorld();
  // No one tells us that a window was closed: hiding what stood in it finds it gone.
  world.allow('refusals');
  for (const typed of KINDS) {
    await pressFor(world, typed);
    await world.slack.as(ANA).close(await modalSaying(world, ANA, PLANTED[typed].value));
  }
  expect(world.slack.refused()).toEqual([]);
  world.clock.forward(16 * 60_000);
  for (const typed of KINDS)
    await dmSaying(world, ANA, new RegExp(`Shown to you.*${PLANTED[typed].label}`, 's'));
  await world.slack.until(() => world.slack.refused().length >= KINDS.length, 'each window is found gone');
  expect(
    world.slack
      .refused()
      .map((one) => [
        one.kind === 'api' && one.method,
        one.problems,
        one.kind === 'api' && JSON.stringify(one.args).includes('*Hidden.*'),
      ]),
  ).toEqual(KINDS.map(() => ['views.update', ['not_found'], true]));
  await world.slack.as(ANA).command(HELP, `/kandji history ${MAC} all`);
  await messageSaying(world, ANA, HELP, /show the FileVault key|FileVault key/);
  expect([...findings(await outputsOf(world))].toSorted()).toEqual(
    KINDS.map((typed) => `${typed} in views.update`).toSorted(),
  );

  const folder = mkdtempSync(join(tmpdir(), 'keys-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'copy.sqlite');
  const { code } = await run({ DATA_DIR: world.dataDir, POLICY_FILE: world.policyFile }, ['backup', file]);
  expect(code).toBe(0);
  expect(findings([{ where: 'the backup', text: readFileSync(file, 'latin1') }])).toEqual([]);
});

describe('what goes wrong repeats nothing', () => {
  test.each([
    { kind: 'status', status: 500, message: PLANTED.key.value },
    { kind: 'status', status: 403, message: PLANTED.key.value },
    { kind: 'status', status: 400, shape: 'text', message: PLANTED.key.value },
    { kind: 'cut-off' },
    { kind: 'status', status: 200, body: [PLANTED.key.value] },
  ] as const)('of what Kandji answers (%j)', async (fault) => {
    const world = await plantedWorld();
    world.allow('errors');
    world.kandji.faults.add({ template: '/devices/{device_id}/secrets/filevaultkey', ...fault });
    await pressFor(world, 'key');
    await modalSaying(world, ANA, /Kandji.*(nothing was shown|Nothing was shown)/s);
    expect(findings(await outputsOf(world))).toEqual([]);
  });

  test('of what Slack echoes', async () => {
    const world = await plantedWorld();
    world.allow('errors');
    world.allow('refusals');
    const ana = world.slack.as(ANA);
    const message = await requested(world, 'key');
    world.slack.faults.fail('views.update', {
      body: {
        ok: false,
        error: 'invalid_arguments',
        response_metadata: { messages: [PLANTED.key.value] },
        view: { blocks: [PLANTED.key.value] },
      },
    });
    await ana.press(message, 'key.show');
    await modalSaying(world, ANA, "Slack couldn't display");
    expect(findings(await outputsOf(world))).toEqual(['key in views.update']);
  });
});

describe('PostgreSQL', { tags: 'postgres' }, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('its dump has none of the four', async () => {
    const databaseUrl = await server.createMigrated('planted');
    const world = await plantedWorld({ databaseUrl });
    for (const typed of KINDS) {
      await pressFor(world, typed);
      await world.slack.as(ANA).close(await modalSaying(world, ANA, PLANTED[typed].value));
    }
    const dump = server.run('pg_dump', ['--format=plain', databaseUrl]);
    expect(dump.stdout).toContain('show-bypass-code');
    const log = world.log.map((text) => ({ where: 'the log', text }));
    expect(findings([{ where: 'the dump', text: dump.stdout }, ...log])).toEqual([]);
  });
});

test('a key is opaque however it is printed', () => {
  const secret = new Secret([{ label: null, value: PLANTED.key.value }]);
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: [secret] }),
    JSON.stringify(Object.entries(secret)),
    String(new Error('x', { cause: secret }).cause),
  ];
  for (const one of printed) expect(one).not.toContain('PLANT');
  expect(printed[0]).toBe('[secret]');
});

test("the playground's traffic masks what was given out", () => {
  const call = { view: { blocks: [{ text: `key ${PLANTED.key.value}.` }] } };
  expect(JSON.stringify(masked(call, new Set([PLANTED.key.value])))).toBe(
    '{"view":{"blocks":[{"text":"key [masked]."}]}}',
  );
});
