import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_CLASSES } from '../../src/helpdesk/policy/risk.ts';
import { summarizeProblems } from '../../src/policy-file/index.ts';
import { parse, problemsIn, SMALL, withRules } from '../support/policy-file/policy-text.ts';

const CLASSES = CHANGE_CLASSES.join(', ');

const rule = (text: string) => problemsIn(withRules(text));

it('an unquoted # inside of braces is named, too, and one in a good file is no one’s mistake', () => {
  const within = problemsIn(`${SMALL}approvals: { channel: #approvals }\nnotes: true\n`);
  expect(within).toContainEqual(expect.stringMatching(/^8:23 In YAML a # begins a comment/));
  expect(problemsIn(`${SMALL}approvals: #here\n  channel: C1\n`)).toEqual([]);
});

describe('every mistake is told with its line, its column and a way out', () => {
  it.each([
    ['nothing', '', ['1:1 The file is empty, so nothing would be allowed.']],
    ['only a comment', '# soon\n', ['1:1 The file is empty, so nothing would be allowed.']],
    ['a list', '- a\n', ['1:1 the policy must be a map of “key: value”, but is a list.']],
    [
      'broken YAML',
      'version: 1\nroles: [\n',
      [
        '3:1 This is not valid YAML: this line is indented differently from its neighbors, or a bracket is not closed.',
      ],
    ],
    [
      'a channel by its unquoted name',
      `${SMALL}approvals:\n  channel: #approvals\n`,
      [
        '9:12 “channel” must be a text, but is empty.',
        '9:12 In YAML a # begins a comment, so this value is missing: put it in quotes, or give a channel by its id (C… or G…).',
      ],
    ],
    ['no rules', 'version: 1\n', ['1:1 The policy lacks “rules”, so nothing would be allowed.']],
    ['no version', SMALL.replace('version: 1\n', ''), ['1:1 The policy lacks “version: 1”.']],
    ['another version', SMALL.replace('1', '"1"'), ['1:10 The only known version is 1: write “version: 1”.']],
    ['an unknown key', `${SMALL}rulez: {}\n`, ['8:1 Unknown key in the policy: did you mean “rules”?']],
    [
      'a merge key',
      `${SMALL}<<: { notes: false }\n`,
      [
        '8:1 Unknown key in the policy: there is version, roles, people, approvals, audit, cases, help_channel, rules, lost_mode, safety_limits, digests, messages, notes, asset_tag_pattern.',
      ],
    ],
    [
      'a key twice',
      `${SMALL}notes: true\nnotes: false\n`,
      ['9:1 This key stands here twice: keep one of them.'],
    ],
    [
      'a second document',
      `${SMALL}---\nversion: 1\n`,
      ['8:1 A second YAML document (“---”) starts here: a policy is one document.'],
    ],
    ['a number as a key', `${SMALL}1: 2\n`, ['8:1 A key in the policy must be a word, but is a number.']],
  ])('in %s', (_, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it('for anchors, aliases and YAML tags, which hide things from a reader', () => {
    const text = SMALL.replace('[S1]', '&ids [S1]')
      .replace('[S2, U3]', '*ids')
      .replace('[routine]', '!!seq [routine]');
    expect(problemsIn(text)).toEqual([
      '3:15 An anchor (“&…”) is not allowed here: write it out where it is used.',
      '4:9 An alias (“*…”) is not allowed here: write it out, so that everybody can read it.',
      '4:9 A role must be a list, but is an alias.',
      '7:23 A YAML tag (“!…”) is not allowed here: leave it out.',
    ]);
  });

  it.each([
    [
      'roles: { Everyone: [U1] }',
      'The role “everyone” is built in (every full member) and cannot be redefined.',
    ],
    ['roles: { lead: [U1], Lead: [U2] }', 'This role and the one on line 5 differ only in case: rename one.'],
    [
      'roles: { __proto__: [U1] }',
      'This cannot be a role name: start with a letter, then letters, digits, - or _.',
    ],
    ['roles: { lead: U1 }', 'A role must be a list, but is a text: put it in brackets, […].'],
    ['roles: { lead: }', 'A role must be a list, but is empty.'],
    [
      'roles: { lead: [u0ana] }',
      'This is not a Slack user group id (S…) or user id (U… or W…) yet: write it in capitals.',
    ],
    [
      'roles: { lead: ["@ana"] }',
      'This is not a Slack user group id (S…) or user id (U… or W…). Names can change, ids do not: in Slack, use “Copy member ID” or “Copy group ID”.',
    ],
    [
      'roles: { lead: [C0LEADS] }',
      'This is not a Slack user group id (S…) or user id (U… or W…). It looks like a channel: being in a channel is not a right.',
    ],
    ['people: [[U1, U2], [U2, U3]]', 'This account is in “people” twice: it can belong to one human only.'],
    ['people: [[U1, U1]]', 'This account is in “people” twice: it can belong to one human only.'],
    ['people: [[U1]]', 'One human in “people” needs at least two accounts, such as [U1, U2].'],
    ['people: [[U1, S2]]', 'This is not a Slack user id (U… or W…).'],
    ['people: [U1, U2]', 'One human in “people” must be a list, but is a text: put it in brackets, […].'],
    [
      'approvals: { channel: "#approvals" }',
      "This is not a Slack channel id (C…). In Slack, open the channel's details: its id stands at the bottom.",
    ],
    [
      'approvals: { expires: 4h }',
      'Unknown key in “approvals”: there is channel, expires_after, remind_after, then_ask.',
    ],
    [
      'approvals: { expires_after: { distruptive: 4h } }',
      'Unknown key in “expires_after”: did you mean “disruptive”?',
    ],
    ['approvals: { expires_after: { lookup: 4h } }', `Unknown key in “expires_after”: there is ${CLASSES}.`],
    ['approvals: { expires_after: {} }', `“expires_after” names no class: there is ${CLASSES}.`],
    [
      'approvals: { expires_after: { routine: soon } }',
      '“routine” in “expires_after” must be a time such as 30m, 4h or 2d, at most 30d.',
    ],
    ['approvals: { then_ask: { after: 30m, roles: [lead] } }', '“then_ask” must be a list, but is a map.'],
    [
      'approvals: { then_ask: [{ roles: [lead] }] }',
      'Each item of “then_ask” needs “after”: how long after the request?',
    ],
    [
      'approvals: { then_ask: [{ after: 30m }] }',
      'Each item of “then_ask” needs “roles”: whose attention is asked for?',
    ],
    [
      'approvals: { then_ask: [{ after: 30m, roles: [laed] }] }',
      'Unknown role: did you mean the one on line 4?',
    ],
    [
      'audit: { channel: "#audit" }',
      "This is not a Slack channel id (C…). In Slack, open the channel's details: its id stands at the bottom.",
    ],
    ['audit: {}', '“audit” lacks “channel”.'],
    [
      'approvals: { expires_after: 4 hours }',
      '“expires_after” must be a time such as 30m, 4h or 2d, at most 30d.',
    ],
    [
      'approvals: { expires_after: 60d }',
      '“expires_after” must be a time such as 30m, 4h or 2d, at most 30d.',
    ],
    [
      'approvals: { remind_after: 30m }',
      '“remind_after” must be a list, but is a text: put it in brackets, […].',
    ],
    ['lost_mode: { phone: 5550100 }', '“phone” must be a text, but is a number: put it in quotes, "…".'],
    ['lost_mode: { massage: hi }', 'Unknown key in “lost_mode”: did you mean “message”?'],
    ['cases: { phone: "1" }', '“cases” lacks “channel”: where are reports posted?'],
    ['cases: { channel: C1, chanel: C2 }', 'Unknown key in “cases”: did you mean “channel”?'],
    [
      'cases: { channel: it-help }',
      "This is not a Slack channel id (C…). In Slack, open the channel's details: its id stands at the bottom.",
    ],
    [
      'cases: { channel: C1, links: { Sign out: "http://x.example" } }',
      'A link must be a whole address that begins with https://.',
    ],
    [
      'cases: { channel: C1, notify: [3] }',
      'Each item of “notify” must be a text, but is a number: put it in quotes, "…".',
    ],
    ['notes: yes', '“notes” must be true or false, but is a text.'],
    ['asset_tag_pattern: "LF-("', '“asset_tag_pattern” is not a regular expression: Unterminated group.'],
    [
      'asset_tag_pattern: "[0-9]*"',
      '“asset_tag_pattern” matches an empty text: it would find a tag everywhere.',
    ],
  ])('in `%s`', (line, message) => {
    const key = line.slice(0, line.indexOf(':'));
    const base =
      key === 'roles' ? 'version: 1\nrules:\n  - allow: [everyone]\n    operations: [lookup]\n' : SMALL;
    expect(problemsIn(`${base}${line}\n`).map((text) => text.replace(/^\d+:\d+ /, ''))).toContain(message);
  });

  it.each([
    ['  - {}\n', ['6:5 Rule 1 is empty: give it allow, require or refuse, and operations.']],
    ['  -\n', ['6:4 rule 1 must be a map of “key: value”, but is empty.']],
    ['  []\n', ['6:3 “rules” is empty, so nothing would be allowed.']],
    [
      '  - operations: [lookup]\n',
      ['6:5 A rule has exactly one of allow, require and refuse; rule 1 has none.'],
    ],
    ['  - allow: [agent]\n', ['6:5 Rule 1 lacks “operations”: what is it about?']],
    [
      '  - allow: [agent]\n    refuse: [lead]\n    operations: [lookup]\n',
      ['6:5 A rule has exactly one of allow, require and refuse; rule 1 has allow and refuse.'],
    ],
    ['  - allow: [agnt]\n    operations: [lookup]\n', ['6:13 Unknown role: did you mean the one on line 3?']],
    [
      '  - allow: [Agent]\n    operations: [lookup]\n',
      ['6:13 Unknown role: did you mean the one on line 3?'],
    ],
    [
      '  - allow: [zebra]\n    operations: [lookup]\n',
      ['6:13 Unknown role: it is not defined under “roles”.'],
    ],
    [
      '  - allow: []\n    operations: [lookup]\n',
      ['6:12 “allow” is an empty list, which matches nothing: name at least one, or leave it out.'],
    ],
    [
      '  - allow: [agent]\n    operations: [set_blueprnt]\n',
      ['7:18 Unknown operation or class: did you mean “set-blueprint”?'],
    ],
    ['  - allow: [agent]\n    operations: [lookup, ""]\n', ['7:26 An item of “operations” is blank.']],
    [
      '  - allow: [agent]\n    operation: [lookup]\n',
      [
        '6:5 Rule 1 lacks “operations”: what is it about?',
        '7:5 Unknown key in rule 1: did you mean “operations”?',
      ],
    ],
    [
      '  - require: { from: [lead] }\n    operations: [routine]\n',
      ['6:5 “require” lacks “approvals”: how many people must approve?'],
    ],
    [
      '  - require: { approvals: 1 }\n    operations: [routine]\n',
      ['6:5 “require” lacks “from”: the roles that may approve.'],
    ],
    [
      '  - require: [lead]\n    operations: [routine]\n',
      ['6:14 “require” must be a map of “key: value”, but is a list.'],
    ],
    [
      '  - require: { approvals: 0, from: [lead] }\n    operations: [routine]\n',
      ['6:27 “approvals” must be a whole number from 1 to 10, but is a number.'],
    ],
    [
      '  - require: { approvals: 1, from: [lead] }\n    operations: [see-location]\n',
      ['7:18 “see-location” cannot wait for an approval: only changes can. Use allow or refuse for it.'],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: {}\n',
      ['8:14 “devices” names nothing: leave it out if the rule is about every device.'],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { tag: [x] }\n',
      [
        '8:14 “devices” names nothing: leave it out if the rule is about every device.',
        '8:16 Unknown key in “devices”: did you mean “tags”?',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { platforms: [iphon, iOS] }\n',
      [
        '8:28 Unknown platform: did you mean “iPhone”?',
        '8:35 Unknown platform: did you mean “iPhone” and “iPad”?',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { tags: [2024, true] }\n',
      [
        '8:23 Each item of “tags” must be a text, but is a number: put it in quotes, "…".',
        '8:29 Each item of “tags” must be a text, but is true or false: put it in quotes, "…".',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { target_blueprints: [Sales] }\n',
      ['8:16 “target_blueprints” is about set-blueprint only, which this rule does not name.'],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    because: 7\n',
      ['8:14 “because” must be a text, but is a number: put it in quotes, "…".'],
    ],
  ])('in the rule %j', (text, expected) => {
    expect(rule(text)).toEqual(expected);
  });

  it('all at once, in the order of the file', () => {
    const text = withRules('  - allow: [agnt]\n    operations: [lokup]\n').replace(
      'version: 1',
      'version: 2',
    );
    expect(problemsIn(text).map((one) => one.split(' ')[0])).toEqual(['1:10', '6:13', '7:18']);
  });
});

describe('no sentence quotes the file', () => {
  const SECRET = 'zq7Rw2mXv9kLtB4n';
  const messages = (text: string): string => {
    const parsed = parse(text);
    return parsed.ok ? '' : parsed.problems.map(({ message }) => message).join('\n');
  };
  /** Secrets as they are, and as YAML reads them otherwise: texts, maps, lists, numbers, anchors, aliases, tags, faults. */
  const disguises = [
    (value: string) => value,
    ...['&', '*', '!', '!!', '|', '>', '%', '@', '`', '"', "'", '[', '{', '- ', '? ', '#', '"\\', '<<: '].map(
      (sign) => (value: string) => `${sign}${value}`,
    ),
    (value: string) => `${value}: ${value}`,
    (value: string) => `{ ${value}: ${value} }`,
    (value: string) => `[${value}, [${value}]]`,
    (value: string) => `KANDJI_API_TOKEN=${value}`,
    (value: string) => `"${value}`,
    (value: string) => `${value}(`,
    (value: string) => `@${value}`,
    (value: string) => `12345678901234567890 ${value}`,
  ];

  it.each([
    'KANDJI_API_TOKEN=zq7Rw2mXv9kLtB4n',
    'KANDJI_API_TOKEN: zq7Rw2mXv9kLtB4n',
    'export KANDJI_API_TOKEN="zq7Rw2mXv9kLtB4n"',
    '{"KANDJI_API_TOKEN": "zq7Rw2mXv9kLtB4n"}',
  ])('of an env file: %s', (line) => {
    const said = messages(`# settings\n${line}\nPORT=3000\n`);
    expect(said).not.toBe('');
    expect(said).not.toContain(SECRET.slice(0, 6));
  });

  it('wherever in a policy a secret is, and however YAML reads it', () => {
    const whole = `${SMALL}people: [[U1, U2]]\napprovals: { channel: C1, expires_after: 4h, remind_after: [30m] }\ncases: { channel: C1, notify: [S1], phone: "1", hours: all, links: { a: "https://b.example" }, confirm_found: [lead] }\nlost_mode: { message: hi, phone: "1", footnote: x }\nnotes: true\nasset_tag_pattern: "LF-[0-9]+"\n`;
    const places = [...whole.matchAll(/[\w"+[\]-]+/g)].map(({ index, 0: word }) => ({ index, word }));
    let wrong = 0;
    for (const { index, word } of places)
      for (const disguise of disguises) {
        const text = `${whole.slice(0, index)}${disguise(SECRET)}${whole.slice(index + word.length)}`;
        const said = messages(text);
        if (said !== '') wrong += 1;
        expect(said, text).not.toContain(SECRET.slice(0, 6));
        expect(said.toLowerCase(), text).not.toContain(SECRET.slice(0, 6).toLowerCase());
      }
    expect(wrong).toBeGreaterThan(places.length * 10);
  });
});

describe('whatever someone writes', () => {
  it('is a policy or a list of problems, never a crash', () => {
    const words = fc.constantFrom(
      'version: 1',
      'roles:',
      '  a: [S1]',
      'rules:',
      '  - allow: [a]',
      '    operations: [lookup]',
      '- {',
      '&x',
      '*x',
      '? [a]: b',
      '\t',
      '"',
      "'",
      '|',
      '[[',
      '<<: *x',
      '%YAML 1.1',
      '---',
      '...',
      '!!binary x',
      '\u0000',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parse(text);
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of parsed.problems) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split(/\r?\n/).length);
          expect(column).toBeGreaterThan(0);
          expect(message).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('deeply nested or very large is refused, not suffered', () => {
    expect(parse(`version: ${'['.repeat(20_000)}`).ok).toBe(false);
    expect(parse(`${'- '.repeat(20_000)}x`).ok).toBe(false);
    expect(problemsIn(`${SMALL}# ${'x'.repeat(300_000)}\n`)).toEqual([
      '1:1 The file is larger than 256 KB: that is no policy.',
    ]);
  });

  it('is told in short where there is little room', () => {
    const parsed = parse('version: 2\nnote: 1\nrule: 2\nrole: 3\npeeple: 4\n');
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const short = summarizeProblems('p.yml', parsed.problems);
    expect(short).toMatch(/^p\.yml:1:1 .*\. Line 1: .*\. Line 2: /u);
    expect(short.match(/p\.yml/gu)).toHaveLength(1);
    expect(short).toContain(`And ${parsed.problems.length - 3} more`);
  });
});
