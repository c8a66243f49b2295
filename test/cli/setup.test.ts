import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseEnv, stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkEnvFile } from '../../src/cli/doctor/host.ts';
import { manifestFor } from '../../src/cli/manifest.ts';
import { replaceFile } from '../../src/cli/setup/files.ts';
import { PERMISSIONS } from '../../src/kandji/index.ts';
import { checkReport, parsePolicy } from '../../src/policy-file/index.ts';
import { report } from '../support/e2e/case-steps.ts';
import { ANA, APPROVALS, DANA, HELP } from '../support/e2e/harness.ts';
import { messageSaying } from '../support/e2e/steps.ts';
import { run } from '../support/ops/run-command.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { until } from '../support/store/until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The project without settings, policy and data. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-setup-'));
  folders.push(folder);
  for (const name of ['src', 'node_modules', 'package.json', 'manifest.yml'])
    symlinkSync(join(ROOT, name), join(folder, name));
  return folder;
}

/** What an admin would answer in the local worlds. */
const answersIn = ({ slack, kandji }: Simulators) => ({
  transport: 'socket',
  slack_bot_token: slack.botToken,
  slack_app_token: slack.appToken,
  kandji_api_url: kandji.url,
  kandji_api_token: kandji.token,
  agents: ['@it-agents'],
  approvers: ['S0LEADS'],
  admins: ['max.weber@larkfield.example'],
  approvals_channel: '#device-approvals',
  lost_mode_phone: '+1 555 0100',
  cases_hours: '08:00–18:00',
  sign_out_page: 'https://sso.larkfield.example/sign-out',
  help_channel: '#it-helpdesk',
});

/** What stands for the internet and for this machine. */
const around = ({ slack }: Simulators) => ({ SLACK_API_URL: slack.apiUrl, HOST: '127.0.0.1', PORT: '0' });

