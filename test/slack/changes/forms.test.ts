import type { InputBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { checkView } from '../../../packages/slack-sandbox/src/limits/index.ts';
import type { Device } from '../../../src/helpdesk/device.ts';
import { OPERATION_NAMES } from '../../../src/helpdesk/operation.ts';
import { operationNamed } from '../../../src/helpdesk/operations/index.ts';
import type { Requirement } from '../../../src/helpdesk/policy.ts';
import type { LostModeForm } from '../../../src/helpdesk/requests/prepare-lost-mode.ts';
import type { ChangeDraft } from '../../../src/helpdesk/requests/review-request.ts';
import { pick } from '../../../src/slack/block-kit/ids.ts';
import { digest } from '../../../src/slack/block-kit/payload-codec.ts';
import { editsOf, type TypedValues, type UpdateViewModel } from '../../../src/slack/changes/form.ts';
import { lostFormView, lostView } from '../../../src/slack/changes/lost-mode-modal.ts';
import { suggest } from '../../../src/slack/changes/options.ts';
import { type ReviewViewModel, reviewView, wantsRestNow } from '../../../src/slack/changes/review-modal.ts';
import { recordFields } from '../../../src/slack/changes/update-fields.ts';
import { updateView } from '../../../src/slack/changes/update-modal.ts';
import { HOUR, ipad, lostMode, mac, NASTY, NOW, openRequest } from '../../support/slack/fixtures.ts';

const RECORD = OPERATION_NAMES.filter((name) => operationNamed(name).kind === 'record');

const scene = (device: Device = mac(), typed: TypedValues = {}, conflicts = {}): UpdateViewModel => ({
  updatable: { device, fields: RECORD, against: [] },
  typed,
  conflicts,
});

/** What Slack sends back when no one touched anything. */
const untouched = (view: ReturnType<typeof updateView>) =>
  Object.fromEntries(
    view.blocks.flatMap((block) => {
      if (block.type !== 'input' || !block.block_id) return [];
      const { element } = block as InputBlock;
      const state =
        element.type === 'plain_text_input'
          ? { value: element.initial_value ?? null }
          : element.type === 'external_select'
            ? { selected_option: element.initial_option ?? null }
            : element.type === 'multi_external_select'
              ? { selected_options: element.initial_options ?? [] }
              : {};
      return [[block.block_id, { [String(element.action_id)]: { type: element.type, ...state } }]];
    }),
  );

const read = (values: unknown, device: Device): TypedValues =>
  Object.assign({}, ...recordFields(RECORD).map((field) => field.typed(values, device)));

describe('the update form', () => {
  test('as it is drawn', async () => {
    await expect(JSON.stringify(updateView(scene(), NOW), null, 2)).toMatchFileSnapshot(
      '__snapshots__/update.json',
    );
  });

  test.each([
    ['a full record', mac()],
    ['an empty record', mac({ user: null, assetTag: null, blueprint: null, tags: [] })],
    ['no tags told', mac({ tags: null })],
    ['more tags than Slack shows', mac({ tags: Array.from({ length: 140 }, (_, n) => `tag ${n}`) })],
    ['an asset tag with spaces around it', mac({ assetTag: ' LF-1 ' })],
  ])('untouched, it edits nothing: %s', (_what, device) => {
    expect(read(untouched(updateView(scene(device), NOW)), device)).toEqual({});
  });

  test('only what was edited comes out, and comes back when it is drawn again', () => {
    const device = mac();
    const typed: TypedValues = {
      blueprint: { id: 'b9', label: 'Sales' },
      user: null,
      assetTag: null,
      tags: { add: [{ id: 't9', label: 'pool' }], remove: ['loaner'] },
    };
    expect(read(untouched(updateView(scene(device, typed), NOW)), device)).toEqual(typed);
    expect(editsOf(typed)).toEqual({
      blueprintId: 'b9',
      userId: null,
      assetTag: null,
      tags: { addIds: ['t9'], remove: ['loaner'] },
    });
  });

  test('forged options are no edits', () => {
    const forged = {
      blueprint: { 'pick.blueprint': { selected_option: { value: '1|../../devices', text: { text: 'x' } } } },
      user: { 'pick.user': { selected_option: { value: 'nobody' } } },
      tags: {
        'pick.tag': {
          selected_options: [
            { value: pick('pick.tag').value({ from: 'now', id: '0' }) },
            { value: pick('pick.tag').value({ from: 'now', id: '1' }) },
            { value: '1|all|<script>' },
            { value: '2|all|t1' },
            7,
          ],
        },
      },
      'asset-tag': { 'asset-tag': { value: 'LF-00412' } },
    };
    expect(read(forged, mac())).toEqual({});
  });

  test('what someone else changed stands beside the field', () => {
    const drawn = updateView(
      scene(mac(), { assetTag: 'X' }, { assetTag: 'At Kandji this is now: LF-9' }),
      NOW,
    );
    expect(JSON.stringify(drawn.blocks)).toContain(
      '"hint":{"type":"plain_text","text":"At Kandji this is now: LF-9"',
    );
  });
});

describe('what is offered while one types', () => {
  const names = ['Sales', 'EMEA Sales', 'Presales', 'Field sales', 'Finance', 'Équipe', 'SALES'];
  const offered = (typed: string) => suggest(names, typed, (name) => [name]);

  test('best first, whatever the case, inside words', () => {
    expect(offered('sales')).toEqual(['Sales', 'SALES', 'EMEA Sales', 'Field sales', 'Presales']);
    expect(offered('equ')).toEqual(['Équipe']);
    expect(offered('sales emea')).toEqual(['EMEA Sales']);
    expect(offered('zzz')).toEqual([]);
  });

  test('everything, at most a hundred', () => {
    expect(offered('')).toHaveLength(names.length);
    expect(
      suggest(
        Array.from({ length: 500 }, (_, n) => `n${n}`),
        'n',
        (name) => [name],
      ),
    ).toHaveLength(100);
  });
});

const draft = (change: Partial<ChangeDraft> = {}): ChangeDraft => ({
  deviceId: mac().id,
  changes: [{ operation: 'set-blueprint', params: { blueprintId: 'b2', blueprintName: 'Sales' } }],
  snapshot: { device: mac(), supervised: null, lostModeEnabledAt: null, takenAt: NOW },
  differences: [{ label: 'Blueprint', before: 'Staff Macs', after: 'Sales' }],
  consequences: ['Library items gained: Salesforce. Lost: none.'],
  decision: {
    verdict: 'needs-approval',
    reason: 'One approver or admin must approve.',
    rule: 'rule 4',
    requirements: [{ approvals: 1, roles: ['approver', 'admin'], label: 'rule 4' }],
  },
  policyHash: 'f'.repeat(64),
  ...change,
});

const review = (change: Partial<ReviewViewModel> = {}): ReviewViewModel => ({
  via: 'update.review',
  draft: draft(),
  split: null,
  reason: '',
  canGoBack: true,
  ...change,
});

const needs = (approvals: number, ...roles: string[]): Requirement => ({ approvals, roles, label: 'rule 4' });

describe('the review', () => {
  test('as it is drawn', async () => {
    const now = draft({ differences: [{ label: 'Asset tag', before: 'none', after: 'LF-1' }] });
    const drawn = reviewView(review({ split: { now, later: draft() } }));
    await expect(JSON.stringify(drawn, null, 2)).toMatchFileSnapshot('__snapshots__/review.json');
  });

  test.each<[string, readonly Requirement[], string]>([
    [
      'one of two roles',
      [needs(1, 'approver', 'admin')],
      '*Needs 1 approval:* <!subteam^S0LEADS> or <@U0ROOT>.',
    ],
    ['one of one role', [needs(1, 'admin')], '*Needs 1 approval:* one admin (<@U0ROOT>).'],
    ['two of one group', [needs(2, 'approver')], '*Needs 2 approvals:* <!subteam^S0LEADS>.'],
    [
      'two kinds',
      [needs(1, 'approver'), needs(1, 'admin')],
      '*Needs 2 approvals:* one approver (<!subteam^S0LEADS>) and one admin (<@U0ROOT>).',
    ],
    [
      'two kinds that share a role',
      [needs(1, 'approver', 'admin'), needs(1, 'admin', 'agent')],
      'The same person can count for each.',
    ],
    ['a role that nobody is known to hold', [needs(1, 'board')], '*Needs 1 approval:* one board.'],
  ])('says how many have to approve, and who: %s', (_what, requirements, words) => {
    const approvers = {
      holders: { approver: ['S0LEADS'], admin: ['U0ROOT', 'U0ANA'], agent: [] },
      requesterId: 'U0ANA',
    };
    const decision = { ...draft().decision, requirements };
    const { blocks } = reviewView(review({ draft: draft({ decision }), approvers }));
    expect(JSON.stringify(blocks)).toContain(words);
  });

  test('another answer of the policy is another digest', () => {
    const allowed = { ...draft().decision, verdict: 'allowed' as const, requirements: [] };
    const other = {
      ...draft().decision,
      requirements: [{ approvals: 1, roles: ['admin'], label: 'rule 4' }],
    };
    const digests = [draft(), draft({ decision: allowed }), draft({ decision: other })].map((one) =>
      digest(reviewView(review({ draft: one }))),
    );
    expect(new Set(digests).size).toBe(3);
  });

  test('the box for the rest is read', () => {
    expect(wantsRestNow({ rest: { rest: { selected_options: [{ value: 'now' }] } } })).toBe(true);
    for (const none of [undefined, {}, { rest: {} }, { rest: { rest: { selected_options: [] } } }])
      expect(wantsRestNow(none)).toBe(false);
  });
});

const lost = (change: Partial<LostModeForm> = {}): LostModeForm => ({
  device: ipad(),
  lostMode: lostMode(),
  maySeeLocation: true,
  by: 'Ana',
  possible: ['disable-lost-mode', 'play-lost-mode-sound', 'update-location'],
  needsNoApproval: ['play-lost-mode-sound'],
  openRequests: [],
  pendingCommands: [],
  freeze: null,
  never: null,
  canLock: false,
  ...change,
});

describe('what is already under way', () => {
  const none = { message: '', phone: '', footnote: '' };
  const told = (view: { readonly blocks: unknown }) => JSON.stringify(view.blocks);

  test('stands at the top of the form, by name, with the way to it', () => {
    const ben = openRequest({
      operations: ['enable-lost-mode'],
      what: 'turn on Lost Mode',
      requester: { name: 'Ben Okafor', isSelf: false },
    });
    const view = lostView(lost({ openRequests: [ben], possible: [] }), none, NOW);
    expect(told(view)).toMatch(/⏳ Ben Okafor already requested: turn on Lost Mode, <!date\^\d+\^\{time\}/u);
    expect(told(view)).toContain('"action_id":"request.open"');
    const open = { device: mac(), fields: RECORD, against: [], openRequests: [openRequest()] };
    const form = updateView({ ...scene(), updatable: open }, NOW);
    expect(told(form)).toContain('Ana already requested: move it to another blueprint');
  });

  test('names no one to someone who may not see the request', () => {
    const hidden = told(lostView(lost({ openRequests: [openRequest({ requester: null })] }), none, NOW));
    expect(hidden).toContain('⏳ Already requested: move it to another blueprint');
    expect(hidden).not.toContain('request.open');
  });

  test('what was sent, and what may have been, is said as that', () => {
    const line = (state: 'sent' | 'unknown') =>
      told(lostView(lost({ openRequests: [openRequest({ state, createdAt: NOW - 30 * HOUR })] }), none, NOW));
    expect(line('sent')).toContain('⏳ Sent, waiting for the device: move it to another blueprint (Ana, ');
    expect(line('unknown')).toContain('⚠️ Result not known yet: move it to another blueprint (Ana, ');
  });
});

describe('the Lost Mode modal', () => {
  const words = { message: 'This device is lost.', phone: '+1 555 0100', footnote: '' };

  test.each([
    ['lost-on', lost()],
    ['lost-off', lost({ lostMode: null, device: ipad({ lostMode: 'off' }), possible: ['enable-lost-mode'] })],
  ])('%s, as it is drawn', async (name, look) => {
    await expect(JSON.stringify(lostView(look, words, NOW), null, 2)).toMatchFileSnapshot(
      `__snapshots__/${name}.json`,
    );
  });

  test.each(NASTY.map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const))(
    'Slack takes all forms with %s everywhere',
    (_, text) => {
      const device = mac({
        name: text,
        model: text,
        platform: text,
        serialNumber: text,
        assetTag: text,
        user: { id: 'u', name: text, email: text, archived: true },
        blueprint: { id: 'b', name: text },
        tags: Array.from({ length: 120 }, (_none, n) => `${n}${text}`),
      });
      const long = { message: text, phone: text, footnote: text };
      const typed: TypedValues = {
        blueprint: { id: 'b', label: text },
        user: { id: 'u', label: text },
        assetTag: text,
        tags: { add: [{ id: 't', label: text }], remove: [] },
      };
      const openRequests = [openRequest({ requester: { name: text, isSelf: false } }), openRequest()];
      const wide = draft({
        snapshot: { ...draft().snapshot, device },
        differences: RECORD.map(() => ({ label: text, before: text, after: text })),
        consequences: Array.from({ length: 12 }, () => text),
        decision: { ...draft().decision, reason: text },
      });
      const views = [
        updateView(
          { ...scene(device, typed, { assetTag: text, userId: text, blueprintId: text }) },
          NOW,
          text,
        ),
        updateView(
          { ...scene(device), updatable: { device, fields: RECORD, against: [], openRequests } },
          NOW,
        ),
        lostView(lost({ device, openRequests, never: text }), long, NOW),
        lostView(lost({ device, openRequests, possible: OPERATION_NAMES.slice(4, 9) }), long, NOW),
        lostFormView(device.id, long, text),
        reviewView(review({ draft: wide, split: { now: wide, later: wide }, reason: text })),
        reviewView(review({ draft: wide, via: 'operation.review' })),
        reviewView(review({ draft: wide, via: 'lost.review' })),
      ];
      for (const view of views) expect(checkView(view)).toEqual([]);
    },
  );
});
