import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, type Row } from './ask.ts';

let kandji: Kandji;

beforeAll(async () => {
  kandji = await startKandji({ devices: 700, rateLimit: false });
});
afterAll(() => kandji.close());

const list = async (query: string) => (await ask(kandji, 'GET', `/devices?${query}`)).json<Row[]>();
const ids = async (query: string) => (await list(query)).map((one) => one.device_id);

test.each([
  ['serial_number=c02xg81qjh', [NAMED.shortSerial, NAMED.longSerial]],
  ['serial_number=C02XG81QJHD4', [NAMED.longSerial]],
  ['asset_tag=LF-00777', [NAMED.sameAssetOne, NAMED.sameAssetTwo]],
  ['device_name=lobby', [NAMED.lobbyTv]],
  ['user_email_exact=dana.li@larkfield.example', [NAMED.warehouseIpad, NAMED.danasIphone]],
  ['user=noor', [NAMED.noorsMac]],
  ['user_name=Noor%20Halim', [NAMED.noorsMac]],
  ['user_id=b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10', [NAMED.noorsMac]],
  [`device_id=${NAMED.bare}`, [NAMED.bare]],
  ['serial_number=nothing-like-it', []],
  ['user=noor&platform=iPad', []],
  ['user_email=dana.li@&platform=ipad', [NAMED.warehouseIpad]],
  ['serial_number=H4TX90QLM2&invented=yes', [NAMED.noorsMac]],
])('%s', async (query, expected) => {
  expect(await ids(query)).toEqual(expected);
});

describe('other filters', () => {
  test('tags are exact and case-sensitive, by name or id', async () => {
    expect(await ids('tag_name=executive&user_email=ingrid')).toEqual([NAMED.ceosMac]);
    expect(await ids('tag_name=EXECUTIVE')).toEqual([]);
    const either = await ids('tag_name_in=executive,kiosk');
    expect(either).toEqual(expect.arrayContaining([NAMED.ceosMac, NAMED.warehouseIpad]));
    const kiosk = kandji.tenant.tags.find((tag) => tag.name === 'kiosk');
    expect(await ids(`tag_id=${kiosk?.id}`)).toEqual(await ids('tag_name=kiosk'));
  });

  test('FileVault and platform', async () => {
    const off = await list('filevault_enabled=false');
    expect(off.length).toBeGreaterThan(0);
    expect(new Set(off.map((one) => one.platform))).toEqual(new Set(['Mac']));
    expect((await list('platform=appletv')).every((one) => one.platform === 'AppleTV')).toBe(true);
  });

  test('blueprint, model, system and MAC address', async () => {
    const noor = kandji.tenant.device(NAMED.noorsMac)!;
    expect(await ids(`mac_address=${noor.macAddress}`)).toEqual([NAMED.noorsMac]);
    for (const other of [noor.macAddress.toUpperCase(), noor.macAddress.replaceAll(':', '-')])
      expect(await ids(`mac_address=${other}`)).toEqual([]);
    expect(await ids(`mac_address=${noor.macAddress.slice(0, 8)}`)).toEqual([]);
    expect(await ids(`blueprint_id=${noor.blueprintId}&os_version=15.3&model=m2&user=noor`)).toEqual([
      NAMED.noorsMac,
    ]);
  });
});

describe('pages', () => {
  test('walk the whole fleet once, at most 300 at a time', async () => {
    const pages = [
      await ids('limit=900&ordering=device_id'),
      await ids('limit=300&offset=300&ordering=device_id'),
      await ids('limit=300&offset=600&ordering=device_id'),
    ];
    expect(pages.map((page) => page.length)).toEqual([300, 300, 100]);
    expect(new Set(pages.flat()).size).toBe(700);
    expect(await ids('limit=300&offset=900')).toEqual([]);
  });

  test('order by several keys, either way', async () => {
    const rows = await list('ordering=platform,-serial_number');
    const keys = rows.map(
      (row) => [String(row.platform ?? 'Mac'), String(row.serial_number ?? 'C02BARE00001')] as const,
    );
    const sorted = keys.toSorted((one, other) =>
      one[0] === other[0] ? (one[1] < other[1] ? 1 : -1) : one[0] < other[0] ? -1 : 1,
    );
    expect(keys).toEqual(sorted);
  });

  test('a trailing slash is tolerated', async () => {
    expect((await ask(kandji, 'GET', '/devices/?serial_number=H4TX90QLM2')).json()).toHaveLength(1);
  });
});
