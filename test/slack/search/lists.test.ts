import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../packages/slack-sandbox/src/limits/index.ts';
import { type HelpdeskRequest, REQUEST_STATES } from '../../../src/helpdesk/request.ts';
import type { AuditEntry } from '../../../src/helpdesk/store-port.ts';
import { action } from '../../../src/slack/block-kit/ids.ts';
import { type CanViewModel, renderPermission } from '../../../src/slack/can/can-card.ts';
import { renderHistoryList } from '../../../src/slack/history/history.ts';
import { historyCsv, renderRequestHistory } from '../../../src/slack/history/request-history.ts';
import { renderHome } from '../../../src/slack/home/home.ts';
import { homeRequest } from '../../../src/slack/home/home-requests.ts';
import { renderRequestList } from '../../../src/slack/requests/list.ts';
import { HOUR, ipad, mac, NASTY, NOW, request } from '../../support/slack/fixtures.ts';

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  seq: 42,
  at: NOW,
  hash: 'a'.repeat(64),
  action: 'approved',
  actorId: 'U0BEN',
  deviceId: mac().id,
  requestId: '7F3K9QAB',
  operations: ['disable-lost-mode'],
  result: 'claimed',
  rule: 'rule 4 (line 18)',
  policyHash: 'f'.repeat(64),
  text: { by: 'Ben Okafor', device: 'Warehouse iPad 7', why: 'Found' },
  ...change,
});

const buttonsOf = ({ blocks }: { blocks: readonly unknown[] }): { action_id: string; value: string }[] => {
  const found: { action_id: string; value: string }[] = [];
  JSON.stringify(blocks, (_key, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'action_id' in part) found.push(part as never);
    return part;
  });
  return found;
};

describe('the history', () => {
  test('says who did what to which device, why, and how it ended', () => {
    const card = renderHistoryList([entry()]);
    expect(JSON.stringify(card.blocks)).toContain(
      'Ben Okafor approved Lost Mode off · Warehouse iPad 7 → approved, not sent yet\\n“Found”\\n<!date',
    );
  });

  test('says what became of it where no one pressed', () => {
    const done = entry({
      action: 'completed',
      actorId: 'system',
      result: 'completed',
      text: { device: 'iPad' },
    });
    expect(JSON.stringify(renderHistoryList([done]).blocks)).toContain(
      '"Lost Mode off · iPad: done\\n<!date',
    );
  });

  test('puts what a person said in quotes, and no sentence of ours', () => {
    const own = entry({
      action: 'refused',
      operations: ['approve'],
      result: 'own-request',
      text: { reason: 'Nobody decides their own request.' },
    });
    const done = entry({ action: 'completed', actorId: 'system', text: { why: 'Kandji has saved it.' } });
    const text = JSON.stringify(renderHistoryList([own, done]).blocks);
    expect(text).toContain("wasn't allowed: approving\\nNobody decides their own request.\\n");
    expect(text).toContain('\\nKandji has saved it.\\n');
    expect(text).not.toContain('“');
  });

  test('says "not allowed" only where someone may not, and counts refusals that are not listed', () => {
    const refused = (result: string) =>
      JSON.stringify(
        renderHistoryList([
          entry({
            action: 'refused',
            operations: ['unfreeze'],
            result,
            text: { by: 'Ben', reason: 'Changes are not frozen.' },
          }),
        ]).blocks,
      );
    for (const code of ['not-allowed', 'only-own', 'outsider', 'own-request', 'not-recipient'])
      expect(refused(code), code).toContain(`"Ben wasn't allowed: unfreezing\\n`);
    for (const code of ['not-possible', 'already-decided', 'frozen', 'changed', 'bad-input', 'not-found'])
      expect(refused(code), code).toContain('"Ben tried: unfreezing\\nChanges are not frozen.\\n');
    expect(refused('7 more refused in the minute of 2026-11-02T09:00:00.000Z')).toContain(
      'Ben was refused 7 more times in the same minute',
    );
  });

  test('calls a right by its words and a group by its name, with one space', () => {
    const text = JSON.stringify(
      renderHistoryList([
        entry({ action: 'refused', operations: ['release'], result: 'not-allowed', text: {} }),
        entry({ action: 'group-known', actorId: 'system', operations: [], result: 'S0HELPDESK', text: {} }),
      ]).blocks,
    );
    expect(text).toContain("wasn't allowed: release requests on hold, and unfreeze");
    expect(text).toContain('read a Slack group of the policy for the first time: <!subteam^S0HELPDESK>');
  });

  test('has a word for what was searched for and viewed', () => {
    const saying = (action: 'searched' | 'looked' | 'read-history', operation: string) =>
      JSON.stringify(
        renderHistoryList([
          entry({ action, operations: [operation], result: 'allowed', text: { by: 'Ana' } }),
        ]).blocks,
      );
    expect(saying('searched', 'words')).toContain('"Ana searched for devices\\n');
    expect(saying('searched', 'report')).toContain('"Ana searched for a report\\n');
    expect(saying('looked', 'requests')).toContain('"Ana viewed the list of requests\\n');
    expect(saying('read-history', 'read-history')).toContain('"Ana read the history\\n');
  });

  test('leaves the hash of a policy file to the file of the audit log', () => {
    const loaded = entry({
      action: 'policy-changed',
      actorId: 'system',
      operations: [],
      result: '371c9af1',
      text: {},
    });
    const text = JSON.stringify(renderHistoryList([loaded]).blocks);
    expect(text).toContain('Kandji helpdesk loaded a changed policy file\\n');
    expect(text).not.toContain('371c9af1');
  });

  test('reads without a name once it was forgotten, and without a result that says nothing', () => {
    const card = renderHistoryList([
      entry({ text: null, action: 'looked', operations: ['lost'], result: 'allowed' }),
    ]);
    expect(JSON.stringify(card.blocks)).toContain('<@U0BEN> viewed Lost Mode\\n<!date');
  });

  test('pages on from the oldest that is shown, about the same thing', () => {
    const entries = Array.from({ length: 20 }, (_, n) => entry({ seq: 900 - n }));
    const [older] = buttonsOf(renderHistoryList(entries, { deviceId: mac().id }));
    expect(action('history.all').read(older?.value)).toMatchObject({ deviceId: mac().id, before: '881' });
    const few = buttonsOf(renderHistoryList(entries.slice(0, 3), { deviceId: mac().id }));
    expect(few.map(({ action_id }) => action_id)).toEqual(['history.requests']);
  });

  test('an entry that one message cannot hold is on the next page', () => {
    const entries = Array.from({ length: 20 }, (_, n) =>
      entry({ seq: 900 - n, text: { why: '"'.repeat(300), by: '"'.repeat(60), device: '"'.repeat(80) } }),
    );
    const card = renderHistoryList(entries, { actorId: 'U0BEN' });
    const shown = card.blocks.filter(({ type }) => type === 'section').length;
    expect(shown).toBeLessThan(20);
    expect(action('history.all').read(buttonsOf(card)[0]?.value)?.before).toBe(String(900 - shown + 1));
  });
});

