import { WebClient } from '@slack/web-api';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type LocalSlack,
  larkfield,
  startSlack,
  type User,
  type WorldSeed,
} from '../../packages/slack-sandbox/src/index.ts';
import { MANIFEST } from '../../playground/start.ts';
import { denyNonMember } from '../../src/helpdesk/policy/authorize.ts';
import { whyNoApprover } from '../../src/helpdesk/policy/requirements.ts';
import type { Refusal } from '../../src/helpdesk/policy.ts';
import { refusedText } from '../../src/slack/notices.ts';
import { createUsers, type UsersOptions } from '../../src/slack/users.ts';
import { policyFrom } from '../support/helpdesk/harness.ts';
import { request } from '../support/slack/fixtures.ts';

const HOME = 'T0LARK';
const CONTEXT = { ref: '7F3K', command: '/kandji', admins: [] };
const POLICY = policyFrom(`version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
people: [[U0ANA, U0ANA2]]
rules:
  - allow: [agent, approver]
    operations: [lookup]
`);

let slack: LocalSlack | undefined;

afterEach(() => slack?.close());

/** The people of a local Slack as the app knows them, on a clock of its own. */
async function people(world?: WorldSeed, known?: UsersOptions['known']) {
  slack = await startSlack({ manifest: MANIFEST, ...(world && { world }) });
  const clock = { at: 0 };
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const identity = createUsers({
    client,
    policies: { current: () => POLICY, fault: () => null },
    teamId: HOME,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => clock.at,
    ...(known && { known }),
  });
  return { slack, identity, forward: (ms: number) => (clock.at += ms) };
}

const grid = (...teams: string[]) => ({ enterpriseUser: { id: 'W0BEN', enterpriseId: 'E0ORG', teams } });

