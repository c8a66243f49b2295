import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { run } from '../support/ops/run-command.ts';
import { startSimulators } from '../support/ops/simulators.ts';

const NAMES = [
  'doctor',
  'policy check',
  'policy explain',
  'audit verify',
  'audit export',
  'audit follow',
  'audit prune',
  'manifest',
  'backup',
  'restored',
  'database grant',
  'database move',
];

describe('what can be typed', () => {
  test.each([[['--help']], [['help']], [['serve', '--help']]])('%j lists every command', async (typed) => {
    const { code, out } = await run({}, typed);
    expect(code).toBe(0);
    for (const name of ['serve', ...NAMES]) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test('a family of commands lists its own', async () => {
    const { code, out } = await run({}, ['audit', '--help']);
    expect(code).toBe(0);
    expect(out.match(/^ {2}\S+ \S+/gm)).toEqual([
      '  audit verify',
      '  audit export',
      '  audit follow',
      '  audit prune',
    ]);
  });

  test.each([[[]], [['serve']]])('%j serves', async (typed) => {
    expect(await run({}, typed)).toEqual({ code: 'serve', out: '', err: '' });
  });

  test.each(NAMES)('%s explains itself', async (name) => {
    const { code, out } = await run({}, [...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: npm start -- ${name}`);
  });

  test.each(NAMES)('%s refuses a flag that it does not have, in one sentence', async (name) => {
    const { code, out, err } = await run({}, [...name.split(' '), '--colour', 'x']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')[0]).toBe('There is no --colour.');
    expect(err).toContain(`Usage: npm start -- ${name}`);
  });

  test.each([
    [['dcotor'], 'There is no “dcotor”.'],
    [['audit'], '“audit” needs one more word.'],
    [['audit', 'verfy'], 'There is no “audit verfy”.'],
    [['serve', '--port', '1'], '“serve” takes nothing more, so “--port” was not understood.'],
    [['backup'], '“backup” needs FILE.'],
    [['backup', 'a', 'b'], '“b” is one word too many.'],
    [['audit', 'verify', '--head', '12'], '--head is a number, a colon and 64 hexadecimal digits'],
    [['audit', 'verify', '--head'], '--head needs a value.'],
    [['audit', 'export'], '--format is jsonl or csv.'],
    [['audit', 'export', '--format', 'xml'], '--format is jsonl or csv.'],
    [['audit', 'follow', '--from', '0'], '--from is the number of an entry.'],
    [['audit', 'prune'], '--older-than is a day, such as 2026-01-01.'],
    [['audit', 'prune', '--older-than', '2026-02-30'], '--older-than is a day, such as 2026-01-01.'],
    [['audit', 'prune', '--older-than', '2999-01-01'], '--older-than is a day in the future'],
    [['manifest', '--url', 'http://helpdesk.example.com'], 'Slack sends to https only'],
    [['manifest', '--command', 'iru'], 'A slash command starts with /'],
    [['doctor', '--json=1'], '--json is not written like that.'],
    [['database', 'grant', 'helpdesk'], 'DATABASE_URL is not set'],
    [['database', 'move'], 'DATABASE_URL names where to move to, and it is not set.'],
    [['policy', 'explain', '--operation', 'wipe'], '--operation is one of lookup'],
  ])('%j', async (typed, sentence) => {
    const { code, out, err } = await run({}, typed);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});

test('the manifest for Socket Mode as it is, and for HTTP with its addresses', async () => {
  expect((await run({}, ['manifest'])).out).toContain('socket_mode_enabled: true');
  expect((await run({}, ['manifest', '--command', '/iru'])).out).toContain('command: /iru\n');
  expect((await run({ SLACK_COMMAND: '/iru' }, ['manifest'])).out).toContain('command: /iru\n');
  const { code, out } = await run({}, ['manifest', '--url', 'https://helpdesk.example.com']);
  expect(code).toBe(0);
  expect(out).toContain('https://helpdesk.example.com/slack/events');
  expect(out).toContain('socket_mode_enabled: false');
});

describe('policy check', () => {
  test('a file that can be used, one with a mistake, and none', async () => {
    const { environment, folder } = await startSimulators();
    const good = await run(environment, ['policy', 'check']);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('is valid.') });
    const file = join(folder, 'other.yml');
    writeFileSync(file, 'version: 1\nrules:\n  - allow: [nobody-knows]\n    operations: [lookup]\n');
    const bad = await run(environment, ['policy', 'check', file]);
    expect(bad).toMatchObject({ code: 1, out: expect.stringContaining('other.yml:3:13') });
    const none = await run(environment, ['policy', 'check', join(folder, 'nowhere.yml')]);
    expect(none).toMatchObject({
      code: 1,
      out: expect.stringContaining('nowhere.yml does not exist. “npm start -- setup”'),
    });
  });
});

describe('policy explain', () => {
  const ask = async (...typed: string[]) => {
    const { environment } = await startSimulators({ policy: EXAMPLE_POLICY });
    return run(environment, ['policy', 'explain', ...typed]);
  };

  test('by a person and a device, as Slack and Kandji have them', async () => {
    const { code, out } = await ask(
      '--user',
      'U0ANA',
      '--operation',
      'disable-lost-mode',
      '--device',
      'j9k2l7pq4r',
    );
    expect(code).toBe(0);
    expect(out).toContain('Roles: agent, everyone.');
    expect(out).toContain('Needs approval. One approver or admin must approve.');
  });

  test('by roles and a description, asking no one', async () => {
    const { out } = await run(
      { POLICY_FILE: new URL('../../policy.example.yml', import.meta.url).pathname },
      ['policy', 'explain', '--roles', 'agent', '--operation', 'set-blueprint', '--platform', 'AppleTV'],
    );
    expect(out).toContain('Refused. Apple TVs are moved by facilities.');
  });

  test('a user whom Slack does not know ends it', async () => {
    await expect(ask('--user', 'U0NOPE', '--operation', 'lookup')).rejects.toThrow(
      'Slack has no user U0NOPE.',
    );
  });

  test('a guest is refused whatever the file says; an unknown serial and a strange role are said', async () => {
    expect((await ask('--user', 'U0RUI', '--operation', 'lookup')).out).toMatch(
      /^Refused. Kandji helpdesk is for full members/,
    );
    await expect(ask('--user', 'U0ANA', '--operation', 'lookup', '--device', 'NOWHERE99')).rejects.toThrow(
      'Kandji has no device with the serial NOWHERE99.',
    );
    expect((await ask('--roles', 'agnt', '--operation', 'lookup')).err).toContain(
      'The policy has no role “agnt”.',
    );
    expect((await ask('--operation', 'lookup')).err).toContain('Give either --user or --roles.');
  });
});
