import { approves, asksForLostModeOff, card, opens } from './asking.ts';
import { ANA, BEN, LEA, LOST_IPAD } from './fixtures.ts';
import type { Album, Scene } from './scene.ts';

const CARD = 'asks: turn off Lost Mode';

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
    says: 'Asked for approval',
    play: (stage) => stage.modal(ANA, 'Asked for approval'),
  },
  {
    name: 'requester-dm-asked',
    as: ANA,
    at: 'dm',
    cut: 'message',
    says: 'Asked for approval',
    play: (stage) => stage.message(ANA, 'Asked for approval', 'dm'),
  },
  {
    name: 'approve-modal',
    as: BEN,
    cut: 'modal',
    says: 'Your name goes on the record',
    play: (stage) => opens(stage, BEN, 'approve'),
  },
  {
    name: 'deny-modal',
    as: LEA,
    cut: 'modal',
    says: 'Why not?',
    play: (stage) => opens(stage, LEA, 'deny'),
  },
  {
    name: 'refusal-own-request',
    as: ANA,
    cut: 'modal',
    says: 'Nobody decides their own request',
    async play(stage) {
      await stage.slack.as(ANA).press(await card(stage), 'request.approve');
      await stage.modal(ANA, 'Nobody decides their own request');
    },
  },
  {
    name: 'requests',
    as: BEN,
    cut: 'message',
    says: 'Open requests',
    async play(stage) {
      await stage.types(BEN, 'requests');
      await stage.message(BEN, 'Open requests');
    },
  },
  {
    name: 'card-open-request',
    as: BEN,
    cut: 'message',
    says: 'LOST MODE ON',
    async play(stage) {
      await stage.types(BEN, LOST_IPAD);
      await stage.message(BEN, 'LOST MODE ON');
    },
  },
  {
    name: 'home-approver',
    as: BEN,
    cut: 'home',
    says: /Lost Mode off/,
    play: (stage) => stage.slack.as(BEN).openHome(),
  },
  {
    name: 'home-agent',
    as: ANA,
    cut: 'home',
    says: /Lost Mode off/,
    play: (stage) => stage.slack.as(ANA).openHome(),
  },
];

const decided: readonly Scene[] = [
  {
    name: 'approval-reminder',
    as: BEN,
    at: 'C0APPROVALS',
    cut: 'message',
    says: 'is waiting',
    async play(stage) {
      stage.clock.forward(31 * 60_000);
      await stage.message(BEN, 'is waiting', 'C0APPROVALS');
    },
  },
  {
    name: 'approved-modal',
    as: BEN,
    cut: 'modal',
    says: 'Your approval counts',
    async play(stage) {
      await approves(stage, BEN);
      await stage.modal(BEN, 'Your approval counts');
    },
  },
  {
    name: 'approval-done',
    as: BEN,
    at: 'C0APPROVALS',
    cut: 'message',
    says: /Done\./,
    async play(stage) {
      stage.clock.forward(60_000);
      await card(stage, /Done\./);
    },
  },
  {
    name: 'requester-dm-done',
    as: ANA,
    at: 'dm',
    cut: 'message',
    says: /Done\./,
    play: (stage) => stage.message(ANA, /Done\./, 'dm'),
  },
  {
    name: 'approver-dm',
    as: BEN,
    at: 'dm',
    cut: 'message',
    says: 'Your account approved',
    play: (stage) => stage.message(BEN, 'Your account approved', 'dm'),
  },
  {
    name: 'history',
    as: ANA,
    cut: 'message',
    says: 'Ben Okafor approved',
    async play(stage) {
      await stage.types(ANA, `history ${LOST_IPAD}`);
      await stage.message(ANA, 'Ben Okafor approved');
    },
  },
];

export const deciding: Album = { scenes: [...asked, ...decided] };
