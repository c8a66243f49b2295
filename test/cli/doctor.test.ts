import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { EXAMPLE_POLICY, MANIFEST } from '../../playground/start.ts';
import { NEEDED_SCOPES } from '../../src/cli/doctor/slack-token.ts';
import type { CheckResult } from '../../src/ops/check-result.ts';
import { openStore } from '../../src/store/index.ts';
import { type Environment, run } from '../support/ops/run-command.ts';
import { type Simulators, startSimulators } from '../support/ops/simulators.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';
import { silent } from '../support/store/harness.ts';
import { askFor, entryOf } from '../support/store/samples.ts';

/** Doctor's report as data. */
async function examine(environment: Environment, now = Date.now) {
  const { code, out } = await run(environment, ['doctor', '--json'], { now });
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: CheckResult[] };
  expect(code).toBe(ok ? 0 : 1);
  const lines = (mark: CheckResult['mark']) =>
    findings.filter((one) => one.mark === mark).map(({ about, text }) => `${about}: ${text}`);
  return { ok, findings, bad: lines('bad'), look: lines('look').join('\n'), fine: lines('ok').join('\n') };
}

/** Everything that could be asked, in a world whose owner of things is well prepared. */
const prepared = (world: Simulators): Environment => ({
  ...world.environment,
  AUDIT_KEY: 'a key that has 32 characters at least',
});

const channel = (world: Simulators) => {
  const found = world.slack.world.channels.get('C0APPROVALS');
  if (!found) throw new Error('no approvals channel');
  return found;
};

describe('keys and PINs', () => {
  const allowing = policyWith('operations: [lookup]', 'operations: [lookup, show-filevault-key]');

  test('the boxes that the policy needs are tried with a device that does not exist, and no key is read', async () => {
    const world = await startSimulators();
    writeFileSync(world.environment.POLICY_FILE ?? '', allowing);
    const { bad, fine, look } = await examine(prepared(world));
    expect(bad).toEqual([]);
    expect(fine).toContain('keys and PINs that the policy allows can be read: FileVault recovery key.');
    expect(look).toContain(
      'shows to no one: Unlock device pin, Recovery Lock password, Activation lock bypass code',
    );
    const tried = world.kandji.received().filter(({ path }) => path.includes('/secrets/'));
    expect(tried.every(({ path, status }) => path.includes('/00000000-') && status === 404)).toBe(true);
    expect(world.kandji.keys.reads).toEqual([]);
  });

  test('a box that is missing is named', async () => {
    const world = await startSimulators();
    writeFileSync(world.environment.POLICY_FILE ?? '', allowing);
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/secrets/filevaultkey');
    const { bad } = await examine(prepared(world));
    expect(bad.join()).toContain(
      "the policy allows to show keys that the token can't read: FileVault recovery key",
    );
  });
});