describe('the history of requests', () => {
  const page = (requests: readonly HelpdeskRequest[], more = false) =>
    renderRequestHistory({ about: { deviceId: mac().id }, requests, more, mayExport: false }, NOW);

  test('is one line each: what, whose, how it ended, who and when', () => {
    const done = request({ state: 'completed', finishedAt: NOW, outcome: { code: 'saved' } });
    const text = JSON.stringify(page([done, request({ id: 'OPEN1234' })]).blocks);
    expect(text).toContain("✅ *Moved to Sales* · Noor Halim's Mac");
    expect(text).toContain(
      "⏳ *Move Noor Halim's Mac to Sales*\\nAna · waiting for approval · requested <!date",
    );
    expect(buttonsOf(page([done])).map(({ action_id }) => action_id)).toEqual([
      'history.steps',
      'history.all',
    ]);
  });

  test('goes on after the last that is shown', () => {
    const requests = Array.from({ length: 20 }, (_, n) =>
      request({ id: `R${1000 + n}`, createdAt: NOW - n }),
    );
    const older = buttonsOf(page(requests, true)).find(({ action_id }) => action_id === 'history.older');
    expect(action('history.older').read(older?.value)?.before).toBe(`${NOW - 19}.R1019`);
  });

  test('as CSV has serial numbers and no formula', () => {
    const csv = historyCsv([request({ reason: '=1+1', requesterName: '@Ana' })]);
    expect(csv).toContain('"H4TX90QLM2"');
    expect(csv).toContain('"\'=1+1"');
    expect(csv).toContain('"\'@Ana"');
    expect(csv.split('\r\n')).toHaveLength(3);
  });
});

describe('request lists', () => {
  test('carry only Details, because no one redraws them', () => {
    const card = renderRequestList(
      REQUEST_STATES.map((state, n) => request({ state, id: `REQUEST${n}` })),
      'all',
      NOW,
    );
    expect(new Set(buttonsOf(card).map(({ action_id }) => action_id))).toEqual(new Set(['request.open']));
    expect(buttonsOf(card)).toHaveLength(REQUEST_STATES.length);
  });

  test('say so when there is none', () => {
    expect(JSON.stringify(renderRequestList([request({ state: 'sent' })], 'open', NOW).blocks)).toContain(
      '\\nSent, waiting for the device\\n',
    );
    expect(renderRequestList([], 'open', NOW).text).toBe('No open requests.');
    expect(renderRequestList([], 'own', NOW).text).toBe('No recent requests.');
  });
});

