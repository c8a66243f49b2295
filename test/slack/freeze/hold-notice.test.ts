import { expect, test } from 'vitest';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { dateText } from '../../../src/slack/block-kit/text.ts';
import { renderHoldNotice } from '../../../src/slack/freeze/hold-card.ts';
import { HOUR, NOW, request } from '../../support/slack/fixtures.ts';

const held = (operation: OperationName, approvedAt: number) =>
  request({
    state: 'held',
    changes: [{ operation, params: {} }] as never,
    approvals: [
      { approverId: 'U0LEA', approverName: 'Lea', human: 'U0LEA', roles: ['approver'], at: approvedAt },
    ],
  });

test('the message about a reached limit has the number, its time and the first deadline, and no state of one request', () => {
  const list = [held('erase', NOW), held('erase', NOW - HOUR), held('erase', NOW - 2 * HOUR)];
  const { text, blocks } = renderHoldNotice({ key: 'irreversible', held: list }, NOW);
  const [now, first] = [dateText(NOW, 'time').mrkdwn, dateText(NOW + 2 * HOUR, 'time').mrkdwn];
  expect(text).toBe(
    `⛔ *Safety limit reached.* 3 erase requests on hold at ${now}. Please review by ${first}.`,
  );
  expect(JSON.stringify(blocks)).toContain('"action_id":"hold.all"');
  expect(JSON.stringify(blocks)).not.toContain('request.');
});

test('of keys it says so', () => {
  const { text } = renderHoldNotice({ key: 'secret:U0ANA', held: [held('show-filevault-key', NOW)] }, NOW);
  expect(text).toContain('1 key or PIN request on hold');
});
