import { describe, expect, test } from 'vitest';
import { checkView } from '../../../packages/slack-sandbox/src/limits/index.ts';
import { type HelpdeskRequest, REQUEST_STATES } from '../../../src/helpdesk/request.ts';
import { digest } from '../../../src/slack/block-kit/payload-codec.ts';
import { afterThis, approveView } from '../../../src/slack/requests/approve.ts';
import { cancelView } from '../../../src/slack/requests/cancel.ts';
import { decidedPart, drawnAgain } from '../../../src/slack/requests/decision-blocks.ts';
import { denyView } from '../../../src/slack/requests/deny.ts';
import { requestView } from '../../../src/slack/requests/request-modal.ts';
import { selectedOutcome, settleView } from '../../../src/slack/requests/settle.ts';
import { DAY, MINUTE, mac, NASTY, NOW, request } from '../../support/slack/fixtures.ts';

/** Sent long ago, so that it may be settled. */
const settleLater = (one: HelpdeskRequest) => settleView({ ...one, sentAt: NOW - 2 * DAY }, NOW);
const VIEWS = { approve: approveView, deny: denyView, cancel: cancelView, settle: settleLater } as const;
const NAMES = Object.keys(VIEWS) as (keyof typeof VIEWS)[];

/** Who looks: an approver. */
const LEA = { human: 'U0LEA', isRequester: false, holders: {} };

const one = (role: string) => ({ approvals: 1, roles: [role], label: 'rule 4' });

const approval = {
  approverId: 'U0LEA',
  approverName: 'Lea',
  human: 'U0LEA',
  roles: ['approver'],
  at: NOW,
};

