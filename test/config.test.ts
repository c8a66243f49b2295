import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readLocalConfig, secretsOf } from '../src/config.ts';
import { secretsIn } from '../src/secrets.ts';

type Environment = Record<string, string | undefined>;

const FINE: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-three',
  SLACK_SIGNING_SECRET: 'signing-secret',
  KANDJI_API_URL: 'https://acme.api.kandji.io',
  KANDJI_API_TOKEN: 'kandji-token',
};

const AUDIT_KEY = 'audit-key-of-thirty-two-characters';

const noFiles = (path: string): string => {
  throw new Error(`ENOENT ${path}`);
};

const read = (change: Environment = {}, files = noFiles) => readConfig({ ...FINE, ...change }, files);

/** The lines of the one message, without their first. */
function problems(change: Environment, files = noFiles): string[] {
  try {
    read(change, files);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [first, ...rest] = error.message.split('\n');
    expect(first).toBe('I cannot start:');
    return rest.map((line) => line.replace(/^- /, ''));
  }
  return [];
}

test('who has set up nothing yet is led to the set-up, and no one else', () => {
  const setUp = 'Not set up yet? “npm start -- setup” asks for everything and checks it.';
  expect(problems({ SLACK_BOT_TOKEN: '' }).at(-1)).toBe(setUp);
  expect(problems({ KANDJI_API_TOKEN: '' })).not.toContain(setUp);
});