describe('who is a member', () => {
  test.each<[string, Partial<User>, string]>([
    ['team_id is our workspace', {}, 'member'],
    [
      'team_id is the organization, our workspace is listed',
      { teamId: 'E0ORG', ...grid('T0SIS', HOME) },
      'member',
    ],
    ['team_id is a sister workspace, ours is listed', { teamId: 'T0SIS', ...grid('T0SIS', HOME) }, 'member'],
    ['no team_id, our workspace is listed', { hidesTeam: true, ...grid(HOME) }, 'member'],
    ['team_id is a sister workspace, ours is not listed', { teamId: 'T0SIS', ...grid('T0SIS') }, 'outsider'],
    ['team_id is the organization, nothing is listed', { teamId: 'E0ORG', ...grid() }, 'outsider'],
    ['another company', { teamId: 'T0OTHER' }, 'outsider'],
    ['nothing says which team', { hidesTeam: true }, 'outsider'],
    ['a stranger, whatever the teams say', { isStranger: true, ...grid(HOME) }, 'outsider'],
    ['a guest of our workspace in a Grid', { teamId: 'E0ORG', ...grid(HOME), isRestricted: true }, 'guest'],
    ['a single-channel guest', { isUltraRestricted: true }, 'guest'],
    ['deactivated', { deleted: true, ...grid(HOME) }, 'deactivated'],
    ['a bot', { isBot: true }, 'bot'],
  ])('%s', async (_what, change, membership) => {
    const { slack, identity } = await people();
    slack.world.changeUser('U0BEN', change);
    const actor = await identity.actor('U0BEN', 'decide');
    expect(actor.membership).toBe(membership);
    expect(actor.roles).toEqual(membership === 'member' ? ['approver', 'everyone'] : []);
    expect((await identity.holding(['approver'])).map(({ userId }) => userId)).toEqual(
      membership === 'member' ? ['U0BEN', 'U0LEA'] : ['U0LEA'],
    );
  });

  test('Slack says on the other page of the user object which workspaces it are', async () => {
    const client = {
      usergroups: { list: async () => ({ usergroups: [] }) },
      users: { info: async () => ({ user: { id: 'U1', team_id: 'E0ORG', teams: ['T0SIS', HOME] } }) },
    } as unknown as WebClient;
    const identity = createUsers({
      client,
      policies: { current: () => POLICY, fault: () => null },
      teamId: HOME,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    expect((await identity.actor('U1', 'decide')).membership).toBe('member');
  });
});

describe('who is known', () => {
  const identityWith = async (
    known: (
      groups: Readonly<Record<string, readonly string[]>>,
    ) => Promise<Readonly<Record<string, readonly string[]>>>,
  ) => {
    slack = await startSlack({ manifest: MANIFEST });
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
    const named = policyFrom(`version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS], admin: [U0LEA] }
rules: [{ allow: [agent], operations: [lookup] }]
`);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const policies = { current: () => named, fault: () => null };
    return createUsers({ client, policies, teamId: HOME, log, known });
  };

  test('holds the roles of groups in which they are known, and those given by user id; never everyone', async () => {
    const identity = await identityWith(async (groups) => ({ ...groups, S0LEADS: ['U0BEN'] }));
    expect((await identity.actor('U0BEN', 'decide')).knownRoles).toEqual(['approver']);
    expect(await identity.actor('U0LEA', 'decide')).toMatchObject({
      roles: ['approver', 'admin', 'everyone'],
      knownRoles: ['admin'],
    });
  });

  test('is no one by a group while that cannot be stored', async () => {
    const identity = await identityWith(async () => {
      throw new Error('no database');
    });
    expect((await identity.actor('U0BEN', 'decide')).knownRoles).toEqual([]);
    expect((await identity.actor('U0LEA', 'decide')).knownRoles).toEqual(['admin']);
  });
});

describe('one human', () => {
  const account = (id: string, teams = [HOME]) => ({
    enterpriseUser: { id, enterpriseId: 'E0ORG', teams },
  });

  test('two accounts with one id in the organization are one human', async () => {
    const { slack, identity } = await people();
    slack.world.changeUser('U0BEN', account('W7'));
    slack.world.changeUser('U0LEA', account('W7'));
    slack.world.changeUser('U0VERA', account('W8'));
    const [ben, lea, vera] = await Promise.all(
      ['U0BEN', 'U0LEA', 'U0VERA'].map((id) => identity.actor(id, 'decide')),
    );
    expect(lea?.human).toBe(ben?.human);
    expect(vera?.human).not.toBe(ben?.human);
    expect(await identity.humanOf('U0BEN')).toBe(ben?.human);
  });

  test('an account with the organization id of one that the policy lists is the same human', async () => {
    const { slack, identity } = await people();
    slack.world.changeUser('U0ANA2', account('W7'));
    slack.world.changeUser('U0LEA', account('W7'));
    expect(await identity.humanOf('U0LEA')).toBe('U0ANA');
    expect(await identity.humanOf('U0ANA2')).toBe('U0ANA');
  });
});

describe('who holds a role', () => {
  test('no more are read than are needed, however large the group', async () => {
    const seed = larkfield();
    const ben = seed.users.find(({ id }) => id === 'U0BEN');
    if (!ben) throw new Error('there is a Ben');
    const ids = Array.from({ length: 150 }, (_, at) => `U0LEAD${at}`);
    seed.users.push(...ids.map((id) => ({ ...ben, id, deleted: id === 'U0LEAD0' })));
    const { slack, identity } = await people(seed);
    slack.world.setGroup('S0LEADS', ids);
    const read = () =>
      slack.traffic.filter((entry) => entry.kind === 'api' && entry.method === 'users.info').length;
    const requirements = [{ approvals: 2, roles: ['approver'], label: 'rule 1' }];
    const ports = { people: identity, policies: { current: () => POLICY, fault: () => null } };
    expect(await whyNoApprover(ports, request({ requirements }))).toBeNull();
    expect(read()).toBeLessThanOrEqual(6);
    expect(await identity.holding(['approver'])).toHaveLength(149);
    expect(read()).toBe(150);
  });
});

describe('how long a role lasts', () => {
  const MINUTE = 60_000;

  test('a role read 61 seconds ago does not decide, although Slack sent no event', async () => {
    const { slack, identity, forward } = await people();
    expect((await identity.actor('U0BEN', 'decide')).roles).toContain('approver');
    slack.world.setGroup('S0LEADS', ['U0LEA']);
    forward(MINUTE + 1_000);
    expect((await identity.actor('U0BEN', 'decide')).roles).not.toContain('approver');
  });

  test('the members of a disabled group have lost what it gave them', async () => {
    const { slack, identity, forward } = await people();
    expect((await identity.actor('U0BEN', 'decide')).roles).toContain('approver');
    slack.world.disableGroup('S0LEADS', true);
    forward(MINUTE);
    expect((await identity.actor('U0BEN', 'decide')).roles).toEqual(['everyone']);
    expect(await identity.holding(['approver'])).toEqual([]);
    slack.world.disableGroup('S0LEADS', false);
    forward(MINUTE);
    expect((await identity.actor('U0BEN', 'decide')).roles).toContain('approver');
  });

  test.each<[string, Partial<User>, string]>([
    ['deactivated', { deleted: true }, 'deactivated'],
    ['made a guest', { isRestricted: true }, 'guest'],
    ['moved out of the workspace', { teamId: 'T0SIS' }, 'outsider'],
  ])('someone who is %s decides nothing a minute later', async (_what, change, membership) => {
    const { slack, identity, forward } = await people();
    await identity.actor('U0BEN', 'decide');
    slack.world.changeUser('U0BEN', change);
    forward(MINUTE);
    const ben = await identity.actor('U0BEN', 'decide');
    expect(ben).toMatchObject({ membership, roles: [] });
    expect(denyNonMember(ben)).not.toBeNull();
  });

  test.each<[string, Partial<User>, string]>([
    ['deactivated', { deleted: true }, 'deactivated'],
    ['made a guest', { isRestricted: true }, 'guest'],
    ['moved out of the workspace', { teamId: 'T0SIS' }, 'outsider'],
  ])('someone who is %s looks at nothing five minutes later', async (_what, change, membership) => {
    const { slack, identity, forward } = await people();
    await identity.actor('U0BEN', 'look');
    slack.world.changeUser('U0BEN', change);
    forward(5 * MINUTE);
    expect(await identity.actor('U0BEN', 'look')).toMatchObject({ membership, roles: [] });
  });

  test.each<[string, Parameters<LocalSlack['faults']['fail']>[1]]>([
    ['fails', { error: 'fatal_error' }],
    [
      'is rate limited',
      { status: 429, headers: { 'Retry-After': '30' }, body: { ok: false, error: 'ratelimited' } },
    ],
    ['is down', { status: 503 }],
  ])('while users.info %s, members stay members and nobody decides', async (_what, reply) => {
    const { slack, identity, forward } = await people();
    await identity.actor('U0BEN', 'look');
    slack.faults.fail('users.info', reply, Number.POSITIVE_INFINITY);
    forward(5 * MINUTE - 1);
    expect(await identity.actor('U0BEN', 'look')).toMatchObject({ membership: 'member' });
    await expect(identity.actor('U0BEN', 'decide')).rejects.toMatchObject({ code: 'not-now' });
    await expect(identity.actor('U0LEA', 'look')).rejects.toMatchObject({ code: 'not-now' });
    slack.world.changeUser('U0BEN', { isRestricted: true });
    forward(1);
    const refusal = await identity.actor('U0BEN', 'look').catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'not-now' });
    expect(refusedText(refusal as Refusal, CONTEXT).plain).toMatch(
      /^Couldn't check your permissions.*Try again/u,
    );
  });

  test.each(
    `missing_scope account_inactive token_revoked token_expired not_allowed_token_type ekm_access_denied
    org_login_required enterprise_is_restricted access_denied no_permission two_factor_setup_required
    method_deprecated deprecated_endpoint is_bot team_disabled plan_upgrade_required`.split(/\s+/),
  )('that Slack rejects the app with %s is told as that, and not to be tried again', async (error) => {
    const { slack, identity } = await people();
    slack.faults.fail('users.info', { error });
    const refusal = await identity.actor('U0BEN', 'decide').catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'needs-admin', reason: expect.stringContaining(error) });
    expect(refusedText(refusal as Refusal, CONTEXT).plain).not.toMatch(/try again|in a minute/i);
  });

  test('that Slack does not answer is told once, with one next step', async () => {
    const { slack, identity } = await people();
    slack.faults.fail('users.info', { status: 503 });
    const refusal = await identity.actor('U0BEN', 'decide').catch((thrown: unknown) => thrown);
    expect(refusedText(refusal as Refusal, CONTEXT).plain.match(/try again/gi)).toHaveLength(1);
  });

  test('whom Slack no longer knows is a stranger, although they were a member before', async () => {
    const { slack, identity, forward } = await people();
    await identity.actor('U0BEN', 'decide');
    slack.faults.fail('users.info', { error: 'user_not_found' });
    forward(MINUTE);
    expect(await identity.actor('U0BEN', 'decide')).toMatchObject({ membership: 'unknown', roles: [] });
  });
});

