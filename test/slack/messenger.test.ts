import type { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { createMessenger } from '../../src/slack/messenger.ts';
import { policyFrom } from '../helpdesk/desk.ts';

const POLICY = policyFrom(`version: 1
roles: { agent: [S0AGENTS] }
approvals: { channel: C0APPROVALS }
rules:
  - allow: [agent]
    operations: [lookup]
`);

function world() {
  const state = { is_ext_shared: false };
  const posted: string[] = [];
  const errors: string[] = [];
  const client = {
    conversations: { info: async () => ({ channel: { ...state } }) },
    chat: { postMessage: async ({ channel }: { channel: string }) => void posted.push(channel) },
  } as unknown as WebClient;
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, said: string) => void errors.push(said),
  };
  const policies = { current: () => POLICY, fault: () => null };
  return { state, posted, errors, notices: createMessenger({ client, policies, log }) };
}

test('an approvals channel that is shared with another company meanwhile hears nothing more', async () => {
  const { state, posted, errors, notices } = world();
  await notices.announce('The policy file changed.');
  expect(posted).toEqual(['C0APPROVALS']);
  state.is_ext_shared = true;
  await notices.announce('The user group S0LEADS changed.');
  expect(posted).toEqual(['C0APPROVALS']);
  expect(errors).toEqual([expect.stringContaining('shared with another company')]);
});
