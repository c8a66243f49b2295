import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/redact.ts';

const TOKEN = '0d3f9a51-7c2e-4b8a-9f10-6b5d4c3e2a19';
const {
  text,
  data,
  line,
  fetch: hiding,
} = createRedactor([TOKEN, 'shortpass', 'pass"word\\of-the-database', 'p&ss<word>-of-the-app']);

describe('a secret is hidden', () => {
  test.each([
    ['the whole value', `a ${TOKEN} b`, 'a [hidden] b'],
    ['its first 12 characters', `a ${TOKEN.slice(0, 12)} b`, 'a [hidden] b'],
    [
      'a clipped value with its ellipsis',
      `KANDJI_API_TOKEN=${TOKEN.slice(0, 31)}…`,
      'KANDJI_API_TOKEN=[hidden]…',
    ],
    ['twice in a row', TOKEN + TOKEN, '[hidden][hidden]'],
    ['a start within another start', TOKEN.slice(0, 8) + TOKEN, `${TOKEN.slice(0, 8)}[hidden]`],
    ["as Slack's text escapes it", 'a p&amp;ss&lt;word&gt;-of-the-app b', 'a [hidden] b'],
    ["as Slack's text within JSON has it", JSON.stringify('p&amp;ss&lt;word&gt;-of-the-app'), '"[hidden]"'],
    [
      'as JSON within JSON has it',
      JSON.stringify(JSON.stringify('pass"word\\of-the-database')),
      JSON.stringify('"[hidden]"'),
    ],
    ['as JSON writes it', JSON.stringify('pass"word\\of-the-database'), '"[hidden]"'],
  ])('by %s', (_how, given, expected) => expect(text(given)).toBe(expected));

  test.each([
    ['as a part of an address', encodeURIComponent],
    [
      'in lower case',
      (secret: string) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
    ],
    ['as an address', encodeURI],
    ['in a form', (secret: string) => new URLSearchParams({ a: secret }).toString().slice(2)],
    ['with every mark', (secret: string) => encodeURIComponent(secret).replaceAll("'", '%27')],
    [
      'before a host',
      (secret: string) => {
        const url = new URL('http://localhost');
        url.password = secret;
        return url.password;
      },
    ],
  ])('to its end where it is percent-encoded: %s', (_how, encoded) => {
    for (const secret of ["longer-than-twelve/and'more +x@y", '/+@&?=# short-start/and-tail'])
      expect(createRedactor([secret]).text(`a ${encoded(secret)} b`)).toBe('a [hidden] b');
  });

  test('whichever of two secrets with one beginning it is, to its end', () => {
    const two = createRedactor([
      'same-beginning-AAAAAAAA',
      'same-beginning-BBBBBBBBBBBB',
      'BBBBBBBBBBBB-and-more',
    ]);
    expect(two.text('x same-beginning-BBBBBBBBBBBB y')).toBe('x [hidden] y');
    expect(two.text('x same-beginning-BBBBBBBBBBBB-and-more y')).toBe('x [hidden] y');
  });

  test('however it is cut: nothing with 12 of its first characters is left', () => {
    const secrets = fc.array(fc.string({ minLength: 12, maxLength: 40 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(secrets, fc.nat(40), fc.string(), fc.string(), (all, cut, before, after) => {
        const one = createRedactor(all);
        const shown = one.text(
          `${before}${all.map((secret) => secret.slice(0, 12 + cut)).join(before)}${after}`,
        );
        for (const secret of all.filter((given) => !'[hidden]'.includes(given.slice(0, 1))))
          expect(shown.split('[hidden]').some((part) => part.includes(secret.slice(0, 12)))).toBe(false);
      }),
    );
  });

  test('in all texts of plain data, whose shape stays', () => {
    const given = { a: [TOKEN, 1, null, true, undefined], b: { [TOKEN]: `x${TOKEN}` } };
    expect(data(given)).toEqual({
      a: ['[hidden]', 1, null, true, undefined],
      b: { '[hidden]': 'x[hidden]' },
    });
    expect(data(undefined)).toBeUndefined();
  });

  test('in a form and in JSON that go to Slack, but not in the headers', async () => {
    const sent: [string, string | null][] = [];
    const send = hiding(async (_input, init) => {
      sent.push([String(init?.body), new Headers(init?.headers).get('authorization')]);
      return new Response();
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const blocks = JSON.stringify([{ text: `a=b&${TOKEN}` }]);
    await send('https://slack.com/api/x', {
      headers,
      body: new URLSearchParams({ blocks, to: 'ü' }).toString(),
    });
    await send('https://slack.com/api/x', { headers, body: 'text=nothing%20here' });
    await send('https://hooks.slack.com/x', { headers, body: JSON.stringify({ text: TOKEN }) });
    expect(Object.fromEntries(new URLSearchParams(sent[0]?.[0]))).toEqual({
      blocks: '[{"text":"a=b&[hidden]"}]',
      to: 'ü',
    });
    expect(sent.slice(1).map(([body]) => body)).toEqual(['text=nothing%20here', '{"text":"[hidden]"}']);
    expect(sent.map(([, authorization]) => authorization)).toEqual(Array(3).fill(headers.authorization));
  });
});

describe('a value of fewer than 12 characters is hidden', () => {
  test('in the log, as a whole', () => expect(line('shortpass, shortpas')).toBe('[hidden], shortpas'));

  test.each(['a1', 'desk', 'p.w*', '12345', 'a"b'])(
    'also when it is very short, where it stands alone: %s',
    (secret) => {
      const { line: hide, text: shown } = createRedactor([secret]);
      expect(hide(`password ${secret}, x${secret}x`)).toBe(`password [hidden], x${secret}x`);
      const given = {
        event: 'x',
        [`${secret}`]: 1,
        at: 12345,
        err: { message: `no ${secret}!`, [secret]: secret },
      };
      expect(JSON.parse(hide(JSON.stringify(given)))).toEqual({
        ...given,
        err: { message: 'no [hidden]!', [secret]: '[hidden]' },
      });
      expect(shown(secret)).toBe(secret);
    },
  );

  test('nowhere else: it may be an ordinary word', () => {
    expect(text('shortpass')).toBe('shortpass');
    expect(data({ reason: 'shortpass' })).toEqual({ reason: 'shortpass' });
  });
});
