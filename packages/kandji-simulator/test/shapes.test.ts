import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, type Row } from './ask.ts';

let kandji: Kandji;

beforeAll(async () => {
  kandji = await startKandji({ rateLimit: false });
});
afterAll(() => kandji.close());

const get = async <T = Record<string, Row>>(path: string) => (await ask(kandji, 'GET', path)).json<T>();

describe('the device object', () => {
  test('writes times in its own styles', async () => {
    const noor = await get<Row>(`/devices/${NAMED.noorsMac}`);
    expect(noor.last_check_in).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(noor.first_enrollment).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const all = await get<Row[]>('/devices');
    expect(all.some((one) => String(one.last_check_in).endsWith('+00:00'))).toBe(true);
    expect(all.some((one) => one.last_check_in === '')).toBe(true);
  });

  test('has the Android keys everywhere once Windows and Android are on, and nowhere otherwise', async () => {
    expect(await get<Row>(`/devices/${NAMED.lobbyTv}`)).toMatchObject({
      api_level: '',
      full_software_version: '',
    });
    const apple = await startKandji({ windowsAndAndroid: false });
    const all = (await ask(apple, 'GET', '/devices')).json<Row[]>();
    expect(
      all.filter((one) => 'api_level' in one || one.platform === 'Windows' || one.platform === 'Android'),
    ).toEqual([]);
    await apple.close();
  });

  test('was smaller in 2023', async () => {
    const old = await startKandji({ profile: '2023' });
    const answer = await ask(old, 'GET', '/devices?limit=1');
    const [first] = answer.json<Row[]>();
    expect(first).not.toHaveProperty('tags');
    expect(first).not.toHaveProperty('lost_mode_status');
    expect(first).toMatchObject({ user: { id: 1172 } });
    expect(answer.headers.get('x-total-count')).toBe('120');
    expect(answer.headers.get('link')).toMatch(/<http.*offset=1>; rel="next", <None>; rel="prev"/);
    await old.close();
  });
});

describe('details', () => {
  test('an Apple TV lacks what it lacks', async () => {
    const tv = await get(`/devices/${NAMED.lobbyTv}/details`);
    expect(tv).not.toHaveProperty('lost_mode');
    expect(tv).not.toHaveProperty('cellular');
    expect(tv.mdm).not.toHaveProperty('supervised');
    expect(tv).toMatchObject({ volumes: [], network: {}, general: { system_version: '' } });
  });

  test('a Mac says udid, an iPhone uuid; booleans are words', async () => {
    const mac = await get(`/devices/${NAMED.anasMac}/details`);
    expect(mac.hardware_overview).toHaveProperty('udid');
    expect(mac.kandji_agent).toMatchObject({ agent_installed: 'True' });
    const phone = await get(`/devices/${NAMED.danasIphone}/details`);
    expect(phone.hardware_overview).toHaveProperty('uuid');
    expect(phone).toMatchObject({
      filevault: { filevault_enabled: null },
      lost_mode: {},
      kandji_agent: { agent_installed: 'False' },
    });
    expect(Object.keys((await get(`/devices/${NAMED.warehouseIpad}/details`)).lost_mode!)).toHaveLength(15);
  });

  test('Windows and Android have shapes of their own', async () => {
    const windows = await get(`/devices/${NAMED.windowsPc}/details`);
    expect(windows.kandji_agent).toMatchObject({ is_agent_installed: true, version: expect.any(String) });
    expect(windows).not.toHaveProperty('volumes');
    const android = await get(`/devices/${NAMED.androidPhone}/details`);
    expect(android).toMatchObject({
      general: { assigned_user: null, enrollments: [expect.any(String)] },
      security: { has_passcode: true },
    });
  });
});

describe('panels', () => {
  test('parameters are for Macs only', async () => {
    expect(
      (await get<Record<string, Row[]>>(`/devices/${NAMED.anasMac}/parameters`)).parameters!.length,
    ).toBeGreaterThan(5);
    expect(await get(`/devices/${NAMED.danasIphone}/parameters`)).toEqual({
      device_id: NAMED.danasIphone,
      parameters: [],
    });
  });

  test('status is slimmer than library-items and has no fraction of a second', async () => {
    const full = (await get<Record<string, Row[]>>(`/devices/${NAMED.noorsMac}/library-items`))
      .library_items![0]!;
    const slim = (await get<Record<string, Row[]>>(`/devices/${NAMED.noorsMac}/status`)).library_items![0]!;
    expect(full).toMatchObject({
      name: 'Lark VPN',
      computer: { id: NAMED.noorsMac },
      blueprint: { name: 'Staff Macs' },
      control_log: null,
    });
    expect(slim).not.toHaveProperty('computer');
    expect(slim.reported_at).toMatch(/:\d\dZ$/);
  });

  test('apps differ by family and repeat a bundle', async () => {
    const bundles = (await get<Record<string, Row[]>>(`/devices/${NAMED.anasMac}/apps`)).apps!.map(
      (app) => app.bundle_id,
    );
    expect(new Set(bundles).size).toBeLessThan(bundles.length);
    expect((await get<Record<string, Row[]>>(`/devices/${NAMED.androidPhone}/apps`)).apps![0]).toHaveProperty(
      'package_name',
    );
    expect((await get<Record<string, Row[]>>(`/devices/${NAMED.windowsPc}/apps`)).apps![0]).toHaveProperty(
      'product_code',
    );
  });

  test('activity pages, is not quite sorted, and names another host', async () => {
    const path = `/devices/${NAMED.everyStatus}/activity`;
    type Page = { activity: { count: number; next: string | null; previous: string | null; results: Row[] } };
    const first = (await get<Page>(path)).activity;
    expect(first.results).toHaveLength(300);
    expect(first.count).toBeGreaterThan(300);
    expect(new URL(String(first.next)).host).not.toBe(new URL(kandji.url).host);
    const times = first.results.map((row) => String(row.created_at));
    expect(times).not.toEqual(times.toSorted().toReversed());
    const second = (await get<Page>(`${path}?limit=300&offset=300`)).activity;
    expect(second).toMatchObject({ next: null, previous: expect.stringContaining('limit=300') });
    expect(second.results).toHaveLength(first.count - 300);
  });

  test('notes are HTML from the web and plain from the API', async () => {
    const path = `/devices/${NAMED.noorsMac}/notes`;
    const made = await ask(kandji, 'POST', path, { body: { content: 'Ana &amp; Ben' } });
    expect(made.status).toBe(201);
    const notes = await get<Row[]>(path);
    expect(notes.map((note) => note.content)).toEqual([expect.stringContaining('<p>'), 'Ana &amp; Ben']);
    expect((await ask(kandji, 'POST', path, { body: {} })).json()).toEqual({
      content: ['This field is required.'],
    });
  });
});
