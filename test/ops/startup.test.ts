import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ANA, HELP } from '../support/e2e/harness.ts';
import { startMain } from '../support/ops/run-main.ts';
import { startSimulators } from '../support/ops/simulators.ts';
import { until } from '../support/store/until.ts';

/** A start that fails: its whole output, which must be sentences. */
async function fails(environment: Readonly<Record<string, string>>): Promise<string> {
  const main = startMain(environment);
  expect(await main.ended).toBe(1);
  expect(main.err()).not.toMatch(/^ {4}at /m);
  return main.err();
}

test("a page of a proxy in Slack's place blames no token, and is not shown", async () => {
  const { environment, slack } = await startSimulators();
  slack.faults.fail('auth.test', { status: 200, body: '<html>Sign in</html>' }, 1_000);
  const said = await fails(environment);
  expect(said).toContain("Something else answered in Slack's place, with a page or with nothing.");
  expect(said).not.toMatch(/SLACK_BOT_TOKEN|html|Sign in/);
});

test('a terminal shows no secret: what a command prints, and what it complains about', async () => {
  const { environment, folder } = await startSimulators();
  const token = environment.KANDJI_API_TOKEN ?? '';
  const file = join(folder, 'named.yml');
  const rule = `  - allow: [everyone]\n    operations: [lookup]\n    devices: { blueprints: ["${token.slice(0, 20)}"] }`;
  writeFileSync(file, `version: 1\nrules:\n${rule}\n`);
  const check = startMain(environment, 'policy', 'check', file);
  expect(await check.ended).toBe(0);
  expect(check.out()).toContain('blueprints [hidden]');
  const wrong = startMain(environment, 'audit', token);
  expect(await wrong.ended).toBe(2);
  expect(wrong.err()).toContain('There is no “audit [hidden]”');
  const backup = startMain(environment, 'backup', join(folder, 'no-folder', token));
  expect(await backup.ended).toBe(1);
  expect(`${check.out()}${wrong.err()}${backup.err()}`).not.toContain(token.slice(0, 12));
});

describe('a start that cannot be says why in sentences', () => {
  test('the token and the database at once', async () => {
    const { environment } = await startSimulators();
    const said = await fails({
      ...environment,
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      DATABASE_URL: 'postgres://helpdesk:hidden-word@127.0.0.1:9/helpdesk',
    });
    expect(said).toContain('- The database in DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:9');
    expect(said).toContain('- Slack refuses SLACK_BOT_TOKEN (invalid_auth). Copy it again');
    expect(said).not.toContain('hidden-word');
  });

  test('an app token that Slack refuses', async () => {
    const { environment } = await startSimulators();
    const { SLACK_SIGNING_SECRET: _, ...rest } = environment;
    expect(await fails({ ...rest, SLACK_APP_TOKEN: 'xapp-wrong' })).toContain(
      '- Slack refuses SLACK_APP_TOKEN (invalid_auth). Make one with the scope connections:write',
    );
  });

  test('a Kandji token that Kandji rejects', async () => {
    const { environment } = await startSimulators();
    const said = await fails({ ...environment, KANDJI_API_TOKEN: 'no-such-token' });
    expect(said).toContain('- Kandji rejects KANDJI_API_TOKEN (401). Make a new one in Settings › Access');
    expect(said).not.toContain('no-such-token');
  });

  test('a Slack that does not answer', async () => {
    const { environment } = await startSimulators();
    expect(await fails({ ...environment, SLACK_API_URL: 'http://127.0.0.1:9/api/' })).toContain(
      '- Slack cannot be reached',
    );
  });

  test('a port that is taken, and a second process on one DATA_DIR', async () => {
    const { environment } = await startSimulators();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    expect(await fails({ ...environment, PORT: String(port) })).toContain(`Port ${port} (PORT) is taken`);
    other.close();
    const first = startMain(environment);
    await first.port();
    expect(await fails(environment)).toMatch(/Another helpdesk is running on .*DATABASE_URL/);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
  });
});

