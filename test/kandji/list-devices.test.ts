import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { clientOf, startWorld, TOKEN } from '../support/kandji/harness.ts';
import { always, type Seen, startServer } from '../support/kandji/server.ts';

const ID = NAMED.noorsMac;

async function server(...given: Parameters<typeof startServer>) {
  const made = await startServer(...given);
  return { ...made, ...clientOf(made.url, TOKEN) };
}

const queryOf = (seen: Seen) => new URL(seen.url, 'http://x').searchParams;

/** `count` activity rows, oldest first, served by offset; `most` rows a page whatever was asked. */
function activityPages(count: number, most: number) {
  return (seen: Seen) => {
    const query = queryOf(seen);
    const offset = Number(query.get('offset'));
    const limit = Math.min(most, Number(query.get('limit')));
    const results = Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, index) => ({
      id: offset + index,
      created_at: new Date(1_700_000_000_000 + (offset + index) * 1000).toISOString(),
      action_type: 'name_changed',
      details: {},
    }));
    const next = offset + results.length < count ? 'https://acme.kandji.io/api/v1/x?offset=999' : null;
    return JSON.stringify({ device_id: ID, activity: { count, next, previous: null, results } });
  };
}

describe('activity', () => {
  test.each([
    [0, 300, 1],
    [7, 300, 1],
    [300, 300, 1],
    [301, 300, 2],
    [250, 100, 3],
    [5000, 300, 2],
  ])('of %s rows in pages of %s takes %s calls', async (count, most, expected) => {
    const page = activityPages(count, most);
    const { fleet, calls } = await server((seen, response) => response.end(page(seen)));
    const rows = (await fleet.activity(ID)).value;
    expect([rows.length, calls.length]).toEqual([Math.min(count, 600), expected]);
    const times = rows.map((row) => row.at ?? 0);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  });

  test('that repeats rows while it changes shows each once; what has no time comes last', async () => {
    const row = (id: number, at: string | null) => ({ id, created_at: at, action_type: 'x' });
    const results = [
      row(1, null),
      row(2, '2026-01-01T00:00:00Z'),
      row(3, '2026-02-01T00:00:00Z'),
      row(2, '2026-01-01T00:00:00Z'),
    ];
    const { fleet } = await server(always(200, JSON.stringify({ activity: { results } })));
    expect((await fleet.activity(ID)).value.map(({ id }) => id)).toEqual(['3', '2', '1']);
  });

  test('whose server ignores the offset still ends', async () => {
    const results = Array.from({ length: 300 }, (_, id) => ({ id, action_type: 'x' }));
    const { fleet, calls } = await server(
      always(200, JSON.stringify({ activity: { results, next: 'x?offset=1' } })),
    );
    expect((await fleet.activity(ID)).value).toHaveLength(300);
    expect(calls).toHaveLength(2);
  });
});

describe('users', () => {
  test('are walked by the cursor inside next, and only the configured host sees the token', async () => {
    const made = await startWorld();
    const users = (await made.fleet.users()).value;
    expect(users.map(({ id }) => id).sort()).toEqual(made.tenant.tenant.users.map(({ id }) => id).sort());
    expect(users.some(({ archived }) => archived)).toBe(true);
    expect(users.some(({ archived }) => !archived)).toBe(true);
  });

  test('on many pages take one call each, whatever host next names', async () => {
    const elsewhere = await startServer(always(200, '{"results":[]}'));
    const { fleet, seen } = await server((one, response) => {
      const page = Number(queryOf(one).get('cursor') ?? '0');
      const next = page < 3 ? `${elsewhere.url}/api/v1/users?cursor=${page + 1}&token=stolen` : null;
      response.end(
        JSON.stringify({
          next,
          previous: null,
          results: [{ id: `u${page}`, name: `User ${page}` }, { id: 'u0' }],
        }),
      );
    });
    expect((await fleet.users()).value.map(({ id }) => id)).toEqual(['u0', 'u1', 'u2', 'u3']);
    expect(elsewhere.seen).toEqual([]);
    expect(seen.map((one) => one.url)).toEqual([
      '/api/v1/users?limit=300',
      '/api/v1/users?limit=300&cursor=1',
      '/api/v1/users?limit=300&cursor=2',
      '/api/v1/users?limit=300&cursor=3',
    ]);
  });

  test.each(['https://x.kandji.io/api/v1/users?cursor=same', 'None', '', 'not a url', 7, {}])(
    'end when next is %j for ever',
    async (next) => {
      const { fleet, calls } = await server(always(200, JSON.stringify({ next, results: [{ id: 'u1' }] })));
      expect((await fleet.users()).value).toHaveLength(1);
      expect(calls.length).toBeLessThanOrEqual(2);
    },
  );

  test('without a name are called by their address', async () => {
    const rows = [{ id: 'u1', name: '', email: 'a@x.example', archived: true }, { name: 'no id' }];
    const { fleet, logged } = await server(always(200, JSON.stringify({ results: rows })));
    expect((await fleet.users()).value).toEqual([
      { id: 'u1', name: 'a@x.example', email: 'a@x.example', archived: true },
    ]);
    expect(logged.join()).toContain('"fields":["id"]');
  });
});

test('tags are asked for with an empty search, blueprints with full pages, and no enrolment code is kept', async () => {
  const made = await startWorld();
  expect((await made.fleet.tags()).value.map(({ name }) => name)).toContain('loaner');
  const blueprints = (await made.fleet.blueprints()).value;
  expect(blueprints.map(({ name }) => name)).toContain('Staff Macs');
  expect(Object.keys(blueprints[0] ?? {})).toEqual(['id', 'name']);
  const staff = blueprints.find(({ name }) => name === 'Staff Macs');
  expect((await made.fleet.blueprintItems(staff?.id ?? '')).value.length).toBeGreaterThan(0);
  expect(made.tenant.received().map(({ query }) => query)).toEqual([{ search: '' }, { limit: '300' }, {}]);
});

test('commands come newest first, each once', async () => {
  const row = (uuid: string, at: string, status: unknown) => ({
    uuid,
    date_requested: at,
    status,
    command_type: 'X',
  });
  const results = [
    row('a', '2026-01-01T00:00:00Z', 1),
    row('b', '2026-03-01T00:00:00Z', '4'),
    row('a', '2026-01-01T00:00:00Z', 1),
    {},
  ];
  const { fleet } = await server(
    always(200, JSON.stringify({ commands: { count: 4, next: null, results } })),
  );
  expect((await fleet.deviceCommands(ID)).value.map(({ uuid, state }) => [uuid, state])).toEqual([
    ['b', 'failed'],
    ['a', 'pending'],
  ]);
});
