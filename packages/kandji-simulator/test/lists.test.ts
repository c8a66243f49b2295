import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, startKandji } from '../src/index.ts';
import { ask, type Row } from './ask.ts';

let kandji: Kandji;

beforeAll(async () => {
  kandji = await startKandji({ rateLimit: false });
});
afterAll(() => kandji.close());

interface Page {
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: Row[];
}

const get = async <T = Page>(path: string) => (await ask(kandji, 'GET', path)).json<T>();
const cursorOf = (link: string | null) =>
  encodeURIComponent(new URL(String(link)).searchParams.get('cursor') ?? '');

describe('users', () => {
  test('come 25 at a time, by a cursor on another host', async () => {
    const first = await get('/users');
    expect(first).not.toHaveProperty('count');
    expect(first.results).toHaveLength(25);
    expect(new URL(String(first.next)).host).not.toBe(new URL(kandji.url).host);
    const seen = first.results.map((user) => user.id);
    let page = first;
    while (page.next !== null) {
      page = await get(`/users?cursor=${cursorOf(page.next)}`);
      seen.push(...page.results.map((user) => user.id));
    }
    expect(seen).toEqual(kandji.tenant.users.map((user) => user.id));
    expect(seen.length).toBeGreaterThan(60);
    const back = await get(`/users?cursor=${cursorOf(page.previous)}`);
    expect(back.results.at(-1)?.id).toBe(seen[seen.indexOf(page.results[0]?.id) - 1]);
  });

  test('can be asked for in one page, by mail, id and archive', async () => {
    expect((await get('/users?limit=300')).next).toBeNull();
    const [noor] = (await get('/users?email=NOOR.halim')).results;
    expect(noor).toMatchObject({
      name: 'Noor Halim',
      deprecated_user_id: '1172',
      device_count: 1,
      integration: { type: 'office365' },
    });
    expect((await get(`/users?id=${noor?.id}`)).results).toHaveLength(1);
    const archived = await get('/users?archived=true&limit=300');
    expect(archived.results.length).toBeGreaterThan(2);
    expect(archived.results.every((user) => user.archived)).toBe(true);
    expect(
      (await get('/users?integration_id=42')).results.every((user) => (user.integration as Row).id === 42),
    ).toBe(true);
    expect(await get(`/users/${noor?.id}`)).toEqual(noor);
  });

  test('may lack an integration; a broken cursor is refused', async () => {
    const all = await get('/users?limit=300');
    expect(all.results.some((user) => !('integration' in user))).toBe(true);
    expect((await ask(kandji, 'GET', '/users?cursor=%%%')).status).toBe(400);
    expect((await ask(kandji, 'GET', '/users/nobody')).status).toBe(404);
  });
});

describe('blueprints, tags and licences', () => {
  test('blueprints page by offset and filter by id and name', async () => {
    const first = await get<Page & { count: number }>('/blueprints?limit=5');
    expect(first).toMatchObject({ count: 9, previous: null });
    const second = await get(String(first.next).split('/api/v1')[1] ?? '');
    expect([...first.results, ...second.results].map((one) => one.name)).toHaveLength(9);
    const [staff, kiosk] = first.results;
    expect((await get(`/blueprints?id__in=${staff?.id},${kiosk?.id}`)).results).toHaveLength(2);
    expect((await get('/blueprints?name=warehouse')).results).toMatchObject([
      { name: 'Warehouse iPads', type: 'classic' },
    ]);
    expect(await get<Row>(`/blueprints/${staff?.id}`)).toEqual(staff);
    expect((await ask(kandji, 'GET', '/blueprints/nothing')).json()).toEqual({ detail: 'Not found.' });
  });

  test('a blueprint lists its library items', async () => {
    const [kiosk] = (await get('/blueprints?name=warehouse')).results;
    const { results } = await get(`/blueprints/${kiosk?.id}/list-library-items`);
    expect(results.map((item) => item.name)).toContain('Kiosk Lock');
    expect(Object.keys(results[0] ?? {})).toEqual(['id', 'name']);
  });

  test('tags need a search, even an empty one', async () => {
    expect((await ask(kandji, 'GET', '/tags')).status).toBe(400);
    expect((await get('/tags?search=')).results).toHaveLength(25);
    expect((await get('/tags?search=BETA')).results.map((tag) => tag.name)).toEqual(['beta-ring', 'Beta']);
  });

  test('licences count the fleet', async () => {
    expect(await get<Row>('/settings/licensing')).toMatchObject({
      counts: { computers_count: 120 },
      tenantOverLicenseLimit: false,
    });
  });
});
