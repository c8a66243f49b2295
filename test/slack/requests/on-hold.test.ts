import { expect, test } from 'vitest';
import type { HelpdeskRequest } from '../../../src/helpdesk/request.ts';
import { partText, resultText } from '../../../src/slack/changes/submitted.ts';
import { renderKeyMessage } from '../../../src/slack/keys/key-message.ts';
import { actingHolders } from '../../../src/slack/requests/approvers-text.ts';
import { renderRequestCard } from '../../../src/slack/requests/card.ts';
import { renderNotice } from '../../../src/slack/requests/notice.ts';
import { requestView } from '../../../src/slack/requests/request-modal.ts';
import { policyFrom } from '../../support/helpdesk/harness.ts';
import { NOW, request } from '../../support/slack/fixtures.ts';
import { readBy } from '../../support/slack/notices.ts';

const policy = policyFrom(`version: 1
people: [[U0LEA, U0LEA2]]
roles: { agent: [U0ANA, U0NOOR], approver: [U0LEA, U0LEA2, U0BEN], admin: [S0ADMINS, U0ANA] }
rules:
  - { allow: [agent], operations: [lookup] }
  - { allow: [approver, admin], operations: [lookup, release] }
`);

const approvals = [
  { approverId: 'U0LEA', approverName: 'Lea', human: 'U0LEA', roles: ['approver'], at: NOW },
];
const held = (change: Partial<HelpdeskRequest> = {}) => request({ state: 'held', approvals, ...change });
const key = held({
  changes: [
    {
      operation: 'show-filevault-key',
      params: { recipient: { userId: 'U0DANA', name: 'Dana' }, requester: 'U0ANA' },
    },
  ],
  differences: [],
});
const acting = actingHolders(policy, held());
const reader = readBy('U0ANA', { holders: policy.roles, acting });

const SCREENS: Readonly<Record<string, unknown>> = {
  'its card in the approvals channel': renderRequestCard(held(), 'approvals', NOW, { holders: acting }),
  'a copy of its card': renderRequestCard(held(), 'adopted', NOW, { holders: acting }),
  'the message to its requester': renderNotice('outcome', held(), reader),
  'the message that its card was lost': renderNotice('card-lost', held(), reader),
  'its details': requestView(held(), NOW, { human: 'U0BEN', isRequester: false, holders: acting }),
  'the result of requesting it': resultText(held(), NOW, acting),
  'the answer to a second delivery': partText({ kind: 'already-submitted', request: held() }, NOW, {
    policy,
  }),
  "the answer where another's was first": partText({ kind: 'already-open', request: held() }, NOW, {
    policy,
  }),
  'the message to the requester of a key': renderKeyMessage(key, 'requester', NOW, acting),
  'the message to the recipient of a key': renderKeyMessage(key, 'recipient', NOW, acting),
};

test.each(Object.entries(SCREENS))('%s names who can release a request on hold', (_name, screen) => {
  expect(JSON.stringify(screen)).toContain('<@U0BEN> or <!subteam^S0ADMINS> can release it until');
});

test('neither the requester nor an approver is named, by none of their accounts', () => {
  expect(acting).toEqual({ approver: ['U0BEN'], admin: ['S0ADMINS'] });
  expect(actingHolders(policy, held({ requesterId: 'U0LEA2', approvals: [] }))).toEqual({
    approver: ['U0BEN'],
    admin: ['S0ADMINS', 'U0ANA'],
  });
  expect(actingHolders(policy, request())).toBe(policy.roles);
});

test('a phone shows that a key is approved, for what and until when', () => {
  const [change] = key.changes;
  const params = { recipient: { userId: key.requesterId, name: 'Ana' }, requester: key.requesterId };
  const changes = change ? [{ ...change, params }] : [];
  const ready = { ...key, state: 'ready' as const, outcome: null, changes };
  expect(renderKeyMessage(ready, 'requester', NOW, acting)?.text).toMatch(
    /^Approved: [A-Z][\w ]+ for Noor Halim's Mac\. Show it by /u,
  );
});
