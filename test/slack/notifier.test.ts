import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import { expect, test } from 'vitest';
import type { CardCopy } from '../../src/helpdesk/store-port.ts';
import type { ChannelSharing } from '../../src/slack/channel-sharing.ts';
import { createNotifier } from '../../src/slack/notifier.ts';
import { policyFrom } from '../support/helpdesk/harness.ts';
import { request } from '../support/slack/fixtures.ts';

const POLICY = policyFrom(`version: 1
roles: { agent: [S0AGENTS] }
approvals: { channel: C0APPROVALS }
rules:
  - allow: [agent]
    operations: [lookup]
`);

const OURS: ChannelSharing = {
  is_ext_shared: false,
  is_pending_ext_shared: false,
  is_shared: false,
  is_org_shared: false,
};

function world() {
  const state: { channel: ChannelSharing | undefined; fails?: Error } = { channel: OURS };
  const posted: string[] = [];
  const errors: string[] = [];
  const client = {
    conversations: { info: async () => ({ channel: state.channel }) },
    chat: {
      postMessage: async ({ channel }: { channel: string }) => {
        if (state.fails) throw state.fails;
        posted.push(channel);
        return { channel, ts: '1.1' };
      },
    },
  } as unknown as WebClient;
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, said: string) => void errors.push(said),
  };
  const policies = { current: () => POLICY, fault: () => null };
  return {
    state,
    posted,
    errors,
    notices: createNotifier({ client, policies, teamId: 'T1', log, command: '/kandji' }),
  };
}

test('an approvals channel that is shared with another company meanwhile hears nothing more', async () => {
  const { state, posted, errors, notices } = world();
  await notices.announce('The policy file changed.');
  expect(posted).toEqual(['C0APPROVALS']);
  state.channel = { ...OURS, is_ext_shared: true };
  await notices.announce('The user group S0LEADS changed.');
  expect(posted).toEqual(['C0APPROVALS']);
  expect(errors).toEqual([expect.stringContaining('shared with another company')]);
});

const { is_ext_shared: _unsaid, ...withoutExt } = OURS;
const { is_pending_ext_shared: _pending, ...withoutPending } = OURS;
const { is_shared: _shared, ...withoutShared } = OURS;

test.each<[string, ChannelSharing | undefined]>([
  ['is shared with another company', { ...OURS, is_ext_shared: true }],
  ['is about to be shared', { ...OURS, is_pending_ext_shared: true }],
  ['is shared in some other way', { ...OURS, is_shared: true }],
  ['has an invitation that only pending_shared tells', { ...OURS, pending_shared: ['T9'] }],
  ['has one that only pending_connected_team_ids tells', { ...OURS, pending_connected_team_ids: ['T9'] }],
  ['is connected to another team', { ...OURS, connected_team_ids: ['T1', 'T9'] }],
  [
    'is shared with a team that nobody knows',
    { ...OURS, is_org_shared: true, shared_team_ids: ['T1', 'T8'] },
  ],
  ['does not say whether it is shared outside', withoutExt],
  ['does not say whether it is about to be', withoutPending],
  ['does not say whether it is shared at all', withoutShared],
  ['says nothing', {}],
  ['does not come', undefined],
])('an approvals channel that %s hears nothing', async (_what, channel) => {
  const { state, posted, errors, notices } = world();
  state.channel = channel;
  await notices.announce('The policy file changed.');
  expect(posted).toEqual([]);
  expect(errors).toEqual([expect.stringContaining('shared with another company')]);
});

test.each<[string, ChannelSharing]>([
  ['is only ours', { ...OURS, shared_team_ids: ['T1'], pending_shared: [], connected_team_ids: [] }],
  [
    'is the organization’s and only ours',
    { ...OURS, is_shared: true, is_org_shared: true, shared_team_ids: ['T1'] },
  ],
])('an approvals channel that %s hears of it', async (_what, channel) => {
  const { state, posted, notices } = world();
  state.channel = channel;
  await notices.announce('The policy file changed.');
  expect(posted).toEqual(['C0APPROVALS']);
});

const CARD: CardCopy = {
  id: '1',
  requestId: 'R',
  place: 'approvals',
  channel: 'C0APPROVALS',
  ts: null,
  wasGone: false,
  rejections: 0,
  reminderTs: null,
};
const drawn = async (fails: Error) => {
  const { state, notices } = world();
  state.fails = fails;
  return notices.draw(CARD, request());
};
const word = (error: string) => new WebAPIPlatformError({ ok: false, error });

test.each([
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'team_access_not_granted',
  'ekm_access_denied',
  'message_limit_exceeded',
  'no_permission',
  'posting_to_channel_denied',
  'is_archived',
  'not_in_channel',
  'channel_not_found',
  'internal_error',
  'missing_scope',
  'a_word_of_next_year',
])('%s is a no to a card', async (error) => {
  expect(await drawn(word(error))).toEqual({ kind: 'rejected', why: error });
});

test('a message or person that is not there any more is gone', async () => {
  expect(await drawn(word('message_not_found'))).toEqual({ kind: 'gone', why: 'message_not_found' });
});

test.each([
  ['a word for too many calls', word('ratelimited')],
  ['a 5xx', new WebAPIHTTPError(503, 'Service Unavailable', {})],
  ['a time-out', new WebAPIRequestError(new Error('timeout of 10000ms exceeded'))],
])('%s is no no', async (_, error) => {
  await expect(drawn(error)).rejects.toBe(error);
});

test.each([
  ['429', new WebAPIRateLimitedError(30)],
  ['503', new WebAPIHTTPError(503, 'Service Unavailable', { 'retry-after': '30' })],
])('a %s with Retry-After is waited out, for cards and for messages', async (_, fails) => {
  await expect(drawn(fails)).rejects.toMatchObject({ retryAfterMs: 30_000 });
  const { state, notices } = world();
  state.fails = fails;
  await expect(notices.announce('x')).rejects.toMatchObject({ retryAfterMs: 30_000 });
  await expect(notices.notify('U0ANA', 'outcome', request())).rejects.toMatchObject({
    retryAfterMs: 30_000,
  });
});
