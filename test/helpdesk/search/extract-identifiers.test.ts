import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractIdentifiers, IDENTIFIER_PATTERNS } from '../../../src/helpdesk/search/extract-identifiers.ts';
import { macOf } from '../../../src/helpdesk/search/mac-address.ts';

const found = (text: string, pattern: string | null = null) =>
  extractIdentifiers(text, pattern, null).list.map(({ kind, written }) => `${kind} ${written}`);

const LINK = 'https://larkfield.kandji.io/devices/7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';

it('whatever is a MAC address when it is typed is one in a message', () => {
  const pairs = fc.tuple(...Array.from({ length: 6 }, () => fc.stringMatching(/^[0-9a-f]{2}$/)));
  const spelled = fc
    .tuple(pairs, fc.constantFrom(':', '-', '.'), fc.constantFrom(2, 4, 6), fc.boolean())
    .map(([all, mark, size, isUpper]) => {
      const text = (all.join('').match(new RegExp(`.{${size}}`, 'g')) ?? []).join(mark);
      return isUpper ? text.toUpperCase() : text;
    });
  fc.assert(
    fc.property(spelled, (mac) => {
      fc.pre(macOf(mac) !== null && /[a-f]/i.test(mac) && /\d/.test(mac));
      expect(found(`at ${mac}, port`)).toEqual([`mac ${mac}`]);
    }),
  );
});

