import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsInShort } from '../../src/policy/index.ts';
import { parse, problemsIn, SMALL, withRules } from './policy-text.ts';

const rule = (text: string) => problemsIn(withRules(text));

describe('every mistake is told with its line, its column and a way out', () => {
  it.each([
    ['nothing', '', ['1:1 The file is empty, so nothing would be allowed.']],
    ['only a comment', '# soon\n', ['1:1 The file is empty, so nothing would be allowed.']],
    ['a list', '- a\n', ['1:1 the policy must be a map of “key: value”, but is a list.']],
    [
      'broken YAML',
      'version: 1\nroles: [\n',
      [
        '3:1 This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
      ],
    ],
    ['no rules', 'version: 1\n', ['1:1 The policy lacks “rules”, so nothing would be allowed.']],
    ['no version', SMALL.replace('version: 1\n', ''), ['1:1 The policy lacks “version: 1”.']],
    ['another version', SMALL.replace('1', '"1"'), ['1:10 The only known version is 1: write “version: 1”.']],
    [
      'an unknown key',
      `${SMALL}rulez: {}\n`,
      ['8:1 Unknown key “rulez” in the policy: did you mean “rules”?'],
    ],
    [
      'a merge key',
      `${SMALL}<<: { notes: false }\n`,
      [
        '8:1 Unknown key “<<” in the policy: there is version, roles, people, approvals, rules, lost_mode, notes, asset_tag_pattern.',
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
    ['a number as a key', `${SMALL}1: 2\n`, ['8:1 A key in the policy must be a word, but is the number 1.']],
  ])('in %s', (_, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it('for anchors, aliases and YAML tags, which hide things from a reader', () => {
    const text = SMALL.replace('[S1]', '&ids [S1]')
      .replace('[S2, U3]', '*ids')
      .replace('[routine]', '!!seq [routine]');
    expect(problemsIn(text)).toEqual([
      '3:15 The anchor “&ids” is not allowed here: write it out where it is used.',
      '4:9 The alias “*ids” is not allowed here: write it out, so that everybody can read it.',
      '4:9 The role “lead” must be a list, but is an alias.',
      '7:23 The YAML tag “tag:yaml.org,2002:seq” is not allowed here: leave it out.',
    ]);
  });

  it.each([
    [
      'roles: { Everyone: [U1] }',
      'The role “everyone” is built in (every full member) and cannot be redefined.',
    ],
    ['roles: { lead: [U1], Lead: [U2] }', 'The roles “lead” and “Lead” differ only in case: rename one.'],
    [
      'roles: { __proto__: [U1] }',
      '“__proto__” cannot be a role name: start with a letter, then letters, digits, - or _.',
    ],
    ['roles: { lead: U1 }', 'The role “lead” must be a list, but is the text “U1”: write [U1].'],
    ['roles: { lead: }', 'The role “lead” must be a list, but is empty.'],
    ['roles: { lead: [u0ana] }', '“u0ana” should be in capitals: “U0ANA”.'],
    [
      'roles: { lead: ["@ana"] }',
      '“@ana” is not a Slack user group id (S…) or user id (U… or W…). Names can change, ids do not: in Slack, use “Copy member ID” or “Copy group ID”.',
    ],
    [
      'roles: { lead: [C0LEADS] }',
      '“C0LEADS” is not a Slack user group id (S…) or user id (U… or W…). It looks like a channel: being in a channel is not a right.',
    ],
    ['people: [[U1, U2], [U2, U3]]', 'U2 stands in “people” twice: an account is one human’s.'],
    ['people: [[U1, U1]]', 'U1 stands in “people” twice: an account is one human’s.'],
    ['people: [[U1]]', 'One human in “people” needs at least two accounts, such as [U1, U2].'],
    ['people: [[U1, S2]]', '“S2” is not a Slack user id (U… or W…).'],
    ['people: [U1, U2]', 'One human in “people” must be a list, but is the text “U1”: write [U1].'],
    [
      'approvals: { channel: "#approvals" }',
      '“#approvals” is not a Slack channel id (C…). In Slack, open the channel’s details: its id stands at the bottom.',
    ],
    [
      'approvals: { expires: 4h }',
      'Unknown key “expires” in “approvals”: there is channel, expires_after, remind_after.',
    ],
    [
      'approvals: { expires_after: 4 hours }',
      '“expires_after” must be a time such as 30m, 4h or 2d, at most 30d, but is “4 hours”.',
    ],
    [
      'approvals: { expires_after: 60d }',
      '“expires_after” must be a time such as 30m, 4h or 2d, at most 30d, but is “60d”.',
    ],
    [
      'approvals: { remind_after: 30m }',
      '“remind_after” must be a list, but is the text “30m”: write [30m].',
    ],
    [
      'lost_mode: { phone: 5550100 }',
      '“phone” must be a text, but is the number 5550100: put it in quotes, "5550100".',
    ],
    ['lost_mode: { massage: hi }', 'Unknown key “massage” in “lost_mode”: did you mean “message”?'],
    ['notes: yes', '“notes” must be true or false, but is the text “yes”.'],
    [
      'asset_tag_pattern: "LF-("',
      '“asset_tag_pattern” is not a regular expression: Invalid regular expression: /LF-(/iu: Unterminated group.',
    ],
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
    ['  - allow: [agnt]\n    operations: [lookup]\n', ['6:13 Unknown role “agnt”: did you mean “agent”?']],
    ['  - allow: [Agent]\n    operations: [lookup]\n', ['6:13 Unknown role “Agent”: did you mean “agent”?']],
    [
      '  - allow: [zebra]\n    operations: [lookup]\n',
      ['6:13 Unknown role “zebra”: there is everyone, agent, lead.'],
    ],
    [
      '  - allow: []\n    operations: [lookup]\n',
      ['6:12 “allow” is an empty list, which matches nothing: name at least one, or leave it out.'],
    ],
    [
      '  - allow: [agent]\n    operations: [set_blueprnt]\n',
      ['7:18 Unknown operation or class “set_blueprnt”: did you mean “set-blueprint”?'],
    ],
    ['  - allow: [agent]\n    operations: [lookup, ""]\n', ['7:26 An item of “operations” is blank.']],
    [
      '  - allow: [agent]\n    operation: [lookup]\n',
      [
        '6:5 Rule 1 lacks “operations”: what is it about?',
        '7:5 Unknown key “operation” in rule 1: did you mean “operations”?',
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
      ['6:27 “approvals” must be a whole number from 1 to 10, but is the number 0.'],
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
        '8:16 Unknown key “tag” in “devices”: did you mean “tags”?',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { platforms: [iphon, iOS] }\n',
      [
        '8:28 Unknown platform “iphon”: did you mean “iPhone”?',
        '8:35 Unknown platform “iOS”: did you mean “iPhone” and “iPad”?',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { tags: [2024, true] }\n',
      [
        '8:23 Each item of “tags” must be a text, but is the number 2024: put it in quotes, "2024".',
        '8:29 Each item of “tags” must be a text, but is the boolean true: put it in quotes, "true".',
      ],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    devices: { target_blueprints: [Sales] }\n',
      ['8:16 “target_blueprints” is about set-blueprint only, which this rule does not name.'],
    ],
    [
      '  - allow: [agent]\n    operations: [routine]\n    because: 7\n',
      ['8:14 “because” must be a text, but is the number 7: put it in quotes, "7".'],
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

describe('whatever somebody writes', () => {
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
    const short = problemsInShort('p.yml', parsed.problems);
    expect(short).toMatch(/^p\.yml:1:1 /);
    expect(short).toContain(`And ${parsed.problems.length - 3} more`);
  });
});