describe('the port of metrics', () => {
  const both = { PORT: '3000', METRICS_PORT: '3000' };

  test.each([
    ['the same host', { HOST: '127.0.0.1' }],
    ['every host beside one', {}],
    ['one beside every host', { HOST: '127.0.0.1', METRICS_HOST: '::' }],
  ])('cannot be PORT on %s', (_where, hosts) =>
    expect(problems({ ...both, ...hosts })).toEqual([
      'PORT and METRICS_PORT are both 3000: give METRICS_PORT a number of its own.',
    ]),
  );

  test('can be PORT on another host, and any free one beside any free one', () => {
    expect(problems({ ...both, HOST: '10.0.0.5', METRICS_HOST: '127.0.0.1' })).toEqual([]);
    expect(problems({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
  });
});

describe('what is told from outside', () => {
  test('four variables are enough; the rest has its default', () => {
    const config = read();
    expect(config).toEqual({
      slack: {
        botToken: 'xoxb-1-2-three',
        apiUrl: 'https://slack.com/api/',
        way: { kind: 'http', signingSecret: 'signing-secret' },
      },
      kandji: {
        apiUrl: new URL('https://acme.api.kandji.io/api/v1'),
        token: 'kandji-token',
        webUrl: 'https://acme.kandji.io',
      },
      databaseUrl: null,
      databasePassword: null,
      dataDir: './data',
      policyFile: './policy.yml',
      host: '0.0.0.0',
      port: 3000,
      metrics: null,
      auditKey: null,
      auditSignedFrom: 1,
      fleetShare: 0.05,
      command: '/kandji',
      logLevel: 'info',
    });
  });

  test('everything can be said', () => {
    const config = read({
      SLACK_SIGNING_SECRET: undefined,
      SLACK_APP_TOKEN: 'xapp-1-A-2',
      KANDJI_WEB_URL: 'https://console.example.com/',
      DATABASE_URL: 'postgres://me:pass%20word@db/desk?sslmode=verify-full',
      DATA_DIR: '/data',
      POLICY_FILE: '/etc/policy.yml',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '9100',
      METRICS_HOST: '0.0.0.0',
      AUDIT_KEY,
      AUDIT_SIGNED_FROM: '42',
      SLACK_COMMAND: '/iru',
      LOG_LEVEL: 'debug',
    });
    expect(config.slack.way).toEqual({ kind: 'socket', appToken: 'xapp-1-A-2' });
    expect(config.kandji.webUrl).toBe('https://console.example.com');
    expect(config).toMatchObject({
      databaseUrl: 'postgres://me:pass%20word@db/desk?sslmode=verify-full',
      dataDir: '/data',
      policyFile: '/etc/policy.yml',
      host: '127.0.0.1',
      port: 0,
      metrics: { host: '0.0.0.0', port: 9100 },
      auditKey: AUDIT_KEY,
      auditSignedFrom: 42,
      command: '/iru',
      logLevel: 'debug',
    });
  });

  test('metrics stay on this machine unless told otherwise', () =>
    expect(read({ METRICS_PORT: '9100' }).metrics).toEqual({ host: '127.0.0.1', port: 9100 }));

  test('what is empty or blank counts as not set, and blanks around a value do not matter', () => {
    expect(read({ PORT: '', DATABASE_URL: ' ', AUDIT_KEY: '', LOG_LEVEL: '' })).toMatchObject({
      port: 3000,
      databaseUrl: null,
      databasePassword: null,
      auditKey: null,
      command: '/kandji',
      logLevel: 'info',
    });
    expect(read({ PORT: ' 8080 ', SLACK_BOT_TOKEN: ' xoxb-1-2-three\n' })).toMatchObject({
      port: 8080,
      slack: { botToken: 'xoxb-1-2-three' },
    });
  });
});

describe('every mistake is in the one message', () => {
  test('an empty environment names all that is missing', () => {
    expect(() => readConfig({}, noFiles)).toThrow(ConfigError);
    const lines = problems(Object.fromEntries(Object.keys(FINE).map((name) => [name, undefined])));
    expect(lines.slice(0, -1).map((line) => line.split(' ')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'KANDJI_API_URL',
      'KANDJI_API_TOKEN',
    ]);
    expect(lines[1]).toContain('SLACK_APP_TOKEN');
  });

  test('many at once, each with its fix', () => {
    const lines = problems({
      SLACK_BOT_TOKEN: 'xoxp-1',
      SLACK_APP_TOKEN: 'nonsense',
      SLACK_API_URL: 'https://slack.example.com/api/',
      KANDJI_API_URL: 'https://acme.kandji.io',
      KANDJI_WEB_URL: 'console.example.com',
      DATABASE_URL: 'postgres://me:very-secret@db.example.com/desk',
      PORT: '70000',
      METRICS_PORT: 'yes',
      LOG_LEVEL: 'loud',
    });
    for (const word of [
      'begin with xoxb-',
      'both set',
      'begin with xapp-',
      'SLACK_API_URL may only be',
      'https://acme.api.kandji.io',
      'KANDJI_WEB_URL must begin',
      'names a remote host',
      'choose one of debug, info',
    ])
      expect(lines.filter((line) => line.includes(word))).toHaveLength(1);
    for (const name of ['PORT', 'METRICS_PORT'])
      expect(lines.filter((line) => line.startsWith(`${name} is not a port number`))).toHaveLength(1);
    expect(lines).toHaveLength(10);
  });

  test.each(['-1', '65536', '80.5', 'eighty', '0x50', '1e3'])('PORT=%s is no port', (typed) =>
    expect(problems({ PORT: typed })).toEqual(['PORT is not a port number: choose one from 0 to 65535.']),
  );

  test.each([
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_API_URL',
    'KANDJI_API_URL',
    'KANDJI_WEB_URL',
    'DATABASE_URL',
    'AUDIT_KEY',
    'AUDIT_SIGNED_FROM',
    'SLACK_COMMAND',
    'PORT',
    'METRICS_PORT',
    'LOG_LEVEL',
  ])('a key pasted into %s is refused and not repeated', (name) => {
    const lines = problems({ [name]: 'Key-5f2c9' });
    expect(lines).not.toEqual([]);
    expect(lines.join()).not.toMatch(/key-5f2c9/i);
  });

  test.each(['0', '65535'])('PORT=%s is one', (typed) =>
    expect(read({ PORT: typed }).port).toBe(Number(typed)),
  );
});

describe('the two ways in', () => {
  test('both', () =>
    expect(problems({ SLACK_APP_TOKEN: 'xapp-1' })).toEqual([
      expect.stringContaining('keep the first for HTTP'),
    ]));

  test('neither', () =>
    expect(problems({ SLACK_SIGNING_SECRET: undefined })).toEqual([
      expect.stringContaining('set exactly one'),
    ]));

  test('two files count as both', () => {
    const change = {
      SLACK_SIGNING_SECRET: undefined,
      SLACK_SIGNING_SECRET_FILE: '/s',
      SLACK_APP_TOKEN_FILE: '/a',
    };
    expect(problems(change, (path) => (path === '/a' ? 'xapp-1' : 'secret'))).toEqual([
      expect.stringContaining('both set'),
    ]);
  });
});

describe('secrets from files', () => {
  const files: Readonly<Record<string, string>> = {
    '/run/bot': 'xoxb-from-file\n',
    '/run/sign': 'from-file-sign',
    '/run/kandji': 'from-file-kandji',
    '/run/db': 'postgres://localhost/desk',
    '/run/audit': 'from-file-audit-0123456789abcdef',
  };
  const fromFiles = (path: string) => files[path] ?? noFiles(path);

  test('each of them', () => {
    const config = readConfig(
      {
        SLACK_BOT_TOKEN_FILE: '/run/bot',
        SLACK_SIGNING_SECRET_FILE: '/run/sign',
        KANDJI_API_URL: 'acme.api.kandji.io',
        KANDJI_API_TOKEN_FILE: '/run/kandji',
        DATABASE_URL_FILE: '/run/db',
        AUDIT_KEY_FILE: '/run/audit',
      },
      fromFiles,
    );
    expect(config).toMatchObject({
      slack: { botToken: 'xoxb-from-file', way: { signingSecret: 'from-file-sign' } },
      kandji: { token: 'from-file-kandji' },
      databaseUrl: 'postgres://localhost/desk',
      auditKey: 'from-file-audit-0123456789abcdef',
      command: '/kandji',
    });
  });

  test('a file that cannot be read is named, and so is what is missing then', () =>
    expect(problems({ AUDIT_KEY_FILE: '/run/nothing' })).toEqual([
      'AUDIT_KEY_FILE names a file that cannot be read: check that it exists, and its owner and mode.',
    ]));

  test('a secret that was put where its file belongs is not repeated', () => {
    const [line] = problems({ KANDJI_API_TOKEN: undefined, KANDJI_API_TOKEN_FILE: '0a1b2c3d-secret' });
    expect(line).toContain('KANDJI_API_TOKEN_FILE');
    expect(line).not.toContain('0a1b2c3d');
  });

  test('an empty file is a missing value', () =>
    expect(
      problems({ KANDJI_API_TOKEN: undefined, KANDJI_API_TOKEN_FILE: '/run/empty' }, () => ' \n'),
    ).toEqual([expect.stringContaining('KANDJI_API_TOKEN is missing')]));

  test('the value and the file together are a mistake', () =>
    expect(problems({ SLACK_BOT_TOKEN_FILE: '/run/bot' }, fromFiles)).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set'),
    ]));

  test('a path is never repeated, because it may be the secret', () => {
    const wrong = problems({
      KANDJI_API_TOKEN: undefined,
      KANDJI_API_TOKEN_FILE: '/c2VjcmV0/with+slashes==',
    });
    expect(wrong.join('\n')).not.toMatch(/c2VjcmV0|slashes/);
  });

  test('all are known before the rest is right', () => {
    const env = { ...FINE, PORT: 'x', AUDIT_KEY_FILE: '/run/audit', KANDJI_API_TOKEN_FILE: '/run/nothing' };
    const url = 'postgres://me:pass%20word@db/desk';
    expect(secretsIn({ ...env, DATABASE_URL: url, PGPASSWORD: 'pg-secret' }, fromFiles).sort()).toEqual([
      'from-file-audit-0123456789abcdef',
      'kandji-token',
      'pass word',
      'pass%20word',
      'pg-secret',
      'signing-secret',
      'xoxb-1-2-three',
    ]);
  });

  test('only secrets come from files', () => expect(read({ PORT_FILE: '/run/port' }).port).toBe(3000));
});

describe('where tokens may go', () => {
  test.each([
    'https://slack.com/api/',
    'https://slack-gov.com/api/',
    'http://127.0.0.1:4000/api/',
    'http://localhost:4000/api/',
    'http://[::1]:4000/api/',
  ])('Slack: %s', (url) => expect(read({ SLACK_API_URL: url }).slack.apiUrl).toBe(url));

  test.each([
    'http://slack.com/api/',
    'https://slack.com.evil.example/api/',
    'https://slack.com@evil.example/api/',
    'https://evil.example/slack.com/api/',
    'http://127.0.0.1.evil.example/api/',
    'http://10.0.0.1/api/',
    'ftp://127.0.0.1/api/',
    'slack.com',
  ])('not Slack: %s', (url) =>
    expect(problems({ SLACK_API_URL: url })).toEqual([expect.stringContaining('SLACK_API_URL may only be')]),
  );

  test.each([
    'https://acme.api.kandji.io/api/v1/',
    'acme.api.eu.kandji.io',
    'https://acme.api.iru.com',
    'http://127.0.0.1:9/',
  ])('Kandji: %s', (url) => expect(read({ KANDJI_API_URL: url }).kandji.apiUrl.pathname).toBe('/api/v1'));

  test.each(['http://acme.api.kandji.io', 'https://acme.api.kandji.io.evil.example', 'https://10.0.0.1'])(
    'not Kandji: %s',
    (url) => expect(problems({ KANDJI_API_URL: url })).toEqual([expect.stringMatching(/^KANDJI_API_URL: /)]),
  );

  test('a token in the place of the address is not repeated', () => {
    const [line] = problems({ KANDJI_API_URL: '0a1b2c3d-aaaa-bbbb-cccc-secret' });
    expect(line).toMatch(/^KANDJI_API_URL: /);
    expect(line).not.toContain('0a1b2c3d');
  });
});

describe('the database', () => {
  test.each([
    'postgres://me@/desk?host=/run/postgresql',
    'postgres://me:pw@db.example.com/desk?sslmode=verify-full',
  ])('%s', (url) => expect(read({ DATABASE_URL: url }).databaseUrl).toBe(url));

  test.each([
    ['postgres://me:very-secret@db.example.com/desk', /sslmode=verify-full/],
    ['mysql://me:very-secret@localhost/desk', /not a PostgreSQL address/],
    ['very-secret', /not a PostgreSQL address/],
  ])('not %s', (url, sentence) => {
    const [line, ...others] = problems({ DATABASE_URL: url });
    expect(line).toMatch(sentence);
    expect(line).not.toContain('very-secret');
    expect(others).toEqual([]);
  });
});

describe('the key of the audit log', () => {
  test('of 31 characters is too short, and the sentence says how to move on', () => {
    const short = AUDIT_KEY.slice(0, 31);
    const [line, ...others] = problems({ AUDIT_KEY: short });
    expect(line).toMatch(/^AUDIT_KEY is shorter than 32 characters\. Make a new one: .*AUDIT_SIGNED_FROM=N/);
    expect(line).not.toContain(short);
    expect(others).toEqual([]);
    expect(read({ AUDIT_KEY: AUDIT_KEY.slice(0, 32) }).auditKey).toHaveLength(32);
  });

  test('of any length still reads the log: the old one is needed to check what it has signed', () =>
    expect(readLocalConfig({ AUDIT_KEY: 'short' }, noFiles).auditKey).toBe('short'));

  test.each(['0', '-1', '1.5', 'all'])('and no entry has the number %s', (typed) =>
    expect(problems({ AUDIT_KEY, AUDIT_SIGNED_FROM: typed })).toEqual([
      'AUDIT_SIGNED_FROM is not the number of an audit entry, such as 1.',
    ]),
  );

  test('a number without a key checks nothing, so it is a mistake', () =>
    expect(problems({ AUDIT_SIGNED_FROM: '7' })).toEqual([
      expect.stringContaining('AUDIT_SIGNED_FROM is set without AUDIT_KEY'),
    ]));
});

describe("the playground's token", () => {
  const token = 'xoxb-playground-0000-0000-local';

  test.each(['http://127.0.0.1:4000/api/', 'http://localhost:4000/api/'])('works with %s', (url) =>
    expect(read({ SLACK_BOT_TOKEN: token, SLACK_API_URL: url }).slack.botToken).toBe(token),
  );

  test.each([undefined, 'https://slack.com/api/', 'https://slack-gov.com/api/'])('not with %s', (url) =>
    expect(problems({ SLACK_BOT_TOKEN: token, SLACK_API_URL: url })).toEqual([
      expect.stringContaining("is the playground's"),
    ]),
  );
});

describe('what must never be shown', () => {
  test('all of it, the database password as it is and as it is written', () => {
    const config = read({ AUDIT_KEY, DATABASE_URL: 'postgres://me:pass%20word@localhost/desk' });
    expect(secretsOf(config)).toEqual([
      'xoxb-1-2-three',
      'signing-secret',
      'kandji-token',
      AUDIT_KEY,
      'pass%20word',
      'pass word',
    ]);
  });

  test('the app token in place of the signing secret', () =>
    expect(secretsOf(read({ SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: 'xapp-1' }))).toContain(
      'xapp-1',
    ));

  test('a password with a stray percent sign is hidden as it is written', () =>
    expect(secretsOf(read({ DATABASE_URL: 'postgres://me:100%secret@localhost/desk' }))).toContain(
      '100%secret',
    ));

  test.each([
    ['postgres://localhost/x?user=me&password=pass%2Fw+rd', ['pass%2Fw+rd', 'pass/w+rd', 'pass/w rd']],
    ['postgres:///x?host=/run/postgresql&Password=word', ['word']],
    ['postgres://me:one@localhost/x?sslpassword=two&sslmode=require', ['one', 'two']],
  ])('the passwords in the address of the database, wherever they stand: %s', (url, passwords) => {
    const all = secretsOf(read({ DATABASE_URL: url }));
    expect(all).toEqual(expect.arrayContaining(passwords));
    expect(all).not.toEqual(expect.arrayContaining(['me']));
    expect(secretsIn({ DATABASE_URL: url }, String)).toEqual(expect.arrayContaining(passwords));
  });

  test('the password that the driver reads by itself', () =>
    expect(secretsOf(read({ PGPASSWORD: 'driver-word' }))).toContain('driver-word'));

  test('no message repeats a secret', () => {
    const wrong = problems({
      SLACK_BOT_TOKEN: 'xoxp-very-secret',
      SLACK_SIGNING_SECRET: 'very-secret',
      SLACK_APP_TOKEN: 'xapq-very-secret',
      KANDJI_API_TOKEN: 'very-secret',
      DATABASE_URL: 'postgres://me:very-secret@db/desk',
      AUDIT_KEY: 'very-secret',
      PORT: 'x',
    });
    expect(wrong.length).toBeGreaterThan(3);
    expect(wrong.join('\n')).not.toContain('very-secret');
  });
});
