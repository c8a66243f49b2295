import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Kandji, NAMED, startKandji } from '../src/index.ts';
import { ask, clockAt, type Row } from './ask.ts';

let kandji: Kandji;
let clock: ReturnType<typeof clockAt>;

beforeEach(async () => {
  clock = clockAt();
  kandji = await startKandji({ now: clock.now, rateLimit: false, commandDelay: 1000 });
});
afterEach(() => kandji.close());

const ana = `/devices/${NAMED.anasMac}`;
const patch = (body: unknown, path = ana) => ask(kandji, 'PATCH', path, { body });

describe('changes', () => {
  test('are answered with the whole device', async () => {
    const dana = kandji.tenant.userByEmail('dana.li@larkfield.example')!;
    const answer = await patch({ user: dana.id, asset_tag: 'LF-9', tags: ['loaner', 'brand new'] });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      user: { email: 'dana.li@larkfield.example' },
      asset_tag: 'LF-9',
      tags: ['loaner', 'brand new'],
      serial_number: 'C02ANA7RZQ05',
    });
    expect((await ask(kandji, 'GET', '/tags?search=brand')).json()).toMatchObject({ count: 1 });
  });

  test('clear with null and an empty list', async () => {
    expect((await patch({ user: null, asset_tag: null, tags: [] })).json()).toMatchObject({
      user: '',
      asset_tag: '',
      tags: [],
    });
  });

  test('replace the whole set of tags', async () => {
    expect((await patch({ tags: ['kiosk'] }, `/devices/${NAMED.noorsMac}`)).json<Row>().tags).toEqual([
      'kiosk',
    ]);
  });

  test('ignore keys that Kandji does not know', async () => {
    const before = (await ask(kandji, 'GET', ana)).json();
    expect((await patch({ user_id: null, color: 'red' })).json()).toEqual(before);
    expect((await patch({})).json()).toEqual(before);
  });

  test('of blueprint move the record at once and the library later', async () => {
    const sales = kandji.tenant.blueprints.find((one) => one.name === 'Sales')!;
    expect((await patch({ blueprint_id: sales.id })).json()).toMatchObject({ blueprint_name: 'Sales' });
    const toolkit = async () => {
      const { library_items } = (await ask(kandji, 'GET', `${ana}/library-items`)).json<
        Record<string, Row[]>
      >();
      return library_items!.find((item) => item.name === 'Sales Toolkit')?.status;
    };
    expect(await toolkit()).toBeUndefined();
    clock.forward(2000);
    expect(await toolkit()).toBe('PENDING');
    clock.forward(2000);
    expect(await toolkit()).toBe('PASS');
  });
});

test.each([
  [{ blueprint_id: '00000000-0000-4000-a000-000000000000' }, { blueprint_id: ['Blueprint not found.'] }],
  [{ blueprint_id: 'Sales' }, { blueprint_id: ['Enter a valid UUID.'] }],
  [{ blueprint_id: null }, { blueprint_id: ['This field may not be null.'] }],
  [{ user: '00000000-0000-4000-a000-000000000000' }, { user: ['User not found.'] }],
  [{ user: '1172' }, { user: ['Enter a valid UUID.'] }],
  [{ user: '' }, { user: ['This field may not be blank.'] }],
  [{ asset_tag: '' }, { asset_tag: ['This field may not be blank.'] }],
  [{ asset_tag: 7 }, { asset_tag: ['Not a valid string.'] }],
  [{ tags: 'kiosk' }, { tags: ['Expected a list of items.'] }],
  [['kiosk'], { non_field_errors: ['Invalid data. Expected a dictionary.'] }],
])('%j is refused and changes nothing', async (body, refusal) => {
  const before = (await ask(kandji, 'GET', ana)).json();
  const answer = await patch(Array.isArray(body) ? body : { asset_tag: 'CHANGED', ...body });
  expect([answer.status, answer.json()]).toEqual([400, refusal]);
  expect((await ask(kandji, 'GET', ana)).json()).toEqual(before);
});

test('an archived user cannot be assigned', async () => {
  const tom = kandji.tenant.userByEmail('tom.former@larkfield.example')!;
  expect((await patch({ user: tom.id })).json()).toEqual({ user: ['User not found.'] });
});

test('a tenant may refuse tags it does not know', async () => {
  const strict = await startKandji({ unknownTags: 'refuse' });
  const answer = await ask(strict, 'PATCH', ana, { body: { tags: ['never seen'] } });
  expect([answer.status, answer.json()]).toEqual([400, { tags: ['Tag "never seen" does not exist.'] }]);
  await strict.close();
});
