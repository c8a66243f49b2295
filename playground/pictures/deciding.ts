import { approves, asksForLostModeOff, card, opens } from './asking.ts';
import { ANA, BEN, LEA, LOST_IPAD } from './fixtures.ts';
import type { Scene, SceneGroup } from './scene.ts';

const CARD = 'requests: turn off Lost Mode';

const asked: readonly Scene[] = [
  {
    name: 'approval-pending',
    as: BEN,
    at: 'C0APPROVALS',
    cut: 'message',
    dark: true,
    says: CARD,
    play: asksForLostModeOff,
  },
  {
    name: 'approval-asked',
    as: ANA,
    cut: 'modal',
    goesOn: true,
    says: 'Approval requested',
    play: (context) => context.modal(ANA, 'Approval requested'),
  },
  {
    name: 'approve-modal',
    as: BEN,
    cut: 'modal',
    says: /last one|still needed/u,
    play: (context) => opens(context, BEN, 'approve'),
  },
  {
    name: 'deny-modal',
    as: LEA,
    cut: 'modal',
    says: 'Reason for denying',
    play: (context) => opens(context, LEA, 'deny'),
  },
  {
    name: 'refusal-own-request',
    as: ANA,
    cut: 'modal',
    says: 'your own request',
    async play(context) {
      await context.slack.as(ANA).press(await card(context), 'request.approve');
      await context.modal(ANA, 'your own request');
    },
  },
  {
    name: 'requests',
    as: BEN,
    cut: 'message',
    says: 'Open requests',
    async play(context) {
      await context.types(BEN, 'requests');
      await context.message(BEN, 'Open requests');
    },
  },
  {
    name: 'card-open-request',
    as: BEN,
    cut: 'message',
    says: 'Lost Mode on',
    async play(context) {
      await context.types(BEN, LOST_IPAD);
      await context.message(BEN, 'Lost Mode on');
    },
  },
  {
    name: 'home-approver',
    as: BEN,
    cut: 'home',
    says: /[Tt]urn off Lost Mode/,
    play: (context) => context.slack.as(BEN).openHome(),
  },
  {
    name: 'home-agent',
    as: ANA,
    cut: 'home',
    says: /[Tt]urn off Lost Mode/,
    play: (context) => context.slack.as(ANA).openHome(),
  },
];

const decided: readonly Scene[] = [
  {
    name: 'approval-reminder',
    as: BEN,
    at: 'C0APPROVALS',
    cut: 'thread',
    under: 'requests: turn off Lost Mode',
    says: 'is waiting',
    async play(context) {
      context.clock.forward(31 * 60_000);
      await context.message(BEN, 'is waiting', 'C0APPROVALS');
    },
  },
  {
    name: 'approved-modal',
    as: BEN,
    cut: 'modal',
    says: 'Approved.',
    async play(context) {
      await approves(context, BEN);
      await context.modal(BEN, 'Approved.');
    },
  },
  {
    name: 'approval-done',
    as: BEN,
    at: 'C0APPROVALS',
    cut: 'message',
    says: /✅/,
    async play(context) {
      context.clock.forward(60_000);
      await context.message(ANA, /✅ .*Lost Mode off/, 'C0APPROVALS');
    },
  },
  {
    name: 'requester-dm-done',
    as: ANA,
    at: 'dm',
    cut: 'message',
    says: /✅/,
    play: (context) => context.message(ANA, /✅/, 'dm'),
  },
  {
    name: 'history',
    as: ANA,
    cut: 'message',
    says: 'approved by Ben Okafor',
    async play(context) {
      await context.types(ANA, `history ${LOST_IPAD}`);
      await context.message(ANA, 'approved by Ben Okafor');
    },
  },
  {
    name: 'approver-dm-summary',
    as: BEN,
    at: 'dm',
    cut: 'message',
    says: 'You approved',
    async play(context) {
      context.clock.forward(24 * 3_600_000);
      await context.message(BEN, 'You approved', 'dm');
    },
  },
];

export const deciding: SceneGroup = { scenes: [...asked, ...decided] };