describe('what was seen is what is decided', () => {
  test.each(NAMES)('%s, as it is drawn', async (name) => {
    const drawn = VIEWS[name](request({ state: name === 'settle' ? 'unknown' : 'pending' }));
    await expect(JSON.stringify(drawn, null, 2)).toMatchFileSnapshot(`__snapshots__/${name}.json`);
  });

  test.each(NAMES)('%s: another approver, a reminder or a new version change nothing', (name) => {
    const seen = (one: HelpdeskRequest) => digest(decidedPart(VIEWS[name](one)));
    const later = request({ approvals: [approval], version: 7, reminders: 2, dueAt: NOW, attempt: 1 });
    expect(seen(later)).toBe(seen(request()));
  });

  test('calls who can approve, as the card does, and no one who names no one', () => {
    const two = request({ requirements: [{ approvals: 2, roles: ['approver'], label: 'a rule' }] });
    const holders = { approver: ['S0LEADS'] };
    expect(JSON.stringify(approveView(two, null, { holders }))).toMatch(
      /2 approvals needed by [^*]+:\* <!subteam\^S0LEADS>"/u,
    );
    expect(JSON.stringify(denyView(two, holders))).toMatch(
      /2 approvals needed by [^*]+:\* <!subteam\^S0LEADS>"/u,
    );
    expect(JSON.stringify(denyView(two))).toMatch(/2 approvals needed by [^*]+:\* approver"/u);
    expect(decidedPart(denyView(two, holders))).toEqual(decidedPart(denyView(two)));
  });

  test('says who is still needed now, in the window as on the card', () => {
    const both = [one('approver'), one('admin')];
    const words = JSON.stringify(approveView(request({ requirements: both, approvals: [approval] })));
    expect(words).toMatch(/⏳ \*1 more approval needed by [^*]*:\* one admin/u);
    expect(words).not.toContain('2 approvals');
  });

  test.each([
    ['the state', { state: 'cancelled' }],
    ['the reason', { reason: 'Another one' }],
    ['what changes', { differences: [{ label: 'Blueprint', before: 'Staff Macs', after: 'Finance' }] }],
    ['what it means', { consequences: ['Everything goes.'] }],
    ['who must approve', { requirements: [{ approvals: 2, roles: ['admin'], label: 'rule 5' }] }],
    ['the deadline', { expiresAt: NOW + 60_000 }],
    ['the device', { snapshot: { ...request().snapshot, device: mac({ serialNumber: 'OTHER' }) } }],
    ['the request', { id: 'OTHER123' }],
  ] as const satisfies readonly (readonly [string, Partial<HelpdeskRequest>])[])(
    'a change of %s is another digest',
    (_what, change) => {
      for (const name of NAMES)
        expect(digest(VIEWS[name](request(change))), name).not.toBe(digest(VIEWS[name](request())));
    },
  );

  test('the line about a change is not part of it', () => {
    const view = approveView(request());
    expect(digest(drawnAgain(view))).not.toBe(digest(view));
    expect(drawnAgain(view).blocks).toHaveLength(view.blocks.length + 1);
  });

  test.each(NAMES)('%s can be submitted only in the states that it is for', (name) => {
    const open = REQUEST_STATES.filter((state) => VIEWS[name](request({ state })).submit !== undefined);
    expect(open).toEqual(
      {
        approve: ['pending'],
        deny: ['pending', 'held'],
        cancel: ['pending', 'claimed', 'held'],
        settle: ['sent', 'unknown'],
      }[name],
    );
  });

  test.each([
    ['unknown', 15 * MINUTE],
    ['sent', DAY],
  ] as const)(
    'what is %s is settled by hand from its time on, and before that its window says when',
    (state, after) => {
      const sent = request({ state, sentAt: NOW });
      const offers = (now: number) =>
        JSON.stringify(requestView(sent, now, LEA)).includes('"request.settle"');
      expect([settleView(sent, NOW + after - 1).submit, offers(NOW + after - 1)]).toEqual([undefined, false]);
      expect(JSON.stringify(settleView(sent, NOW + after - 1))).toContain('You can record the result from');
      expect([settleView(sent, NOW + after).submit, offers(NOW + after)]).toEqual([expect.anything(), true]);
    },
  );

  const lea = { userId: 'U0LEA', name: 'Lea', human: 'U0LEA', roles: ['approver'], knownRoles: [] };

  test('what an approval brings about is said while it can be given, and is no part of what is decided', () => {
    const two = {
      requirements: [1, 2].map((n) => ({
        approvals: 1,
        roles: [n === 1 ? 'approver' : 'admin'],
        label: `rule ${n}`,
      })),
    };
    const words = (change: Partial<HelpdeskRequest>) =>
      JSON.stringify(approveView(request(change), afterThis(request(change), lea, NOW)));
    expect(words({})).toContain("Your approval is the last one. It's saved right away.");
    expect(words(two)).toContain('After yours, one admin is still needed.');
    for (const state of REQUEST_STATES.filter((one) => one !== 'pending'))
      expect(words({ state })).not.toContain('Your approval is the last one');
    const hold = {
      key: 'irreversible',
      class: 'irreversible',
      isPersonal: false,
      windowMs: 24 * 60 * MINUTE,
    } as const;
    const held = (sent: number) =>
      afterThis(request(), lea, NOW, { hold: { ...hold, sent, limit: 20 }, releasers: { admin: ['U0ROOT'] } })
        .mrkdwn;
    expect(held(21)).toContain('Then this is on hold until <@U0ROOT> releases it: ');
    expect(held(21)).toContain('21 irreversible changes sent in the last 24 hours, the limit is 20.');
    expect(held(3)).toContain('Other requests for irreversible changes are on hold.');
    const [plain, said] = [approveView(request()), approveView(request(), afterThis(request(), lea, NOW))];
    expect(digest(decidedPart(said))).toBe(digest(decidedPart(plain)));
    expect(said.blocks).toHaveLength(plain.blocks.length + 1);
  });

  test('details offer an approval to take back only to anyone who gave it, and nothing to decide to the requester', () => {
    const ids = (viewer: typeof LEA, change: Partial<HelpdeskRequest> = {}) =>
      JSON.stringify(requestView(request({ approvals: [approval], ...change }), NOW, viewer).blocks).match(
        /request\.[a-z]+/gu,
      );
    expect(ids(LEA)).toEqual(['request.withdraw', 'request.deny']);
    expect(ids({ ...LEA, human: 'U0BEN' })).toEqual(['request.approve', 'request.deny']);
    expect(ids({ ...LEA, human: 'U0ANA', isRequester: true })).toEqual(['request.cancel']);
    expect(ids({ ...LEA, human: 'U0ANA', isRequester: true }, { state: 'expired' })).toEqual([
      'request.again',
    ]);
    expect(ids(LEA, { state: 'completed' })).toBeNull();
  });

  test('an ending is one of two; anything else is none', () => {
    const state = (value: unknown) => ({ ended: { ended: { selected_option: { value } } } });
    expect(selectedOutcome(state('completed'))).toBe('completed');
    expect(selectedOutcome(state('failed'))).toBe('failed');
    for (const forged of ['pending', 'sent', '', null, 7]) expect(selectedOutcome(state(forged))).toBeNull();
    expect(selectedOutcome(undefined)).toBeNull();
  });
});

const called = (text: string, state: HelpdeskRequest['state']): HelpdeskRequest =>
  request({
    state,
    reason: text.repeat(3),
    requesterName: text,
    requesterId: 'x',
    snapshot: {
      ...request().snapshot,
      device: mac({ name: text, model: text, platform: text, serialNumber: text }),
    },
    differences: Array.from({ length: 4 }, () => ({
      label: text,
      before: text.repeat(9),
      after: text.repeat(9),
    })),
    consequences: Array.from({ length: 20 }, () => text),
    requirements: Array.from({ length: 9 }, () => ({ approvals: 2, roles: [text], label: text })),
    outcome: { code: 'sentence', text },
  });

test.each(NASTY.map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const))(
  'Slack takes every one of them with %s everywhere',
  (_, text) => {
    for (const state of REQUEST_STATES) {
      for (const name of NAMES) expect(checkView(drawnAgain(VIEWS[name](called(text, state))))).toEqual([]);
      expect(checkView(requestView(called(text, state), NOW, LEA))).toEqual([]);
    }
  },
);