test('an account that Slack last called no member is not named as help, until it is one again', async () => {
  const { slack, identity, forward } = await people();
  expect(identity.namable(['U0BEN', 'U0LEA', 'S0LEADS'])).toEqual(['U0BEN', 'U0LEA', 'S0LEADS']);
  slack.world.changeUser('U0BEN', { deleted: true });
  await identity.actor('U0BEN', 'look');
  expect(identity.namable(['U0BEN', 'U0LEA', 'S0LEADS'])).toEqual(['U0LEA', 'S0LEADS']);
  slack.world.changeUser('U0BEN', { deleted: false });
  forward(5 * 60_000);
  await identity.actor('U0BEN', 'look');
  expect(identity.namable(['U0BEN'])).toEqual(['U0BEN']);
});

test('a group that no one is in, or that Slack no longer has, is not named as help', async () => {
  const { slack, identity, forward } = await people();
  expect(identity.namable(['S0LEADS', 'U0LEA'])).toEqual(['S0LEADS', 'U0LEA']);
  slack.world.setGroup('S0LEADS', []);
  await identity.actor('U0BEN', 'decide');
  expect(identity.namable(['S0LEADS', 'U0LEA'])).toEqual(['U0LEA']);
  slack.world.setGroup('S0LEADS', ['U0LEA']);
  forward(60_000);
  await identity.actor('U0BEN', 'decide');
  expect(identity.namable(['S0LEADS'])).toEqual(['S0LEADS']);
  slack.world.disableGroup('S0LEADS', true);
  forward(60_000);
  await identity.actor('U0BEN', 'decide');
  expect(identity.namable(['S0LEADS'])).toEqual([]);
});

test('who is in a group, and who is known there, is told as it was last read, and not for longer than five minutes', async () => {
  const { identity, forward } = await people(undefined, async (groups) => ({
    ...groups,
    S0LEADS: (groups.S0LEADS ?? []).filter((id) => id !== 'U0BEN'),
  }));
  expect(identity.membersOf('S0LEADS')).toBeNull();
  await identity.actor('U0ANA', 'look');
  expect(identity.membersOf('S0LEADS')).toContain('U0BEN');
  expect(identity.membersOf('S0LEADS', 'known')).not.toContain('U0BEN');
  expect(identity.membersOf('S0LEADS', 'known')).toContain('U0LEA');
  expect(identity.membersOf('S0NONE', 'known')).toBeNull();
  forward(6 * 60_000);
  expect(identity.membersOf('S0LEADS', 'known')).toBeNull();
});
