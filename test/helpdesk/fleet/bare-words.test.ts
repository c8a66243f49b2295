import { expect, onTestFinished, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { canView } from '../../../src/helpdesk/policy/authorize.ts';
import { searchKey } from '../../../src/helpdesk/search/search-key.ts';
import { fieldOf } from '../../../src/helpdesk/search/search-keys.ts';
import { AGENT, indexOver, queryTyped, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';
import { chance } from '../../support/store/walked-tenant.ts';

const PLATFORMS = { mac: 'Mac', iphone: 'iPhone', ipads: 'iPad' } as const;
const PEOPLE = ['Dana Li', 'Zoë Ødegård', 'Sales Kiosk'];
const BLUEPRINTS = ['Sales', 'Staff Macs', 'Danas pilots', 'Kiosk iPads', 'Board'];
const TAGS = ['kiosk', 'loan iPhones', 'board-room', 'Sales'];

const fields = (device: Device, more: boolean): readonly string[] =>
  (['serial', 'asset', 'name', 'user', 'email', ...(more ? (['model', 'os'] as const) : [])] as const).map(
    (key) => searchKey(fieldOf(device, key)),
  );
const sets = ({ blueprint, tags }: Device): readonly string[] =>
  [blueprint?.name ?? '', ...(tags ?? [])].map(searchKey);
const startsWord = (name: string, key: string): boolean =>
  name.split(/(?<![\p{L}\p{N}])/u).some((_, at, parts) => parts.slice(at).join('').startsWith(key));

/** What the words mean, asked of each device by itself. */
function meant(fleet: readonly Device[], words: readonly string[], platform: keyof typeof PLATFORMS | null) {
  const phrase = searchKey(words.join(' '));
  const text = platform === null ? phrase : `${phrase} ${platform}`;
  const named = fleet.filter(({ name }) => searchKey(name) === text);
  if (platform !== null && named.length > 0) return named;
  const has = (device: Device, key: string, more = false) =>
    fields(device, more).some((one) => one.includes(key));
  const isSet = fleet.some((device) => sets(device).includes(text));
  if (platform !== null && isSet)
    return fleet.filter((device) => sets(device).includes(text) || has(device, text));
  const those = platform === null ? fleet : fleet.filter((device) => device.platform === PLATFORMS[platform]);
  const whole = those.filter(
    (device) => has(device, phrase) || sets(device).some((one) => startsWord(one, phrase)),
  );
  if (whole.length > 0) return whole;
  return those.filter((device) =>
    words
      .map(searchKey)
      .every(
        (key) =>
          has(device, key, words.length > 1) ||
          sets(device).some((one) => one.includes(key)) ||
          searchKey(device.platform) === key,
      ),
  );
}

test('bare words find what asking row by row finds, of what the person may see', async () => {
  const random = chance(414);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const world = await sqliteWorld();
  onTestFinished(() => world.close());
  const store = await world.open();
  const fleet = Array.from({ length: 140 }, (_, n): Device => {
    const name = one(PEOPLE);
    return fleetDevice(n, {
      name: one([`${name} Mac ${n % 5}`, `Desk ${n % 7}`, 'Kiosk mac']),
      assetTag: one([null, `LF-${n % 30}`]),
      platform: one(['Mac', 'iPhone', 'iPad']),
      model: one(['Quartz Air', 'Slate']),
      osVersion: one(['18.3', '15']),
      blueprint: one([null, ...BLUEPRINTS.map((id) => ({ id, name: id }))]),
      tags: one([null, [], [one(TAGS)], [one(TAGS), 'loaner']]),
      user: one([
        null,
        { id: name, name, email: `${name.split(' ')[0]}@larkfield.example`, archived: false },
      ]),
    });
  });
  await store.fleet.startFor(TENANT);
  await walkOver(store, fleet);
  const hides = rule('refuse', ['agent'], ['lookup'], {
    devices: { blueprints: ['Board'], tags: ['Sales'] },
  });
  const kinds = { found: 0, nothing: 0 };
  for (const policy of [[], [hides]].map((more) => policyOf(rule('allow', ['agent'], ['lookup']), ...more))) {
    const ask = indexOver(store, policy);
    const seen = fleet.filter((row) => canView(policy, AGENT, row).verdict === 'allowed');
    for (let n = 0; n < 600; n += 1) {
      const text = () => one([...fields(one(fleet), true), ...PEOPLE, ...BLUEPRINTS, ...TAGS, 'quokka']);
      const piece = () => {
        const words = text()
          .split(/[^\p{L}\p{N}]+/u)
          .filter(
            (word) => word.length > 1 && !(word in PLATFORMS) && !/^(?:macs|ipad|iphones)$/i.test(word),
          );
        const word = words.length > 0 ? one(words) : 'desk';
        return one([word, word.slice(0, 3), word.slice(-3), word.toUpperCase()]);
      };
      const words = one([1, 1, 2, 3]) === 1 ? [piece()] : [piece(), piece()];
      const platform = one([null, null, ...(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[])]);
      const query = queryTyped([...words, ...(platform ? [platform] : [])].join(' '));
      // A word that is a verb or a platform says something else.
      if (query.by !== 'words' || query.words.join(' ') !== words.join(' ')) continue;
      const answer = await ask(AGENT, query, {});
      const ids = new Set(meant(seen, words, platform).map(({ id }) => id));
      const said = JSON.stringify([words, platform]);
      if (answer.kind !== 'found') {
        expect([answer.kind, ids.size], said).toEqual(['nothing', 0]);
        kinds.nothing += 1;
        continue;
      }
      expect(answer.found.total, said).toBe(ids.size);
      for (const { id } of answer.found.devices) expect(ids.has(id), said).toBe(true);
      kinds.found += 1;
    }
  }
  expect(kinds.found).toBeGreaterThan(500);
  expect(kinds.nothing).toBeGreaterThan(30);
});