describe('readiness', () => {
  const isReady = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;

  test('a broken policy at the start is said, and is not ready until it is mended; later faults change nothing', async () => {
    const { environment, policyFile } = await startSimulators();
    const good = readFileSync(policyFile, 'utf8');
    writeFileSync(policyFile, 'version: 1\nrules:\n  - alow: [x]\n');
    const main = startMain(environment);
    const port = await main.port();
    expect(main.out()).toContain('policy.yml:3:5');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(await isReady(port)).toBe(false);
    writeFileSync(policyFile, good);
    await until(() => isReady(port));
    writeFileSync(policyFile, 'version: 2\n');
    await until(async () => main.out().includes('stays in force'));
    expect(await isReady(port)).toBe(true);
    main.child.kill('SIGTERM');
    expect(await main.ended).toBe(0);
  });
});

describe('the end', () => {
  test('SIGTERM finishes what was taken in, and exits 0', async () => {
    const { environment, slack, kandji } = await startSimulators();
    const main = startMain(environment);
    slack.connect({ requestUrl: `http://127.0.0.1:${await main.port()}/slack/events` });
    kandji.setLatency(400);
    kandji.forgetReceived();
    await slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await slack.until(() => kandji.received().length > 0, 'the look at Kandji');
    main.child.kill('SIGTERM');
    // Ctrl-C on `npm start` comes from the terminal and once more from npm.
    main.child.kill('SIGINT');
    expect(await main.ended).toBe(0);
    expect(slack.as(ANA).sees(HELP).at(-1)?.words).toContain('MacBook Air');
  });

  test('what no one waited for ends it with 1, after what was taken in is finished', async () => {
    const { environment, slack, kandji } = await startSimulators();
    const rejects = `process.on('SIGUSR2', () => void Promise.reject(new Error('lost')))`;
    const main = startMain({
      ...environment,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(rejects)}`,
    });
    slack.connect({ requestUrl: `http://127.0.0.1:${await main.port()}/slack/events` });
    kandji.setLatency(400);
    kandji.forgetReceived();
    await slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await slack.until(() => kandji.received().length > 0, 'the look at Kandji');
    main.child.kill('SIGUSR2');
    expect(await main.ended).toBe(1);
    expect(main.out()).toContain('process.unhandled_rejection');
    expect(slack.as(ANA).sees(HELP).at(-1)?.words).toContain('MacBook Air');
  });

  test.each([
    ['Slack does not answer', 'auth.test', { delay: 3_600_000 }],
    ['Slack has a fault', 'apps.connections.open', { status: 500 }],
    ['Slack asks for patience', 'apps.connections.open', { status: 429, headers: { 'retry-after': '600' } }],
  ])('a signal ends a start in which %s', async (_what, method, fault) => {
    const { environment, slack } = await startSimulators();
    const struck = slack.faults.fail(method, fault, 1_000_000);
    const { SLACK_SIGNING_SECRET: _, ...rest } = environment;
    const main = startMain({ ...rest, SLACK_APP_TOKEN: slack.appToken });
    await until(() => struck.used > 0);
    main.child.kill('SIGTERM');
    expect(await main.ended).toBe(0);
    expect(main.out()).toContain('"event":"app.stopped_early"');
  });

  test('asked again more than a second later, it ends at once with 1', async () => {
    const { environment, slack, kandji } = await startSimulators();
    const main = startMain(environment);
    slack.connect({ requestUrl: `http://127.0.0.1:${await main.port()}/slack/events` });
    kandji.faults.add({ kind: 'hang' });
    kandji.forgetReceived();
    await slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await slack.until(() => kandji.received().length > 0, 'the look at Kandji');
    await until(() => !main.child.kill('SIGTERM') || main.child.exitCode !== null);
    expect(await main.ended).toBe(1);
  });
});

test('a playground whose port is taken names the option that gives it another', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const play = promisify(execFile)(process.execPath, ['playground/main.ts', '--port', String(port)]);
  await expect(play).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(new RegExp(`^Port ${port} is taken.* --port \\d+\n$`)),
  });
  other.close();
});

test('serve is the same as nothing, and a folder that cannot be written is named', async () => {
  const { environment, folder } = await startSimulators();
  const main = startMain(environment, 'serve');
  await main.port();
  main.child.kill('SIGINT');
  expect(await main.ended).toBe(0);
  mkdirSync(`${folder}/taken`);
  writeFileSync(`${folder}/taken/file`, '');
  expect(await fails({ ...environment, DATA_DIR: `${folder}/taken/file` })).toContain('DATA_DIR');
});
