import type { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import type { GroupChange } from '../../src/helpdesk/policy/policy-change-log.ts';
import { createUsers } from '../../src/slack/users.ts';
import { policyFrom } from '../support/helpdesk/harness.ts';

const POLICY = policyFrom(`version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
rules:
  - allow: [agent, approver]
    operations: [lookup]
`);
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Slack's groups as they are now; a disabled one is not in the list (Slack docs, usergroups.list). */
function world(groups: Record<string, readonly string[]>) {
  const state = { groups, policy: POLICY, at: 0, silent: false, person: {} };
  const changes: GroupChange[] = [];
  const client = {
    usergroups: {
      list: async () => {
        if (state.silent) throw new Error('no answer');
        return { usergroups: Object.entries(state.groups).map(([id, users]) => ({ id, users })) };
      },
    },
    users: {
      info: async ({ user }: { user: string }) => ({
        user: { id: user, team_id: 'T1', name: user, ...state.person },
      }),
    },
  } as unknown as WebClient;
  const identity = createUsers({
    client,
    policies: { current: () => state.policy, fault: () => null },
    teamId: 'T1',
    log: LOG,
    now: () => state.at,
    onGroupChanged: (change) => void changes.push(change),
  });
  const look = async () => {
    identity.forgetGroups();
    return (await identity.actor('U0BEN', 'decide')).roles;
  };
  return { state, changes, identity, look };
}

test('a group that is disabled has lost its members, and that is told', async () => {
  const { state, changes, look } = world({ S0AGENTS: ['U0ANA'], S0LEADS: ['U0BEN'] });
  expect(await look()).toContain('approver');
  state.groups = { S0AGENTS: ['U0ANA'] };
  expect(await look()).not.toContain('approver');
  expect(changes).toEqual([{ groupId: 'S0LEADS', added: [], removed: ['U0BEN'] }]);
  state.groups = { S0AGENTS: ['U0ANA'], S0LEADS: ['U0BEN', 'U9'] };
  await look();
  expect(changes.at(-1)).toEqual({ groupId: 'S0LEADS', added: ['U0BEN', 'U9'], removed: [] });
});

test('a group that the policy begins or ceases to name did not change', async () => {
  const { state, changes, look } = world({ S0AGENTS: ['U0ANA'], S0LEADS: ['U0BEN'] });
  state.policy = { ...POLICY, roles: { agent: ['S0AGENTS'] } };
  await look();
  state.policy = POLICY;
  await look();
  state.policy = { ...POLICY, roles: { agent: ['S0AGENTS'] } };
  await look();
  expect(changes).toEqual([]);
});

test.each([
  ['the real name of the profile', { real_name: 'R', profile: { real_name: 'P' } }, 'P'],
  ['without it that of the account', { real_name: 'R', profile: { real_name: '' } }, 'R'],
  ['without both the handle', { name: 'ben', profile: {} }, 'ben'],
  ['without any name the id', { name: '' }, 'U0BEN'],
])('a person is called by %s', async (_by, person, name) => {
  const { state, identity } = world({ S0AGENTS: [], S0LEADS: [] });
  state.person = person;
  expect((await identity.actor('U0BEN', 'look')).name).toBe(name);
});

test('what changed in a group is told also when the policy begins to name another one', async () => {
  const { state, changes, look } = world({ S0AGENTS: ['U0ANA'], S0LEADS: ['U0BEN'] });
  state.policy = { ...POLICY, roles: { approver: ['S0LEADS'] } };
  await look();
  state.policy = POLICY;
  state.groups = { S0AGENTS: ['U0ANA'], S0LEADS: [] };
  await look();
  expect(changes).toEqual([{ groupId: 'S0LEADS', added: [], removed: ['U0BEN'] }]);
});

test('to decide, a role is at most a minute old; when Slack does not tell, no one decides', async () => {
  const { state, identity } = world({ S0AGENTS: [], S0LEADS: ['U0BEN'] });
  const decides = async () => (await identity.actor('U0BEN', 'decide')).roles;
  expect(await decides()).toContain('approver');
  state.groups = { S0AGENTS: [], S0LEADS: [] };
  state.at += 59_999;
  expect(await decides()).toContain('approver');
  state.at += 1;
  expect(await decides()).not.toContain('approver');
  state.at += 60_000;
  state.silent = true;
  await expect(decides()).rejects.toMatchObject({ code: 'not-now' });
  expect((await identity.actor('U0BEN', 'look')).roles).toEqual(['everyone']);
});

test.each([
  ['a deactivated account', { deleted: true }, 'deactivated'],
  ['a member who became a guest', { is_restricted: true }, 'guest'],
])(
  '%s decides for a minute at most and looks up for five, though Slack does not tell',
  async (_who, change, membership) => {
    const { state, identity } = world({ S0AGENTS: [], S0LEADS: ['U0BEN'] });
    const seen = async (as: 'decide' | 'look') => (await identity.actor('U0BEN', as)).membership;
    expect(await seen('decide')).toBe('member');
    state.person = change;
    state.at += 59_999;
    expect(await seen('decide')).toBe('member');
    state.at += 1;
    expect(await seen('decide')).toBe(membership);
    state.person = {};
    state.at += 60_000;
    expect(await seen('decide')).toBe('member');
    state.person = change;
    state.at += 299_999;
    expect(await seen('look')).toBe('member');
    state.at += 1;
    expect(await seen('look')).toBe(membership);
  },
);

test('while Slack does not tell, what was read stands in for a look, for less than five minutes', async () => {
  const { state, identity } = world({ S0AGENTS: ['U0BEN'], S0LEADS: [] });
  const looks = async () => (await identity.actor('U0BEN', 'look')).roles;
  expect(await looks()).toContain('agent');
  state.silent = true;
  identity.forgetGroups();
  state.at += 299_999;
  expect(await looks()).toContain('agent');
  state.at += 1;
  await expect(looks()).rejects.toMatchObject({ code: 'not-now' });
});
