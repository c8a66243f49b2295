import { expect, test } from 'vitest';
import type { OperationName } from '../../../src/helpdesk/operation.ts';
import { authorizeOffer } from '../../../src/helpdesk/policy/evaluate-change.ts';
import { lostView } from '../../../src/slack/changes/lost-mode-modal.ts';
import { updateView } from '../../../src/slack/changes/update-modal.ts';
import { policyOf } from '../../support/helpdesk/policy-fixture.ts';
import { ipad, mac, NOW } from '../../support/slack/fixtures.ts';

const why = (operation: OperationName): string =>
  authorizeOffer(policyOf(), { roles: ['viewer'] }, ipad(), operation).reason;

test('what the policy refuses alike is one line in the Lost Mode modal', () => {
  const refused = (['enable-lost-mode', 'disable-lost-mode'] as const).map((operation) => ({
    operation,
    why: why(operation),
  }));
  const look = {
    device: ipad({ lostMode: 'off' }),
    lostMode: null,
    maySeeLocation: true,
    by: null,
    possible: [],
    against: refused,
    never: null,
  };
  expect(JSON.stringify(lostView(look, { message: '', phone: '', footnote: '' }, NOW))).toContain(
    "• Turn on Lost Mode, Turn off Lost Mode: On this device, you don't have permission to do this.",
  );
});

test('and one line in the update form', () => {
  const updatable = {
    device: mac(),
    fields: ['set-asset-tag'] as const,
    against: [why('edit-tags'), why('set-blueprint')],
  };
  expect(JSON.stringify(updateView({ updatable, typed: {}, conflicts: {} }))).toContain(
    `"On this device, you don't have permission to change its tags or move it to another blueprint."`,
  );
});
