import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/helpdesk/limits/ledger.ts';
import { CHANGE_CLASSES } from '../../src/helpdesk/policy/risk.ts';
import { durationMs, durationText } from '../../src/policy-file/schema.ts';
import { parse, policyIn, SMALL, withRules } from '../support/policy-file/policy-text.ts';

const HOUR = 3_600_000;

const eachClass = (ms: number) => Object.fromEntries(CHANGE_CLASSES.map((name) => [name, ms]));

describe('a policy file', () => {
  it('needs little: the rest has defaults', () => {
    expect(policyIn(SMALL)).toEqual({
      hash: createHash('sha256').update(SMALL).digest('hex'),
      roles: { agent: ['S1'], lead: ['S2', 'U3'] },
      people: [],
      approvals: {
        channel: null,
        expiresAfterMs: eachClass(4 * HOUR),
        remindAfterMs: [HOUR / 2, 2 * HOUR],
        thenAsk: [],
      },
      helpChannel: null,
      auditChannel: null,
      rules: [
        {
          kind: 'allow',
          roles: ['agent'],
          approvals: 0,
          operations: ['routine'],
          devices: null,
          because: null,
          label: 'rule 1 (line 6)',
        },
      ],
      lostMode: { message: 'This device is lost. Please return it.', phone: '', footnote: '' },
      notes: true,
      assetTagPattern: null,
      cases: null,
      digests: [],
      messages: null,
      safetyLimits: DEFAULT_LIMITS,
    });
  });

  it('can say everything', () => {
    const text = `${SMALL}  - refuse: [lead, everyone]
    operations: [set-blueprint, lookup]
    devices:
      platforms: [ipad, Apple TV, Vision]
      blueprints: [Staff Macs, 5f0c0c5e-0000-4000-8000-000000000001]
      tags: ["2024", executive]
      target_blueprints: [Sales]
    because: Not there.
  - require: { approvals: 2, from: [lead] }
    operations: [disruptive]
people: [[U1, U2], [U3, W4, U5]]
approvals:
  channel: C9
  expires_after: { disruptive: 2d }
  remind_after: [4h, 30m, 4h]
  then_ask: [{ after: 3h, roles: [lead] }, { after: 1h, roles: [agent, lead] }]
audit: { channel: C8 }
cases: { channel: C7, notify: [S1, U2], phone: " +1 555 ", links: { Sign out: "https://x.example/a" }, confirm_found: [lead] }
lost_mode: { phone: "+1 555" }
notes: false
asset_tag_pattern: 'LF-\\d+'
`;
    const policy = policyIn(text);
    expect(policy.rules[1]).toEqual({
      kind: 'refuse',
      roles: ['lead', 'everyone'],
      approvals: 0,
      operations: ['set-blueprint', 'lookup'],
      devices: {
        platforms: ['iPad', 'AppleTV', 'Vision'],
        blueprints: ['Staff Macs', '5f0c0c5e-0000-4000-8000-000000000001'],
        tags: ['2024', 'executive'],
        targetBlueprints: ['Sales'],
      },
      because: 'Not there.',
      label: 'rule 2 (line 8)',
    });
    expect(policy.rules[2]).toMatchObject({ kind: 'require', roles: ['lead'], approvals: 2 });
    expect(policy.people).toEqual([
      ['U1', 'U2'],
      ['U3', 'W4', 'U5'],
    ]);
    expect(policy.approvals).toEqual({
      channel: 'C9',
      expiresAfterMs: { ...eachClass(4 * HOUR), disruptive: 48 * HOUR },
      remindAfterMs: [HOUR / 2, 4 * HOUR],
      thenAsk: [
        { afterMs: HOUR, roles: ['agent', 'lead'] },
        { afterMs: 3 * HOUR, roles: ['lead'] },
      ],
    });
    expect(policy.auditChannel).toBe('C8');
    expect(policy.lostMode).toEqual({ message: '', phone: '+1 555', footnote: '' });
    expect(policy.cases).toEqual({
      channel: 'C7',
      notify: ['S1', 'U2'],
      phone: '+1 555',
      hours: '',
      links: [{ label: 'Sign out', url: 'https://x.example/a' }],
      confirmFound: ['lead'],
    });
    expect(policy.notes).toBe(false);
    expect(policy.assetTagPattern).toBe('LF-\\d+');
  });

  it('may give every class one time to expire', () => {
    const { expiresAfterMs } = policyIn(`${SMALL}approvals: { expires_after: 2d }\n`).approvals;
    expect(expiresAfterMs).toEqual(eachClass(48 * HOUR));
  });

  it('takes no reminder from the defaults that would come too late', () => {
    expect(policyIn(`${SMALL}approvals: { expires_after: 1h }\n`).approvals.remindAfterMs).toEqual([
      30 * 60_000,
    ]);
  });

  it('may hold a role with a name that JavaScript knows', () => {
    const policy = policyIn(
      'version: 1\nroles: { constructor: [S1], toString: [S2] }\nrules:\n  - allow: [constructor]\n    operations: [lookup]\n',
    );
    expect(Object.keys(policy.roles)).toEqual(['constructor', 'toString']);
    expect(parse(withRules('  - allow: [hasOwnProperty]\n    operations: [lookup]\n')).ok).toBe(false);
  });

  it('may start with a byte order mark and end lines as Windows does', () => {
    expect(policyIn(`\uFEFF${SMALL.replaceAll('\n', '\r\n')}`).rules).toHaveLength(1);
  });
});

describe('a time', () => {
  it.each([
    ['30m', 1_800_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
    ['30d', 2_592_000_000],
    ['31d', null],
    ['0m', null],
    ['30', null],
    ['1h30m', null],
    ['-4h', null],
    ['4 h', null],
    ['1.5h', null],
    ['10s', null],
  ])('of %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    if (ms !== null) expect(durationMs(durationText(ms))).toBe(ms);
  });
});