describe('what a message may be about', () => {
  it.each([
    ['my laptop H4TX90QLM2 is broken', ['serial H4TX90QLM2']],
    ['(h4tx90qlm2), thanks!', ['serial h4tx90qlm2']],
    ['S/N: `C02XG1ABCD`', ['serial C02XG1ABCD']],
    ['ask <mailto:noor@larkfield.example|noor@larkfield.example>', ['email noor@larkfield.example']],
    [`see <${LINK}/overview|this>`, [`link ${LINK}/overview`]],
    ['it is 7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa', ['id 7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa']],
    ['ap12: client A4:83:E7:01:02:03, port 3', ['mac A4:83:E7:01:02:03']],
    ['A4-83-E7-01-02-03 and a483.e701.0203.', ['mac A4-83-E7-01-02-03', 'mac a483.e701.0203']],
    ['at a483-e701-0203, a483e7-010203.', ['mac a483-e701-0203', 'mac a483e7-010203']],
    ['A483:E701:0203 and A483E7:010203', ['mac A483:E701:0203', 'mac A483E7:010203']],
    ['from arp: a4:83:e7:1:2:3', ['mac a4:83:e7:1:2:3']],
    ['(AABBCCDDEEFF)', ['mac AABBCCDDEEFF']],
    ['a483e7010203', ['serial a483e7010203']],
    ['aabbccddeef1', ['serial aabbccddeef1']],
    ['call 4930-1234-5678 or 493012-345678', []],
    ['a decade-facade of dead-beef-cafe at 123456789012', []],
    ['fe80:1:2:3:4:5:6:7 and 1a2b-3c4d-5e6f-7a8b', []],
    ['at 12:30:45, key aa:bb:cc:dd:ee:ff:00:11', []],
    ['call +1 555 0100 20, Monday 2026-03-02 in ROOM BERLIN, thanks everybody', []],
    ['From: <@U0ANA12345|ana> in <#C0APPROVALS1|approvals>', ['person U0ANA12345']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('asset tags are found by the pattern of the policy file', () => {
    expect(found('lf-00412 and LF-IPD-07', 'LF-[A-Z0-9-]+')).toEqual(['asset lf-00412', 'asset LF-IPD-07']);
    expect(found('LF-00412')).toEqual([]);
    expect(found('LF-00412', '(')).toEqual([]);
    expect(found('H4TX90QLM2', 'x*')).toEqual(['serial H4TX90QLM2']);
  });

  it('names each once, surest first, six at most', () => {
    const serials = Array.from({ length: 9 }, (_, index) => `H4TX90QLM${index}`);
    const text = `${serials.join(' ')} h4tx90qlm1 noor@larkfield.example ${LINK}`;
    expect(found(text)).toEqual([
      `link ${LINK}`,
      'email noor@larkfield.example',
      'serial H4TX90QLM0',
      'serial H4TX90QLM1',
      'serial H4TX90QLM2',
      'serial H4TX90QLM3',
    ]);
    expect(extractIdentifiers(text, null, null).left).toBe(5);
  });

  it('at most three people, and says how many more there are', () => {
    const text = '<@U1> <@U2> <@U1> <@W3> <@U4> <@U5>';
    expect(found(text)).toEqual(['person U1', 'person U2', 'person W3']);
    expect(extractIdentifiers(text, null, null).left).toBe(2);
    expect(extractIdentifiers('<@U1>', null, null).left).toBe(0);
  });

  it('says how each is searched for', () => {
    expect(extractIdentifiers('H4TX90QLM2', null, null).list[0]?.query).toEqual({
      by: 'keys',
      where: { serial: 'H4TX90QLM2' },
    });
    const [bare, dashed] = ['a483e7010203', 'A4-83-E7-01-02-03'].map(
      (text) => extractIdentifiers(text, null, null).list[0]?.query,
    );
    expect(bare).toMatchObject({ texts: ['a483e7010203'] });
    expect(dashed).toMatchObject({ where: { mac: 'A4-83-E7-01-02-03' } });
    expect(extractIdentifiers(LINK, null, null).list[0]?.query).toEqual({ by: 'console-link', url: LINK });
  });

  it('ends with the author, whom it names once', () => {
    const kinds = (text: string) => extractIdentifiers(text, null, 'UDANA').list.map(({ kind }) => kind);
    expect(kinds('H4TX90QLM2 from <@UNOOR>')).toEqual(['serial', 'person', 'author']);
    expect(kinds('from <@UDANA>')).toEqual(['person']);
    expect(extractIdentifiers('H4TX90QLM2', null, 'UDANA').list.at(-1)).toEqual({
      kind: 'author',
      written: 'UDANA',
      query: { by: 'slack-people', userIds: ['UDANA'], platforms: [] },
    });
  });
});

describe('a long text without a break is read once', () => {
  /** What each pattern could run along, and what would complete it. */
  const RUNS = ['a', 'A', '1', 'é', '-', '%', "'", 'a.', 'a-', 'a.-', 'A1', 'https'];
  const ENDS = ['@larkfield.example ', '.kandji.io/devices ', 'a.kandji.io/devices ', ' ', ''];
  const cases = RUNS.flatMap((run) => ENDS.map((end) => [run, end] as const));

  it.each(cases)('no attempt starts inside %j before %j, whatever follows', (run, end) => {
    const word = run.repeat(40);
    const text = `${word}${end}`;
    for (const pattern of IDENTIFIER_PATTERNS) {
      const sticky = new RegExp(pattern.source, pattern.flags.replace('g', 'y'));
      const starts = Array.from(word, (_, at) => at).filter((at) => {
        sticky.lastIndex = at;
        return at > 0 && sticky.test(text);
      });
      expect({ pattern: pattern.source, starts }).toEqual({ pattern: pattern.source, starts: [] });
    }
  });

  it('every pattern checks what stands before a word before it reads the word', () => {
    for (const { source } of IDENTIFIER_PATTERNS) expect(source).toMatch(/^(?:\(\?<!|\\b)/);
  });

  it('what follows an underscore does not make a word a serial', () => {
    expect(found('ABCDEFGHIJ_12 and _C02XG0FDH7_')).toEqual(['serial C02XG0FDH7']);
  });

  it('a link and an address beside punctuation are found', () => {
    expect(found('see...larkfield.kandji.io/devices/1 or (noor@larkfield.example)')).toEqual([
      'link larkfield.kandji.io/devices/1',
      'email noor@larkfield.example',
    ]);
  });
});
