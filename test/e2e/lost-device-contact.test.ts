import { describe, expect, test } from 'vitest';
import { type Device, NAMED } from '../../packages/kandji-simulator/src/index.ts';
import type { Store } from '../../src/helpdesk/store-port.ts';
import { CASES, caseCard, fillReport } from '../support/e2e/case-steps.ts';
import { ANA, DANA, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { until } from '../support/store/until.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Vera reports her Mac, whose check-ins are only those that a test makes. */
async function reportMac(world: World): Promise<Device> {
  const mac = world.kandji.tenant.deviceBySerial('C02VERA6KQ05');
  if (!mac) throw new Error('no Mac');
  Object.assign(mac, { online: false, lastCheckIn: world.clock.now() - HOUR });
  await world.slack.as(VERA).submit(await fillReport(world, VERA, { deviceId: mac.id }));
  await modalSaying(world, VERA, 'Reported');
  await caseCard(world, /Stolen: Vera/u);
  return mac;
}

const linesSaying = (world: World, words: string) =>
  world.slack
    .as(ANA)
    .sees(CASES)
    .filter((message) => message.threadTs !== undefined && message.words.includes(words));

/** Moves the clock, and waits until the case has read the device twice since: what the first reading said is posted then. */
async function readLater(world: World, ms: number): Promise<void> {
  for (const step of [ms, 2 * HOUR]) {
    const details = () => world.kandji.received().filter(({ path }) => path.endsWith('/details')).length;
    const before = details();
    world.clock.forward(step);
    const another = () => world.slack.until(() => details() > before || undefined, 'another reading', 5_000);
    // One that was under way set the next one's time by the new clock: it comes a step later.
    await another().catch(() => {
      world.clock.forward(2 * HOUR);
      return another();
    });
  }
}

/** How often a message was edited. */
const editsOf = (world: World, { ts }: { readonly ts: string }): number =>
  world.slack.traffic.filter(
    (one) => one.kind === 'api' && one.method === 'chat.update' && one.args.ts === ts,
  ).length;

test('a Mac without its agent that talks by MDM was in contact', async () => {
  const world = await startWorld();
  const mac = await reportMac(world);
  mac.agentInstalled = false;
  mac.lastMdmCheckIn = world.clock.now() + 24 * HOUR;
  await readLater(world, 25 * HOUR);
  await messageSaying(world, ANA, CASES, 'Checked in');
  expect(linesSaying(world, 'No contact')).toEqual([]);
});

test('no contact is claimed only where both check-ins could be read', async () => {
  const world = await startWorld();
  await reportMac(world);
  world.kandji.faults.add({ kind: 'status', status: 503, template: '/devices/{device_id}/details' });
  await readLater(world, 25 * HOUR);
  expect(linesSaying(world, 'No contact')).toEqual([]);
  world.kandji.faults.clear();
  await readLater(world, 2 * HOUR);
  await messageSaying(world, ANA, CASES, 'No contact for 24 hours.');
});

test('the card has the last contact, and the thread the first and the first after a silence; the person’s message stays', async () => {
  const world = await startWorld();
  const mac = await reportMac(world);
  const checksIn = () => {
    world.clock.forward(2 * HOUR);
    mac.lastCheckIn = world.clock.now() - MINUTE;
    return new Date(mac.lastCheckIn).toISOString().slice(11, 16);
  };
  const message = await dmSaying(world, VERA, 'IT has been notified.');
  const edits = editsOf(world, message);
  for (const round of [1, 2]) {
    for (const contact of [1, 2]) {
      const time = checksIn();
      const card = await caseCard(world, new RegExp(`Online since the report:.*${time}`, 'u'));
      expect(card.words, `${round}.${contact}`).toMatch(new RegExp(`last seen .*${time}`, 'u'));
    }
    expect(linesSaying(world, 'Checked in')).toHaveLength(round);
    expect(editsOf(world, message)).toBe(edits);
    world.clock.forward(25 * HOUR);
    await world.slack.until(() => linesSaying(world, 'No contact').length === round || undefined, 'silence');
  }
});

describe('Lost Mode that Kandji sent before the report', () => {
  const reported = async () => {
    const held: { store?: Store } = {};
    const world = await startWorld({
      between: (ports) => {
        held.store = ports.store;
        return ports;
      },
    });
    const ipad = world.kandji.tenant.device(NAMED.pendingIpad);
    const phone = world.kandji.tenant.device(NAMED.danasIphone);
    if (!ipad || !phone) throw new Error('no iPad');
    ipad.user = phone.user;
    const form = await fillReport(world, DANA, { deviceId: ipad.id, kind: 'lost' });
    expect(form.words).toContain('Lost Mode was already sent. It turns on when the device is online.');
    await world.slack.as(DANA).submit(form);
    await modalSaying(world, DANA, /Reported.*\nLost Mode was already sent\./u);
    await caseCard(world, 'Lost Mode sent before the report, waiting for the iPad');
    // The first reading is over: the next one is due by the clock.
    await until(async () => {
      const [one] = (await held.store?.cases.list({ deviceId: ipad.id, limit: 1 })) ?? [];
      return one !== undefined && one.readAt > world.clock.now();
    });
    return { world, ipad };
  };

  test('is requested by no one again, and the case says when it is on', async () => {
    const { world, ipad } = await reported();
    world.kandji.setOnline(ipad.id, true);
    world.clock.forward(MINUTE);
    await caseCard(world, /🔴 \*Lost Mode on\* \(confirmed/u);
    await dmSaying(world, DANA, /Lost Mode is on\*? for/u);
    expect(sent(world)).toEqual([]);
  });

  test('and that was ended there is off', async () => {
    const { world, ipad } = await reported();
    ipad.lostMode = null;
    world.clock.forward(MINUTE);
    await caseCard(world, /\*Lost Mode off\* \(confirmed/u);
    expect((await dmSaying(world, DANA, /Lost Mode is off\*? for/u)).words).not.toContain('You can use');
  });
});
