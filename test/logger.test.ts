import { describe, expect, test } from 'vitest';
import { createLogger, withReference } from '../src/logger.ts';

const SECRET = 'b7c1-kandji-token';

/** A logger and what it has written, line by line. */
function logger(level = 'debug', secrets: readonly string[] = [SECRET]) {
  const lines: string[] = [];
  const log = createLogger({ level, secrets, write: (line) => lines.push(line) });
  return { log, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('a line of the log', () => {
  test('is JSON with its level, time, facts and message', () => {
    const { log, lines, last } = logger();
    log.warn({ device: 'H4TX90QLM2', tries: 2 }, 'slow');
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(last()).toMatchObject({ level: 'warn', device: 'H4TX90QLM2', tries: 2, msg: 'slow' });
    expect(new Date(String(last().time)).toISOString()).toBe(last().time);
  });

  test('is one line whatever the facts hold', () => {
    const { log, lines } = logger();
    log.info({ said: 'one\ntwo\r\u2028three' }, 'a\nb');
    expect(lines.join('').split('\n')).toHaveLength(2);
  });

  test('is written from its level on', () => {
    const { log, lines } = logger('warn');
    log.debug({}, 'no');
    log.info({}, 'no');
    log.warn({}, 'yes');
    log.error({}, 'yes');
    expect(lines).toHaveLength(2);
    const { log: mute, lines: none } = logger('silent');
    mute.error({}, 'no');
    expect(none).toEqual([]);
  });

  test('carries the reference of its press, and only of its own', async () => {
    const { log, lines } = logger();
    log.info({}, 'outside');
    await Promise.all(
      ['7F3K', 'Q2W4'].map((ref) =>
        withReference(ref, async () => {
          await Promise.resolve();
          log.info({ of: ref }, 'inside');
        }),
      ),
    );
    expect(lines.map((line) => JSON.parse(line)).map(({ ref, of }) => [ref, of])).toEqual([
      [undefined, undefined],
      ['7F3K', '7F3K'],
      ['Q2W4', 'Q2W4'],
    ]);
  });
});

describe('an error in the facts', () => {
  test('keeps its name, message, code, cause and place', () => {
    const { log, last } = logger();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    log.error({ error: new TypeError('fetch failed', { cause }) }, 'x');
    expect(last().error).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    });
  });

  test("keeps Slack's own word and its complaints", () => {
    const { log, last } = logger();
    const data = { error: 'invalid_blocks', response_metadata: { messages: ['[ERROR] too long'] } };
    log.error({ error: Object.assign(new Error('An API error'), { data }) }, 'x');
    expect(last().error).toMatchObject({
      slack: 'invalid_blocks',
      metadata: { messages: ['[ERROR] too long'] },
    });
  });

  test('leaves behind what else hangs on it', () => {
    const { log, lines } = logger();
    const extra = { config: { headers: { authorization: 'Basic abc' } }, body: { latitude: '52.52' } };
    log.error({ error: Object.assign(new Error('no'), extra) }, 'x');
    expect(lines[0]).not.toMatch(/Basic abc|latitude|52\.52/);
  });
});

describe('secrets', () => {
  const places: [string, (log: ReturnType<typeof logger>['log'], secret: string) => void][] = [
    ['a message', (log, secret) => log.info({}, `with ${secret} in it`)],
    ['a fact', (log, secret) => log.info({ harmless: secret }, 'x')],
    ['a deep fact', (log, secret) => log.info({ a: [{ b: { c: `${secret}` } }] }, 'x')],
    ['the name of a fact', (log, secret) => log.info({ [secret]: 1 }, 'x')],
    ['an error', (log, secret) => log.error({ error: new Error(`bad ${secret}`) }, 'x')],
    ['its cause', (log, secret) => log.error({ error: new Error('x', { cause: new Error(secret) }) }, 'x')],
    [
      "Slack's answer",
      (log, secret) => log.error({ error: Object.assign(new Error('x'), { data: { error: secret } }) }, 'x'),
    ],
  ];
  const secrets = [
    SECRET,
    'xoxb-2501-4711-abcdefAbc',
    'xapp-1-A0KANDJI-55-abc',
    'xoxe.xoxb-1-abc',
    'Bearer abcdef.ghi_j-k=',
    'https://hooks.slack.com/commands/T0LARK/4711/abcdef',
    'https://hooks.slack.com/actions/T0LARK/4711/abcdef',
    'http://127.0.0.1:4000/commands/T0LARK/1/abcdef',
    '13345224609.738474920.8088930838d88f008e0',
  ];
  test.each(secrets.flatMap((secret) => places.map(([place, write]) => [secret, place, write] as const)))(
    '%s never gets through in %s',
    (secret, _place, write) => {
      const { log, lines } = logger();
      write(log, secret);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('[hidden]');
      expect(lines[0]).not.toContain(secret);
      expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
    },
  );

  test('a trigger or an address by its name, whatever it looks like', () => {
    const { log, lines } = logger();
    log.info({ body: { trigger_id: '1.2.abc', response_url: 'https://odd.example/x', user: 'U0ANA' } }, 'x');
    expect(lines[0]).not.toMatch(/1\.2\.abc|odd\.example/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ body: { user: 'U0ANA' } });
  });

  test('one that JSON writes differently', () => {
    const odd = 'pass"word\\with\u0007bell';
    const { log, lines } = logger('info', [odd]);
    log.info({ at: `postgres://me:${odd}@db` }, odd);
    expect(lines[0]).not.toMatch(/bell|word/);
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });

  test('what is too short to be told from an ordinary word is not searched for', () => {
    const { log, lines } = logger('info', ['desk']);
    log.info({ room: 'helpdesk' }, 'x');
    expect(lines[0]).toContain('helpdesk');
  });
});
