import { expect, test } from 'vitest';
import type { Device } from '../../../src/helpdesk/device.ts';
import { fieldOf } from '../../../src/helpdesk/search/search-keys.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import { narrowingHint } from '../../../src/slack/search/result-text.ts';
import { AGENT, indexOver, queryTyped, walkOver } from '../../support/helpdesk/index-fixture.ts';
import { policyOf, rule } from '../../support/helpdesk/policy-fixture.ts';
import { fleetDevice, TENANT } from '../../support/store/fleet.ts';
import { sqliteWorld } from '../../support/store/sqlite.ts';
import { chance } from '../../support/store/walked-tenant.ts';

const PEOPLE = ['Dana Li', 'Zoë Ødegård', "Ana O'Neil", 'Serial Küster', 'J. "JR" Roe', '*Kim'];
const PLATFORMS = ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Chromebook'];
const BLUEPRINTS = ['Sales', 'Staff Macs', 'Dana’s pilots', 'Tag team, Paris'];

test('the narrower search finds some of the devices and not all, whatever was typed', async () => {
  const random = chance(707);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const world = await sqliteWorld();
  const store = await world.open();
  const policies = [[], [rule('refuse', ['agent'], ['lookup'], { devices: { blueprints: ['Sales'] } })]].map(
    (more) => policyOf(rule('allow', ['agent'], ['lookup']), ...more),
  );
  let narrowed = 0;
  for (let round = 0; round < 6; round += 1) {
    const fleet = Array.from({ length: 30 + round * 40 }, (_, n): Device => {
      const name = one(PEOPLE);
      const email = one([AGENT.email, `${name.split(' ')[0]}@larkfield.example`]);
      return fleetDevice(n, {
        name: one([`${name}’s Mac`, `Kiosk_${n % 7}`, 'user mac', `a:b ${n % 3}`]),
        serialNumber: `C02XG${n % 50}`,
        assetTag: one([null, `LF-${n % 30}`]),
        platform: one(PLATFORMS),
        model: one(['iPad Air', 'iPhone 15']),
        blueprint: one([null, ...BLUEPRINTS.map((blueprint) => ({ id: blueprint, name: blueprint }))]),
        tags: one([null, [], ['kiosk'], ['Loan pool', 'Dana']]),
        user: one([null, { id: name, name, email, archived: false }]),
      });
    });
    await store.fleet.startFor('');
    await store.fleet.startFor(TENANT);
    await walkOver(store, fleet);
    for (const policy of policies) {
      const ask = indexOver(store, policy);
      const count = async (typed: string) => {
        const answer = await ask(AGENT, queryTyped(typed), {});
        return answer.kind === 'found' ? answer.found : null;
      };
      const piece = () => {
        const device = one(fleet);
        const text = one([
          fieldOf(device, one(['serial', 'asset', 'name', 'user', 'email', 'blueprint'])),
          one(device.tags?.length ? device.tags : ['mine']),
        ]);
        const words = text.split(' ');
        return one([text, one(words), one(words).slice(0, 4)]) || 'kiosk';
      };
      for (let n = 0; n < 120; n += 1) {
        const typed = one([
          () => piece(),
          () => `${piece()} ${piece()}`,
          () => `"${piece().replaceAll('"', '')}"`,
          () =>
            `find ${one(['serial', 'name', 'user', 'blueprint', 'tag', 'model'])}:"${piece().replaceAll('"', '')}"`,
          () => `library ${piece()}`,
          () => 'mine',
        ])();
        const line = parseCommand(typed);
        if (!('query' in line) || !line.query) continue;
        const found = (await count(typed)) ?? { devices: [], total: 0 };
        const next = line.kind === 'panel' ? line.panel : 'card';
        const hint = narrowingHint(line.query, found.devices, next);
        if (hint === null) continue;
        const fewer = await count(hint);
        expect(fewer?.total ?? 0, `${typed} → ${hint}`).toBeGreaterThan(0);
        expect(fewer?.total ?? 0, `${typed} → ${hint}`).toBeLessThan(found.total ?? 0);
        narrowed += 1;
      }
    }
  }
  await world.close();
  expect(narrowed).toBeGreaterThan(300);
});