test('Home tells a request as sentences', () => {
  const mine = [homeRequest(request({ state: 'pending', expiresAt: NOW }))];
  const home = renderHome({
    devices: null,
    mine,
    waiting: null,
    refused: null,
    canFind: true,
    now: NOW,
    command: '/kandji',
    email: 'ana@larkfield.example',
    places: { admins: [], channel: 'C0HELP', phone: '+1 555 0100' },
  });
  expect(JSON.stringify(home.blocks)).toContain('\\nWaiting for approval · until <!date');
});

/** An answer with this text in every place. */
const permission = (text: string): Omit<CanViewModel, 'operation' | 'device'> => {
  const requirements = Array.from({ length: 3 }, () => ({ approvals: 1, roles: [text], label: text }));
  const named = { names: Array<string>(10).fill(text), more: true };
  return {
    decision: { verdict: 'refused', reason: text, rule: text, requirements: [] },
    requirements,
    expiresInMs: HOUR,
    freeze: null,
    help: null,
    blocked: null,
    who: { roles: [text], requesters: named, approvers: [named, null, { names: [], more: false }] },
  };
};

test('the answer to "may I" names who may request it and who approves, and no rule', () => {
  const requirements = [{ approvals: 1, roles: ['approver', 'admin'], label: 'rule 4' }];
  const card = renderPermission({
    operation: 'disable-lost-mode',
    device: ipad(),
    decision: {
      verdict: 'needs-approval',
      reason: 'One approver must approve.',
      rule: 'rule 4',
      requirements,
    },
    requirements,
    expiresInMs: 24 * HOUR,
    freeze: null,
    help: null,
    blocked: null,
    who: {
      roles: ['agent'],
      requesters: { names: ['Ana Ruiz', 'Ben Okafor'], more: false },
      approvers: [{ names: ['Lea Martin'], more: false }],
    },
  });
  const text = JSON.stringify(card.blocks);
  expect(text).toContain(
    "✅ You can, with 1 approval (one approver or admin)*: turn off Lost Mode on Dana Li's iPad",
  );
  expect(text).toContain('*Can request it* · 2 people: Ana Ruiz, Ben Okafor');
  expect(text).toContain('*Can approve it* (one approver or admin) · 1 person: Lea Martin');
  expect(text).not.toContain('rule');
  expect(text).toContain('Approvers have 24 hours to decide. This checks permissions only');
});

test('a device of no one is named once', () => {
  const decision = { verdict: 'refused', reason: 'No.', rule: null, requirements: [] } as const;
  const lobby = ipad({ name: 'Lobby', user: null });
  const { text } = renderPermission({
    operation: 'set-blueprint',
    device: lobby,
    decision,
    requirements: [],
    expiresInMs: HOUR,
    freeze: null,
    help: null,
    blocked: null,
    who: null,
  });
  expect(text).toContain('*: move Lobby to another blueprint.');
});

test('a right is told in words as well', () => {
  const allowed = { verdict: 'allowed', reason: 'Yes.', rule: null, requirements: [] } as const;
  const saying = (device: ReturnType<typeof ipad> | null) =>
    renderPermission({
      operation: 'see-location',
      device,
      decision: allowed,
      requirements: [],
      expiresInMs: null,
      freeze: null,
      help: null,
      blocked: null,
      who: null,
    }).text;
  expect(saying(null)).toContain('*: see where devices are.');
  expect(saying(ipad())).toContain("*: see where this device is · Dana Li's iPad");
});

test.each(
  [...NASTY, '"'.repeat(300)].map((text) => [JSON.stringify([...text].slice(0, 20).join('')), text] as const),
)('Slack takes all lists with %s everywhere', (_, text) => {
  const long = request({
    requesterName: text,
    snapshot: { ...request().snapshot, device: mac({ name: text }) },
    differences: Array.from({ length: 4 }, () => ({ label: text, before: text, after: text })),
  });
  const spoken = entry({
    text: { by: text, device: text, why: text },
    rule: text,
    operations: [text, text],
    result: text,
  });
  const cards = [
    ...(['own', 'open', 'all'] as const).map((which) => renderRequestList(Array(60).fill(long), which, NOW)),
    renderHistoryList(Array(20).fill(spoken), { actorId: 'U0BEN' }),
    renderRequestHistory({ about: {}, requests: Array(20).fill(long), more: true, mayExport: true }, NOW),
    renderPermission({
      operation: 'see-location',
      device: mac({ name: text, user: null }),
      ...permission(text),
    }),
    renderPermission({ operation: 'set-blueprint', device: null, ...permission(text) }),
  ];
  for (const card of cards) expect(checkMessage(card, { update: true })).toEqual([]);
});