/** `npm start -- …`, as package.json has it, in a folder. */
function npmStart(folder: string, environment: Readonly<Record<string, string>>, ...typed: string[]) {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const child = spawn('sh', ['-c', `${scripts.start} ${typed.join(' ')}`], {
    cwd: folder,
    env: { PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said: () => said };
}

/** In this process: settings and policy in a new folder, the rest of the environment as given. */
async function runSetup(
  world: Simulators,
  answers: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = {},
) {
  const { folder } = world;
  const file = join(folder, 'answers.yml');
  writeFileSync(file, stringify(answers));
  const environment = {
    ...around(world),
    POLICY_FILE: join(folder, 'new-policy.yml'),
    DATA_DIR: join(folder, 'data'),
    ...more,
  };
  const env = join(folder, '.env');
  const ran = await run(environment, ['setup', '--answers', file, '--settings', env]);
  return { ...ran, env, policy: environment.POLICY_FILE };
}

const HTTP = { transport: 'http', public_url: 'https://helpdesk.example.com/slack' };

/** What Slack's page is filled in with, by the link that was shown. */
function manifestIn(shown: string): unknown {
  const [link = ''] = /https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_yaml=\S+/u.exec(shown) ?? [];
  return parse(new URL(link).searchParams.get('manifest_yaml') ?? '');
}

const settingsIn = (path: string) => parseEnv(readFileSync(path, 'utf8'));

describe('answers from a file', () => {
  test('from an empty folder, setup leads to a running app, a first card and a lost device that is reported', async () => {
    const world = await startSimulators();
    const folder = emptyFolder();
    writeFileSync(join(folder, 'answers.yml'), stringify(answersIn(world)));

    const setup = npmStart(folder, around(world), 'setup --answers answers.yml');
    expect(await setup.ended, setup.said()).toBe(0);
    expect(setup.said()).toContain('Ready. Start it with “npm start”');
    for (const secret of [world.slack.botToken, world.slack.appToken, world.kandji.token])
      expect(setup.said()).not.toContain(secret);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);

    // What the environment has wins over the file.
    appendFileSync(join(folder, '.env'), 'HOST=not.an.address\n');
    const app = npmStart(folder, around(world));
    try {
      await until(async () => app.said().includes('"msg":"ready"') || app.child.exitCode !== null);
      expect(app.said()).toContain('"msg":"ready"');
      world.slack.connect('socket');
      await world.slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
      const sees = () => world.slack.as(ANA).sees(HELP);
      await world.slack.until(() => sees().some(({ words }) => words.includes('MacBook Air')), 'the card');
      const answered = await report(world, { phone: '+49 170 5550142' });
      expect(answered.words).toContain('Outside 08:00–18:00? Call +1 555 0100.');
      const card = await messageSaying(world, ANA, APPROVALS, 'Stolen: Dana');
      expect(card.words).toContain('Sign out accounts');
      await world.slack.as(DANA).command(HELP, '/kandji can set-blueprint F2LDN0IPHN');
      await messageSaying(world, DANA, HELP, 'Ask in <#C0HELP>');
    } finally {
      app.child.kill('SIGTERM');
      expect(await app.ended).toBe(0);
    }
  }, 90_000);

  test('the settings may be in a file of another name, which Node leaves to the set-up', async () => {
    const world = await startSimulators();
    const folder = emptyFolder();
    const { kandji_api_token: _, ...others } = answersIn(world);
    writeFileSync(join(folder, 'answers.yml'), stringify(others));
    const setup = npmStart(folder, around(world), 'setup --answers answers.yml --settings prod.env');
    expect(await setup.ended, setup.said()).toBe(1);
    expect(setup.said()).toContain('answers.yml, kandji_api_token is missing');
    expect(settingsIn(join(folder, 'prod.env'))).toMatchObject({ SLACK_BOT_TOKEN: world.slack.botToken });
  }, 60_000);

  test('the policy passes its check without a warning and names who was chosen', async () => {
    const world = await startSimulators();
    const { policy, code } = await runSetup(world, answersIn(world));
    expect(code).toBe(0);
    const text = readFileSync(policy, 'utf8');
    const parsed = parsePolicy(text, 'policy.yml');
    expect(checkReport(parsed)).toContain('is valid');
    expect(checkReport(parsed)).not.toMatch(/^!/m);
    // What can do the most harm stays closed; nothing else is left out.
    expect(checkReport(parsed)).toContain(
      '  Closed until a rule allows them: lock, clear-passcode, erase, delete-device, show-filevault-key, show-unlock-pin, show-recovery-password and show-bypass-code\n',
    );
    expect(parsed.ok && parsed.policy.roles).toEqual({
      agent: ['S0AGENTS'],
      approver: ['S0LEADS'],
      admin: ['U0ROOT'],
    });
    expect(parsed.ok && parsed.policy.approvals.channel).toBe('C0APPROVALS');
    expect(parsed.ok && parsed.policy.cases).toEqual({
      channel: 'C0APPROVALS',
      notify: ['S0AGENTS'],
      phone: '+1 555 0100',
      hours: '08:00–18:00',
      links: [{ label: 'Sign out accounts', url: 'https://sso.larkfield.example/sign-out' }],
      confirmFound: ['agent', 'approver', 'admin'],
    });
    expect(parsed.ok && parsed.policy.helpChannel).toBe('C0HELP');
    expect(text).toContain('- S0AGENTS # @it-agents');
    expect(text).toContain('This device belongs to Larkfield and is lost.');
  });

  test.each([
    ['what lost devices ask for', { cases_channel: 'none' }, '# cases: { channel: C0CASES }'],
    ['hours and a page', {}, '  # hours: "08:00–18:00"\n  # links: { Sign out accounts: '],
    ['a help channel', {}, '# help_channel: C0HELP'],
  ])('%s may be left out, and the policy passes its check without a warning', async (_what, more, words) => {
    const world = await startSimulators();
    const { cases_hours, sign_out_page, help_channel, lost_mode_phone, ...others } = answersIn(world);
    const { policy, code } = await runSetup(world, { ...others, ...more });
    expect(code).toBe(0);
    const text = readFileSync(policy, 'utf8');
    expect(text).toContain(words);
    const report = checkReport(parsePolicy(text, 'policy.yml'));
    expect(report).toContain('is valid');
    expect(report).not.toMatch(/^!/m);
  });

  test('HTTP takes a signing secret and no app token', async () => {
    const world = await startSimulators();
    const { slack_app_token: _, ...others } = answersIn(world);
    const { code, env } = await runSetup(world, {
      ...others,
      ...HTTP,
      slack_signing_secret: world.slack.signingSecret,
    });
    expect(code).toBe(0);
    expect(settingsIn(env)).toMatchObject({ SLACK_SIGNING_SECRET: world.slack.signingSecret });
    expect(settingsIn(env)).not.toHaveProperty('SLACK_APP_TOKEN');
  });

  test.each([
    ['Socket Mode', {}, {}, { url: null, command: '/kandji' }],
    ['another command', {}, { SLACK_COMMAND: '/kandji-staging' }, { url: null, command: '/kandji-staging' }],
    ['HTTP', HTTP, {}, { url: HTTP.public_url, command: '/kandji' }],
  ])('the link that creates the app has the whole manifest: %s', async (_name, chosen, more, wanted) => {
    const world = await startSimulators();
    const answers = { ...answersIn(world), ...chosen, slack_signing_secret: world.slack.signingSecret };
    const { out } = await runSetup(world, answers, more);
    expect(manifestIn(out)).toEqual(
      parse(manifestFor(readFileSync(join(ROOT, 'manifest.yml'), 'utf8'), wanted)),
    );
  });

  test('settings that every user of the machine could read are taken back, and doctor warns of them', async () => {
    const world = await startSimulators();
    const { env } = await runSetup(world, answersIn(world));
    chmodSync(env, 0o644);
    expect(checkEnvFile(env)).toEqual([
      expect.objectContaining({
        mark: 'look',
        fix: `chmod 600 ${env}`,
        text: expect.stringContaining('0644'),
      }),
    ]);
    const { out, code } = await runSetup(world, {});
    expect(code).toBe(0);
    expect(out).toContain(`could read ${env} (0644)`);
    expect(statSync(env).mode & 0o777).toBe(0o600);
    expect(checkEnvFile(env)).toEqual([]);
    expect((await runSetup(world, {})).out).not.toContain('could read');
  });

  test('the audit log is signed from the start, unless there is a database already', async () => {
    const world = await startSimulators();
    const { env } = await runSetup(world, answersIn(world));
    expect(settingsIn(env).AUDIT_KEY).toMatch(/^[0-9a-f]{64}$/);
    const other = await startSimulators();
    const elsewhere = { DATABASE_URL: 'postgres://me@127.0.0.1:9/db?sslmode=disable' };
    const second = await runSetup(other, answersIn(other), elsewhere);
    expect(settingsIn(second.env)).not.toHaveProperty('AUDIT_KEY');
    expect(second.out).toContain('there is a database already');
  });

  test.each([
    ['slack_bot_token', 'xoxb-wrong', 'Slack refuses SLACK_BOT_TOKEN (invalid_auth)'],
    ['slack_bot_token', 'xoxp-of-a-person', 'it is not a bot token: those begin with xoxb-.'],
    ['slack_app_token', 'xapp-wrong', 'Slack refuses SLACK_APP_TOKEN (invalid_auth)'],
    ['kandji_api_url', 'https://example.com', 'example.com is not a Kandji API address'],
    [
      'kandji_api_url',
      'https://acme.api.kandji.io/devices',
      'only the host is needed: https://acme.api.kandji.io.',
    ],
    ['kandji_api_token', 'wrong', 'the token is rejected'],
    ['kandji_api_token', 'two words', 'has a space'],
    ['agents', ['@nowhere'], 'Slack has no active user group or full member “@nowhere”'],
    ['admins', ['U0RUI'], 'Slack has no active user group or full member “U0RUI”'],
    ['approvals_channel', 'C0HELP', '#it-helpdesk is public'],
    ['approvals_channel', '#nowhere', 'the app is in no private channel called #nowhere'],
    [
      'approvals_channel',
      '#it-helpdesk',
      '#it-helpdesk is public: everyone here can read who requests what. Make it private.',
    ],
    ['cases_channel', 'general', '#general is public, so no lost device is posted there.'],
    ['cases_channel', 'partner-larkfield', 'is shared with another company'],
    ['lost_mode_phone', '5'.repeat(61), 'too long: 60 characters'],
    ['cases_hours', '5'.repeat(61), 'too long: 60 characters'],
    ['sign_out_page', 'sso.example.com', 'begins with https://'],
    ['help_channel', '#device-approvals', 'Slack has no public channel called #device-approvals'],
  ])('a wrong %s stops it with its name and what to do (%s)', async (key, value, words) => {
    const world = await startSimulators();
    const { code, err, env } = await runSetup(world, { ...answersIn(world), [key]: value });
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^Stopped at step \\d of 5 · [^.]+\\. .*answers\\.yml, ${key}: `, 'u'));
    expect(err).toContain(words);
    // What it is about is said once.
    expect(err).not.toContain(`${key}: ${key.toUpperCase()}`);
    if (typeof value === 'string' && key.endsWith('token')) expect(err).not.toContain(value);
    expect(Object.values(key === 'slack_bot_token' ? {} : settingsIn(env))).not.toContain(value);
  });

  test('a missing answer and an unknown key are named, and no value is repeated', async () => {
    const world = await startSimulators();
    const { slack_bot_token: _, ...rest } = answersIn(world);
    expect((await runSetup(world, rest)).err).toContain('slack_bot_token is missing');
    const typo = await runSetup(world, { ...rest, slack_bot_tokn: world.slack.botToken });
    expect(typo.err).toContain('unknown key slack_bot_tokn');
    expect(typo.err).not.toContain(world.slack.botToken);
    for (const [wrong, words] of [
      [{ transport: 'sockets' }, 'transport must be socket or http'],
      [{ agents: '@it-agents' }, 'agents must be a list: put it in brackets, […]'],
      [{ admins: [] }, 'admins is empty'],
      [{ lost_mode_phone: 15550100 }, 'lost_mode_phone must be a text: put it in quotes'],
    ] as const)
      expect((await runSetup(world, { ...rest, ...wrong })).err).toContain(
        `isn't an answers file: ${words}.`,
      );
  });

  test('each box of the Kandji token has a line of its own, and nothing but harmless reads is sent', async () => {
    const world = await startSimulators();
    for (const row of [
      'GET /devices/{device_id}/apps',
      'GET /tags',
      'GET /prism/filevault',
      'GET /devices/{device_id}/secrets/filevaultkey',
      'PATCH /devices/{device_id}',
    ])
      world.kandji.revokePermission(world.kandji.token, row);
    const { out, err, code, policy } = await runSetup(world, {
      ...answersIn(world),
      missing_permissions: 'stop',
    });
    expect(code).toBe(1);
    const lines = out.split('\n').map((line) => line.trim());
    for (const line of [
      "✓ Kandji: 'Device list' is ticked.",
      "✗ Kandji: the token lacks 'Application list'. → Tick it in Kandji's Settings › Access › API token.",
      "✗ Kandji: the token lacks GET /tags (something like 'List tags'). → Tick it in Kandji's Settings › Access › API token.",
      expect.stringMatching(/^! Kandji: the report filevault-off has nothing to read: Kandji answered 403/u),
      "! Kandji: the token lacks 'FileVault recovery key'. → Tick it only if the policy shows it to someone.",
      "✓ Kandji: 'Unlock device pin' is ticked.",
      "! Kandji: 'Update a device' can't be checked without changing something.",
    ])
      expect(lines).toContainEqual(line);
    const boxes = PERMISSIONS.filter(({ needed }) => needed !== 'never');
    for (const { label, endpoint, published } of boxes.filter(({ needed }) => needed === 'change'))
      expect(
        lines.filter((line) => line.includes(published ? `'${label}'` : `${endpoint} (`)),
        label,
      ).toHaveLength(1);
    const start = lines.findIndex((line) => line.endsWith('the token works.'));
    expect(lines.slice(start + 1).filter((line) => line.includes('Kandji: '))).toHaveLength(boxes.length);
    expect(world.kandji.received().every(({ method }) => method === 'GET')).toBe(true);
    expect(world.kandji.keys.reads).toEqual([]);
    expect(err).toContain('Stopped at step 3 of 5 · The Kandji token. The Kandji token lacks permissions');
    expect(existsSync(policy)).toBe(false);
  });

  test('goes on without the boxes that are missing where it is told to', async () => {
    const world = await startSimulators();
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/apps');
    const { out, code, policy } = await runSetup(world, answersIn(world));
    expect(code).toBe(1);
    expect(existsSync(policy)).toBe(true);
    expect(out.match(/the token lacks 'Application list'/gu)).toHaveLength(2);
    expect(out).toContain('Not ready yet: correct what ✗ names');
  });

  test('a second run keeps every setting and the policy, and asks for nothing', async () => {
    const world = await startSimulators();
    const first = await runSetup(world, answersIn(world));
    const [env, policy] = [first.env, first.policy].map((path) => readFileSync(path, 'utf8'));
    const { code } = await runSetup(world, {});
    expect(code).toBe(0);
    expect(readFileSync(first.env, 'utf8')).toBe(env);
    expect(readFileSync(first.policy, 'utf8')).toBe(policy);
  });

  test('starting over keeps the old files beside the new ones', async () => {
    const world = await startSimulators();
    const { env, policy } = await runSetup(world, answersIn(world));
    const before = readFileSync(policy, 'utf8');
    const again = {
      ...answersIn(world),
      existing_env: 'replace',
      existing_policy: 'replace',
      agents: ['U0ANA'],
    };
    expect((await runSetup(world, again)).code).toBe(0);
    expect(readFileSync(`${policy}.old`, 'utf8')).toBe(before);
    expect(readFileSync(policy, 'utf8')).toContain('- U0ANA # Ana Ruiz');
    expect(settingsIn(`${env}.old`).AUDIT_KEY).not.toBe(settingsIn(env).AUDIT_KEY);
  });

  test('lines that the file has beside its own stay', async () => {
    const world = await startSimulators();
    const path = join(world.folder, '.env');
    writeFileSync(path, '# mine\nLOG_LEVEL=debug # for now\nexport SLACK_BOT_TOKEN=xoxb-old');
    await runSetup(world, answersIn(world));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('# mine\nLOG_LEVEL=debug # for now\nSLACK_BOT_TOKEN=xoxb-playground');
    expect(text.match(/SLACK_BOT_TOKEN/g)).toHaveLength(1);
    expect(readdirSync(world.folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('a wrong token in the environment is to be corrected there', async () => {
    const world = await startSimulators();
    const { code, err } = await runSetup(world, answersIn(world), { SLACK_BOT_TOKEN: 'xoxb-wrong' });
    expect(code).toBe(1);
    expect(err).toContain('Stopped at step 2 of 5');
    expect(err).toContain('Slack refuses SLACK_BOT_TOKEN (invalid_auth).');
    expect(err).toContain('Correct SLACK_BOT_TOKEN in the environment.');
    const lost = await runSetup(world, answersIn(world), { SLACK_BOT_TOKEN_FILE: '/nowhere/token' });
    expect(lost.code).toBe(1);
    expect(lost.err).toContain("SLACK_BOT_TOKEN_FILE names a file that can't be read");
    const named = await runSetup(world, answersIn(world), { SLACK_COMMAND: 'kandji helpdesk' });
    expect(named.err).toContain('SLACK_COMMAND is not a command name.');
  });

  test('a file that cannot be read or written is named once, and the old policy stays', async () => {
    const world = await startSimulators();
    const { folder } = world;
    const nowhere = join(folder, 'no', 'policy.yml');
    const { agents, ...others } = answersIn(world);
    const unmade = await runSetup(world, others, { POLICY_FILE: nowhere });
    expect(unmade.err).toContain(`${nowhere} can't be written, because its folder doesn't exist. Make it.`);
    // With ".old" after it, the name is longer than a file system takes.
    const long = join(folder, 'p'.repeat(253));
    writeFileSync(long, 'mine');
    const again = { ...answersIn(world), existing_policy: 'replace' };
    const kept = await runSetup(world, again, { POLICY_FILE: long });
    expect(kept.err).toContain("can't be written (ENAMETOOLONG)");
    expect(kept.err.split(long)).toHaveLength(2);
    expect(readFileSync(long, 'utf8')).toBe('mine');
    rmSync(kept.env);
    mkdirSync(kept.env);
    const unread = await runSetup(world, answersIn(world));
    expect(unread.err).toContain(`Stopped. ${kept.env} can't be read (EISDIR).`);
  });

  test('what no one foresaw names its step, too', async () => {
    const world = await startSimulators();
    world.slack.faults.fail('users.list', { error: 'internal_error' });
    await expect(runSetup(world, answersIn(world))).rejects.toThrow(
      /^Stopped at step 4 of 5 · Who may do what\. .*internal_error/u,
    );
  });
});

/** A person at a terminal: types, and reads what is on the screen. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  let shown = '';
  output.on('data', (piece: Buffer) => {
    shown += stripVTControlCharacters(piece.toString());
  });
  let read = 0;
  return {
    streams: { input, output },
    shown: () => shown,
    /** Waits for a question that was not there before, then types. */
    async answer(question: string, keys: string) {
      await until(async () => shown.indexOf(question, read) >= 0);
      read = shown.indexOf(question, read) + question.length;
      for (const key of [...keys]) input.write(key === DOWN ? '\x1b[B' : key);
    },
  };
}

const ENTER = '\r';
const TAB = '\t';
/** An arrow sends more than one character. */
const DOWN = '↓';
const CTRL_C = '\x03';

describe('at a terminal', () => {
  const sitting = ({ folder }: Simulators) => ({
    env: join(folder, '.env'),
    policy: join(folder, 'new-policy.yml'),
  });

  function sit(world: Simulators) {
    const person = terminal();
    const { env, policy } = sitting(world);
    const environment = { ...around(world), POLICY_FILE: policy, DATA_DIR: join(world.folder, 'data') };
    const ended = run(environment, ['setup', '--settings', env], { terminal: person.streams });
    return { ...person, ended, env, policy };
  }

  test('mistakes are named, it can be left and continued, and it ends with doctor', async () => {
    const world = await startSimulators();
    const { slack, kandji } = world;
    const first = sit(world);
    await first.answer('How does Slack reach this app?', ENTER);
    await first.answer('Bot User OAuth Token', `xoxb-wrong${ENTER}`);
    await first.answer('Slack refuses SLACK_BOT_TOKEN', '');
    await first.answer('Bot User OAuth Token', `${slack.botToken}${ENTER}`);
    await first.answer('App-Level Token', CTRL_C);
    const left = await first.ended;
    expect(left.code).toBe(130);
    expect(left.err).toContain(
      'Stopped at step 2 of 5 · Slack tokens. What was answered so far is saved. Run the same command again to continue.',
    );
    expect(manifestIn(first.shown())).toEqual(parse(readFileSync(join(ROOT, 'manifest.yml'), 'utf8')));
    expect(settingsIn(first.env)).toEqual({ SLACK_BOT_TOKEN: slack.botToken });

    const second = sit(world);
    await second.answer('There is a file', ENTER);
    await second.answer('App-Level Token', `${slack.appToken}${ENTER}`);
    await second.answer('API URL', `${kandji.url}${ENTER}`);
    await second.answer('API token', `${kandji.token}${ENTER}`);
    await second.answer('Agents:', `agents${TAB}${ENTER}`);
    await second.answer('Approvers:', `leads${TAB}${ENTER}`);
    await second.answer('Admins:', `weber${TAB}${ENTER}`);
    await second.answer('Where are requests for approval posted?', ENTER);
    await second.answer('Where are lost and stolen devices reported?', ENTER);
    await second.answer('Which phone number', ENTER);
    await second.answer('Page where IT signs someone out', ENTER);
    await second.answer('ask for help?', ENTER);
    const done = await second.ended;
    expect(done.code, done.out).toBe(0);
    expect(done.out).toContain('✓ Slack: the bot token works');
    await until(async () => second.shown().includes('Ready. Start it with'));
    const parsed = parsePolicy(readFileSync(second.policy, 'utf8'), 'policy.yml');
    expect(parsed.ok && parsed.policy.roles).toEqual({
      agent: ['S0AGENTS'],
      approver: ['S0LEADS'],
      admin: ['U0ROOT'],
    });
    for (const secret of [slack.botToken, slack.appToken, kandji.token])
      expect(first.shown() + second.shown() + done.out + done.err).not.toContain(secret);
  }, 30_000);

  test('it can be left at every question, and asks none of them twice', async () => {
    const world = await startSimulators();
    const { slack, kandji } = world;
    const questions = [
      ['How does Slack reach this app?', ENTER],
      ['Bot User OAuth Token', `${slack.botToken}${ENTER}`],
      ['App-Level Token', `${slack.appToken}${ENTER}`],
      ['API URL', `${kandji.url}${ENTER}`],
      ['API token', `${kandji.token}${ENTER}`],
      ['Agents:', `agents${TAB}${ENTER}`],
      ['Approvers:', `leads${TAB}${ENTER}`],
      ['Admins:', `weber${TAB}${ENTER}`],
      ['Where are requests for approval posted?', ENTER],
      ['Where are lost and stolen devices reported?', ENTER],
      ['Which phone number', `+1 555 0100${ENTER}`],
      ['Helpdesk hours', `08:00–18:00${ENTER}`],
      ['Page where IT signs someone out', `https://sso.example.com/sign-out${ENTER}`],
      ['ask for help?', `${DOWN}${ENTER}`],
    ] as const;
    for (const [index, [question, keys]] of questions.entries()) {
      const person = sit(world);
      if (existsSync(person.env)) await person.answer('There is a file', ENTER);
      await person.answer(question, keys);
      const [next] = questions[index + 1] ?? [];
      if (next !== undefined) await person.answer(next, CTRL_C);
      const { code, err, out } = await person.ended;
      expect(code, `${question} ${err}${out}`).toBe(next === undefined ? 0 : 130);
    }
    const { policy, env } = sitting(world);
    const parsed = parsePolicy(readFileSync(policy, 'utf8'), 'policy.yml');
    expect(parsed.ok && parsed.policy).toMatchObject({
      roles: { agent: ['S0AGENTS'], approver: ['S0LEADS'], admin: ['U0ROOT'] },
      approvals: { channel: 'C0APPROVALS' },
      cases: { channel: 'C0APPROVALS', phone: '+1 555 0100', hours: '08:00–18:00' },
      lostMode: { phone: '+1 555 0100' },
      helpChannel: 'C0HELP',
    });
    expect(readdirSync(world.folder).filter((name) => name.startsWith('.env'))).toEqual([basename(env)]);
  }, 60_000);

  test('a policy file is replaced only when that was answered in the same run', async () => {
    const world = await startSimulators();
    const { policy, env } = sitting(world);
    writeFileSync(policy, '# mine\n');
    writeFileSync(
      env,
      Object.entries(world.environment)
        .filter(([name]) => /TOKEN|SECRET|KANDJI_API/.test(name))
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const first = sit(world);
    await first.answer(`There is a file ${env}`, ENTER);
    await first.answer('There is a file', `${DOWN}${ENTER}`);
    await first.answer('Agents:', CTRL_C);
    expect((await first.ended).code).toBe(130);
    const second = sit(world);
    await second.answer(`There is a file ${env}`, ENTER);
    await second.answer('There is a file', CTRL_C);
    expect((await second.ended).code).toBe(130);
    expect(readFileSync(policy, 'utf8')).toBe('# mine\n');
    expect(second.shown()).not.toContain('Agents:');
  }, 30_000);

  test('a channel is looked for again after the app was invited', async () => {
    const world = await startSimulators();
    const approvals = world.slack.world.channels.get('C0APPROVALS');
    const members = approvals?.members ?? [];
    for (const channel of world.slack.world.channels.values())
      if (channel.kind === 'private') channel.members = [];
    writeFileSync(
      join(world.folder, '.env'),
      Object.entries({ ...world.environment, SLACK_API_URL: world.slack.apiUrl })
        .filter(([name]) => /TOKEN|SECRET|KANDJI_API/.test(name))
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const person = sit(world);
    await person.answer('There is a file', ENTER);
    for (const role of ['Agents:', 'Approvers:', 'Admins:']) await person.answer(role, `weber${TAB}${ENTER}`);
    await person.answer('/invite @kandji_helpdesk', '');
    Object.assign(approvals ?? {}, { members });
    await person.answer('', ENTER);
    await person.answer('#device-approvals', ENTER);
    await person.answer('lost and stolen devices', CTRL_C);
    expect((await person.ended).code).toBe(130);
    expect(person.shown()).toContain('#device-approvals is private, and the app is in it');
  }, 30_000);

  test('without a terminal and without a file it says what it needs', async () => {
    const { code, err } = await run({}, ['setup']);
    expect(code).toBe(2);
    expect(err).toContain('needs a terminal');
  });
});

test('a file that cannot take its place leaves no draft with the tokens behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-setup-'));
  folders.push(folder);
  // A folder of that name: the rename fails, as it does for a file that is mounted by itself.
  mkdirSync(join(folder, '.env', 'x'), { recursive: true });
  expect(() => replaceFile(join(folder, '.env'), 'SLACK_BOT_TOKEN=xoxb-1', 0o600)).toThrow(
    "can't be written",
  );
  expect(readdirSync(folder)).toEqual(['.env']);
});