describe('a world in order', () => {
  test('nothing is broken, and what cannot be proved is said', async () => {
    const world = await startSimulators();
    const { ok, bad, look, fine } = await examine(prepared(world));
    expect(bad).toEqual([]);
    expect(ok).toBe(true);
    expect(fine).toContain('the bot token works: kandji_helpdesk in Larkfield');
    expect(fine).toContain('every scope that is needed was granted');
    expect(fine).toContain('@it-leads (S0LEADS): 2 people as approver');
    expect(fine).toContain('#device-approvals is private, and the app is in it');
    expect(fine).toMatch(/rule 4 \(line \d+\) needs one approver or admin; there are 3/);
    expect(fine).toContain('17 of 17 things can be read');
    expect(look).toContain('cannot be proved without changing something: Update a device');
    expect(look).toContain('the token may read keys that the policy shows to no one: FileVault recovery key');
  });

  test('it changes nothing: no store is made, Kandji gets GETs, Slack no message', async () => {
    const world = await startSimulators();
    await examine(prepared(world));
    expect(existsSync(world.environment.DATA_DIR ?? '')).toBe(false);
    expect(world.kandji.received().every(({ method }) => method === 'GET')).toBe(true);
    const called = world.slack.traffic.flatMap((entry) => (entry.kind === 'api' ? [entry.method] : []));
    expect(called.filter((method) => /^(chat|views|conversations\.open)/.test(method))).toEqual([]);
    expect(world.slack.refused()).toEqual([]);
  });

  test('people read one line for each, and no token', async () => {
    const world = await startSimulators();
    const { out, code } = await run(prepared(world), ['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ Slack: the bot token works/m);
    expect(out).toMatch(/^! Kandji: .* → See that they are not ticked\.$/m);
    for (const secret of [world.slack.botToken, world.slack.signingSecret, world.kandji.token])
      expect(out).not.toContain(secret);
  });

  test('while the helpdesk serves, its store is looked at', async () => {
    const world = await startSimulators();
    const store = await openStore({ dataDir: world.environment.DATA_DIR ?? '', log: silent });
    await store.identityChanged();
    const { bad, fine } = await examine(prepared(world));
    await store.close();
    expect(bad).toEqual([]);
    expect(fine).toContain('can be read and written');
  });

  test('a safety limit that is reached and what is on hold are said', async () => {
    const world = await startSimulators();
    const store = await openStore({ dataDir: world.environment.DATA_DIR ?? '', log: silent });
    const before = (await examine(prepared(world))).look;
    const { request } = await store.requests.submit(askFor(), entryOf(), []);
    const at = await store.now();
    const used = [1, 2, 3, 4, 5].map(() => ({ class: 'irreversible' as const, human: 'U0ANA', at }));
    await store.requests.change(
      request?.id ?? '',
      () => ({
        state: 'held',
        dueInMs: 60_000,
        set: { limitKey: 'irreversible:U0ANA' },
        ledger: { clock: at, sent: used, shut: ['irreversible:U0ANA'] },
        entry: entryOf(),
      }),
      'controls',
    );
    const { look } = await examine(prepared(world));
    await store.close();
    expect(before).not.toContain('Safety limits');
    expect(look).toContain(
      'Safety limits: the limit for irreversible changes of Ana Ruiz is reached: 5 sent in the last 60 minutes, the limit is 5.',
    );
    expect(look.match(/irreversible changes/gu)).toHaveLength(1);
    expect(look).toContain('Safety limits: 1 request is on hold.');
  });

  test('digests that nothing is read for are said', async () => {
    const digest =
      '\ndigests:\n  - { report: unassigned, every: day 09:00, timezone: UTC, channel: C0HELP }\n';
    const world = await startSimulators({ policy: `${EXAMPLE_POLICY}${digest}` });
    const store = await openStore({ dataDir: world.environment.DATA_DIR ?? '', log: silent });
    const { look } = await examine(prepared(world));
    await store.close();
    expect(look).toContain('Digests: the policy has 1 digest, and nothing is read for it.');
  });

  test("a channel that rejects the cards of open requests is told, with Slack's word", async () => {
    const world = await startSimulators();
    const store = await openStore({ dataDir: world.environment.DATA_DIR ?? '', log: silent });
    await store.requests.submit(askFor(), entryOf(), []);
    const claimed = await store.cards.claim('me', 1000);
    await store.cards.rejected(claimed?.card.id ?? '', 'no_permission', { inMs: 1000, gone: true });
    const { bad } = await examine(prepared(world));
    await store.close();
    expect(bad).toEqual(['Cards: Slack rejects the card of an open request: no_permission.']);
  });
});

describe('Slack', () => {
  test('the scopes it asks for are those of the manifest', () => {
    const { oauth_config } = parse(MANIFEST) as { oauth_config: { scopes: { bot: string[] } } };
    expect(Object.keys(NEEDED_SCOPES).toSorted()).toEqual(oauth_config.scopes.bot.toSorted());
  });

  test('a token that Slack refuses', async () => {
    const world = await startSimulators();
    const { bad } = await examine({ ...prepared(world), SLACK_BOT_TOKEN: 'xoxb-wrong' });
    expect(bad).toEqual(['Slack: Slack refuses SLACK_BOT_TOKEN (invalid_auth).']);
  });

  test('a scope that was not granted, and one too many', async () => {
    const manifest = parse(MANIFEST) as { oauth_config: { scopes: { bot: string[] } } };
    const { scopes } = manifest.oauth_config;
    scopes.bot = [...scopes.bot.filter((scope) => scope !== 'users:read.email'), 'chat:write.public'];
    const { bad, look } = await examine(prepared(await startSimulators({ manifest: stringify(manifest) })));
    expect(bad).toEqual(["Slack: the scope users:read.email is missing (to find somebody's own devices)."]);
    expect(look).toContain('more was granted than is needed: chat:write.public');
  });

  test('an app token that Slack refuses, and one that works', async () => {
    const world = await startSimulators();
    const { SLACK_SIGNING_SECRET: _, ...socket } = prepared(world);
    const { bad } = await examine({ ...socket, SLACK_APP_TOKEN: 'xapp-wrong' });
    expect(bad).toEqual(['Slack: Socket Mode: Slack refuses SLACK_APP_TOKEN (invalid_auth).']);
    const { fine } = await examine({ ...socket, SLACK_APP_TOKEN: world.slack.appToken });
    expect(fine).toContain('Socket Mode: the app token works');
  });

  test('a group that does not exist', async () => {
    const policy = policyWith('S0AGENTS', 'S0NOWHERE');
    const { bad } = await examine(prepared(await startSimulators({ policy })));
    expect(bad).toEqual(['Groups: Slack has no active user group S0NOWHERE (agent).']);
  });
});

describe('the channel for lost devices', () => {
  test.each([
    ['public', { kind: 'public' }, '#lost-devices is public, so no lost device is posted there.'],
    ['shared', { extShared: true }, '#lost-devices is shared with another company, or is about to be'],
    ['without the app', { members: ['U0ANA'] }, 'C0CASES does not exist, or it is private and the app'],
  ])('%s is refused', async (_what, change, says) => {
    const world = await startSimulators();
    Object.assign(world.slack.world.channels.get('C0CASES') ?? expect.fail(), change);
    const { bad } = await examine(prepared(world));
    expect(bad).toEqual([expect.stringContaining(`Case channel: ${says}`)]);
  });

  test('a private one with the app in it is fine', async () => {
    const { fine } = await examine(prepared(await startSimulators()));
    expect(fine).toContain('Case channel: #lost-devices is private, and the app is in it');
  });
});

describe('the approvals channel', () => {
  test('the app is not in it', async () => {
    const world = await startSimulators();
    channel(world).members = ['U0BEN', 'U0LEA', 'U0ROOT'];
    const { bad } = await examine(prepared(world));
    expect(bad).toEqual([
      'Approvals channel: C0APPROVALS does not exist, or it is private and the app is not in it.',
    ]);
  });

  test('it is public, and the app is not in it', async () => {
    const world = await startSimulators();
    Object.assign(channel(world), { kind: 'public', members: ['U0BEN', 'U0LEA', 'U0ROOT'] });
    const { bad, look } = await examine(prepared(world));
    expect(bad).toEqual(['Approvals channel: the app is not in #device-approvals.']);
    expect(look).toContain('#device-approvals is public');
  });

  test('it is shared with another company', async () => {
    const world = await startSimulators();
    channel(world).extShared = true;
    const { bad } = await examine(prepared(world));
    expect(bad).toEqual([
      'Approvals channel: #device-approvals is shared with another company, or is about to be, so nothing is posted there.',
    ]);
  });

  test('someone who is mentioned when a device is lost is not in its channel', async () => {
    const world = await startSimulators();
    const cases = world.slack.world.channels.get('C0CASES') ?? expect.fail();
    const members = [...cases.members];
    // One of the accounts of one human is enough.
    for (const others of [['U0ANA'], ['U0ANA2']]) {
      cases.members = [...members.filter((id) => id !== 'U0ANA'), ...others];
      expect((await examine(prepared(world))).look).not.toContain('Case channel');
    }
    cases.members = members.filter((id) => id !== 'U0ANA');
    expect((await examine(prepared(world))).look).toContain('Case channel: not in it: Ana Ruiz.');
  });

  test('an approver is not in it', async () => {
    const world = await startSimulators();
    channel(world).members = channel(world).members.filter((id) => id !== 'U0LEA');
    expect((await examine(prepared(world))).look).toContain('not in the approvals channel: Lea Martin');
  });
});

describe('user ids of the policy', () => {
  test('Slack has to know each of them, in roles and among the accounts of one human', async () => {
    const policy = policyWith(
      /^people: .*$/m,
      'people: [[U0ANA, U0NOBODY]]',
      policyWith('admin: [U0ROOT]', 'admin: [U0ROOT, U0NOPE]'),
    );
    const { bad } = await examine(prepared(await startSimulators({ policy })));
    expect(bad).toEqual([
      'People: Slack has no user U0NOPE (admin).',
      'People: Slack has no user U0NOBODY (people).',
    ]);
  });

  test('a deactivated account and a guest are named', async () => {
    const policy = policyWith('admin: [U0ROOT]', 'admin: [U0ROOT, U0GONE, U0RUI]');
    const { ok, look } = await examine(prepared(await startSimulators({ policy })));
    expect(ok).toBe(true);
    expect(look).toContain('People: Gil Sousa (U0GONE, admin) is deactivated.');
    expect(look).toMatch(/People: .+ \(U0RUI, admin\) is a guest\./);
  });
});

describe('approvers', () => {
  test('too few for what a rule asks', async () => {
    const policy = policyWith('approvals: 1, from: [admin]', 'approvals: 2, from: [admin]');
    const { bad } = await examine(prepared(await startSimulators({ policy })));
    expect(bad).toHaveLength(1);
    expect(bad[0]).toContain('needs 2 people from admin, and there is Max Weber: it can never be met');
  });

  test('the only one cannot approve their own; two accounts of one human count once', async () => {
    const { look } = await examine(prepared(await startSimulators()));
    expect(look).toContain('when Max Weber requests, no one is left');
    const policy = policyWith(
      'from: [approver, admin]',
      'from: [approver]',
      policyWith('S0LEADS', 'U0ANA, U0ANA2'),
    );
    const twice = await examine(prepared(await startSimulators({ policy })));
    expect(twice.look).toContain('there is only Ana Ruiz');
  });

  test('guests and deactivated accounts do not count', async () => {
    const policy = policyWith('admin: [U0ROOT]', 'admin: [U0RUI, U0GONE]');
    const { bad } = await examine(prepared(await startSimulators({ policy })));
    expect(bad[0]).toContain('needs one admin, and there is no one');
  });
});

describe('Kandji', () => {
  test('a permission was unticked: its label is named where it is known', async () => {
    const world = await startSimulators();
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/apps');
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/activity');
    world.kandji.revokePermission(world.kandji.token, 'GET /tags');
    const { bad, fine } = await examine(prepared(world));
    expect(bad).toEqual([
      "Kandji: the token lacks 'Application list'.",
      "Kandji: the token lacks 'Device Activity'.",
      "Kandji: the token lacks GET /tags (something like 'List tags').",
    ]);
    expect(fine).toContain('14 of 17 things can be read');
  });

  test('notes are asked for only where someone may read them', async () => {
    const world = await startSimulators({ policy: policyWith('see-notes, ', '') });
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/notes');
    const { bad, fine } = await examine(prepared(world));
    expect(bad).toEqual([]);
    expect(fine).toContain('16 of 16 things can be read');
  });

  test('what only a report reads is no fault where Kandji does not give it', async () => {
    const world = await startSimulators();
    world.kandji.revokePermission(world.kandji.token, 'GET /prism/filevault');
    world.kandji.revokePermission(world.kandji.token, 'GET /library/library-items/{library_item_id}/status');
    const { bad, look } = await examine(prepared(world));
    expect(bad).toEqual([]);
    expect(look).toContain('the report filevault-off has nothing to read: Kandji answered 403');
    expect(look).toContain('the report failing-items has nothing to read: Kandji answered 403');
  });

  test('the token is dead', async () => {
    const world = await startSimulators();
    world.kandji.revokeToken(world.kandji.token);
    expect((await examine(prepared(world))).bad).toEqual([
      'Kandji: the token is rejected, or it may not even list devices.',
    ]);
  });

  test('Kandji cannot be reached', async () => {
    const world = await startSimulators();
    const { bad } = await examine({ ...prepared(world), KANDJI_API_URL: 'http://127.0.0.1:9' });
    expect(bad).toEqual([expect.stringMatching(/^Kandji: cannot be reached/)]);
  });

  test('what the policy does not need can be unticked', async () => {
    const policy = policyWith(
      'operations: [routine, disruptive, maintenance,',
      'operations: [set-blueprint,',
    );
    const { look } = await examine(prepared(await startSimulators({ policy })));
    expect(look).toMatch(/the policy doesn't need .*Send a blank push/);
    expect(look).toContain('2 permissions to change something cannot be proved');
  });
});

describe('the rest', () => {
  test.each([
    [90_000, 'bad', /this clock is 9\d s ahead of Slack's; Slack's requests will be rejected/],
    [-20_000, 'look', /this clock is (19|20|21) s behind Slack's/],
  ] as const)('a clock that is off by %d ms', async (ms, mark, words) => {
    const world = await startSimulators();
    const report = await examine(prepared(world), () => Date.now() + ms);
    expect(report.ok).toBe(mark === 'look');
    expect(mark === 'bad' ? report.bad.join('\n') : report.look).toMatch(words);
  });

  test.each([
    [
      'no key for a log that is signed',
      { AUDIT_KEY: undefined },
      'bad',
      /signed from entry 2 on, and AUDIT_KEY is not set/,
    ],
    ['a key that is too short', { AUDIT_KEY: 'short' }, 'bad', /AUDIT_KEY is shorter than 32 characters/],
    [
      'a log that was begun without the key',
      {},
      'look',
      /signed from entry 2 on, and AUDIT_SIGNED_FROM is 1/,
    ],
    ['the same, with its number', { AUDIT_SIGNED_FROM: '2' }, 'fine', /can be read and written/],
  ] as const)('%s', async (_what, change, mark, words) => {
    const world = await startSimulators();
    const environment = prepared(world);
    for (const auditKey of [null, environment.AUDIT_KEY ?? null]) {
      const store = await openStore({ dataDir: environment.DATA_DIR ?? '', auditKey, log: silent });
      await store.audit.append(entryOf());
      await store.close();
    }
    const report = await examine({ ...environment, ...change });
    const said = mark === 'bad' ? report.bad.join('\n') : mark === 'look' ? report.look : report.fine;
    expect(said).toMatch(words);
    if (mark === 'fine') expect(report.look).not.toContain('AUDIT');
  });

  test('a database that every user of the machine can read', async () => {
    const world = await startSimulators();
    const environment = prepared(world);
    const dataDir = environment.DATA_DIR ?? '';
    await (await openStore({ dataDir, auditKey: environment.AUDIT_KEY ?? null, log: silent })).close();
    chmodSync(join(dataDir, 'helpdesk.sqlite'), 0o644);
    expect((await examine(environment)).look).toMatch(
      /every user of this machine can read .*helpdesk\.sqlite \(0644\)/,
    );
  });

  test('a device index of another address than the one that is set', async () => {
    const world = await startSimulators();
    const environment = prepared(world);
    const dataDir = environment.DATA_DIR ?? '';
    for (const [tenant, isOther] of [
      ['other.api.kandji.io', true],
      [new URL(environment.KANDJI_API_URL ?? '').host, false],
    ] as const) {
      const store = await openStore({ dataDir, auditKey: environment.AUDIT_KEY ?? null, log: silent });
      await store.fleet.startFor(tenant);
      await store.close();
      expect((await examine(environment)).look.includes(`devices of ${tenant}, and`)).toBe(isOther);
    }
  });

  test('a policy that cannot be used', async () => {
    const world = await startSimulators();
    writeFileSync(world.policyFile, 'version: 1\nroles: { agent: [S0AGENTS] }\nrules:\n  - allow: [agnt]\n');
    const { bad } = await examine(prepared(world));
    expect(bad.join('\n')).toContain('Unknown role: did you mean the one on line 2?');
  });

  test('an environment with mistakes: each is a line, and the rest is looked at all the same', async () => {
    const world = await startSimulators();
    const { bad, fine } = await examine({
      ...prepared(world),
      SLACK_BOT_TOKEN: undefined,
      KANDJI_API_URL: 'acme.kandji.io',
    });
    expect(bad).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN is missing'),
      expect.stringContaining('acme.kandji.io is the web address'),
    ]);
    expect(fine).toContain('policy.yml can be used');
  });

  test('a database that does not answer, and none named at all', async () => {
    const world = await startSimulators();
    const { bad } = await examine({
      ...prepared(world),
      DATABASE_URL: 'postgres://helpdesk:secret-word@127.0.0.1:9/helpdesk',
    });
    expect(bad).toEqual([expect.stringMatching(/^Database: .*cannot be used/)]);
    expect(bad.join()).not.toContain('secret-word');
  });
});
