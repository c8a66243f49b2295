import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { valuesOf } from '../support/e2e/at-slack.ts';
import { worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, DANA, HELP, RUI, SAM, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { messageSaying, modalSaying, sent } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

/** Types a command and waits for its own answer. */
async function asks(world: World, who: string, text: string, channel = HELP) {
  const person = world.slack.as(who);
  const answers = () => person.sees(channel).filter(({ author }) => author.isBot);
  const before = answers().length;
  await person.command(channel, `/kandji ${text}`);
  return world.slack.until(() => answers()[before], `an answer to ${text}`);
}

describe('from a serial to a card', () => {
  test('an agent types a serial and sees the device, alone, with its look on the record', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    expect(card.words).toContain("Noor's MacBook Air · Mac");
    expect(card.words).toContain('🟠 Not seen for 9 days');
    expect(card.words).toContain('Lark VPN, Office Wi-Fi');
    expect(card.onlyVisibleToYou).toBe(true);
    expect(world.slack.as(VERA).sees(HELP)).toEqual([]);
    const history = await asks(world, ANA, 'history H4TX90QLM2');
    await world.slack.as(ANA).press(history, 'history.all');
    await messageSaying(world, ANA, HELP, 'viewed');
  });

  test('Refresh reads Kandji again; Open in Console is a link', async () => {
    const world = await startWorld();
    const card = await asks(world, ANA, 'H4TX90QLM2');
    expect(JSON.stringify(card.blocks)).toContain('https://larkfield.kandji.io/devices/');
    const device = world.kandji.tenant.deviceBySerial('H4TX90QLM2');
    if (!device) throw new Error('the tenant has no such device');
    device.name = 'Renamed meanwhile';
    await world.slack.as(ANA).choose(card, 'device.show', 'Refresh');
    await world.slack.until(
      () => world.slack.as(ANA).sees(HELP).at(-1)?.words.includes('Renamed meanwhile'),
      'a fresh card',
    );
  });
});

test('the way into Kandji’s console is shown to who looks up devices by a role, not to an employee', async () => {
  const world = await startWorld();
  for (const who of [ANA, VERA]) {
    expect((await asks(world, who, 'F2LDN0IPHN')).buttons).toContain('Open in Kandji ↗');
  }
  const own = await asks(world, DANA, 'F2LDN0IPHN');
  expect(own.buttons).toContain('Report a lost device');
  expect(JSON.stringify(own.blocks)).not.toMatch(/Open in Kandji|kandji\.io/u);

  const all = policyWith('allow: [viewer, agent, approver, admin]', 'allow: [everyone]');
  const open = await startWorld({ policy: all });
  const card = await asks(open, DANA, 'H4TX90QLM2');
  expect(JSON.stringify(card.blocks)).not.toMatch(/Open in Kandji|kandji\.io/u);
});

describe('what must not be overlooked', () => {
  test('an Android phone that is possibly compromised, not encrypted and without a passcode', async () => {
    const world = await startWorld();
    const device = world.kandji.tenant.device(NAMED.androidPhone);
    if (!device) throw new Error('the tenant has no such device');
    const healthy = await asks(world, ANA, device.serial);
    expect(healthy.words).toMatch(/Last seen /);
    expect(healthy.words).not.toMatch(/🔴|🟠/);
    device.androidSecurity = { posture: 'POTENTIALLY_COMPROMISED', encrypted: false, passcode: false };
    await world.slack.as(ANA).choose(healthy, 'device.show', 'Refresh');
    await world.slack.until(() => {
      const words = world.slack.as(ANA).sees(HELP).at(-1)?.words ?? '';
      return /🔴 \*Possibly compromised\*[\s\S]*🟠 \*not encrypted\* · no passcode/.test(words);
    }, 'a card with its alarms');
  });

  test('two records of one serial number', async () => {
    const world = await startWorld();
    const old = world.kandji.tenant.device(NAMED.removedMac);
    const live = world.kandji.tenant.deviceBySerial('H4TX90QLM2');
    if (!old || !live) throw new Error('the tenant has no such devices');
    old.serial = live.serial;
    expect((await asks(world, ANA, live.serial)).words).toContain(
      '2 records have the serial number `H4TX90QLM2` (1 removed).',
    );
    expect((await asks(world, ANA, old.id)).words).toContain(
      `Another record has this serial number: ${live.name}, last seen 9 days ago`,
    );
  });
});

const deviceOf = (world: World, name: string) => {
  const device = world.kandji.tenant.devices.find((one) => one.name === name);
  if (!device) throw new Error(`the tenant has no ${name}`);
  return { ...device, link: `https://larkfield.kandji.io/devices/${device.id}` };
};

/** The devices that a list names, in its order. */
const valuesIn = (list: Awaited<ReturnType<typeof asks>>): readonly string[] => valuesOf(list, 'list.open');

/** Ways to name exactly one device. */
const WAYS = ['serial', 'name', 'id', 'link', 'macAddress'] as const;

describe('who may not look hears why', () => {
  test('a guest, without a question to Kandji', async () => {
    const world = await startWorld();
    expect((await asks(world, RUI, 'H4TX90QLM2')).words).toBe(
      'Kandji helpdesk is for full members of Larkfield. Ask your contact there.',
    );
    expect(world.kandji.received()).toEqual([]);
  });

  test.each(WAYS)('by its %s an employee sees their own device', async (key) => {
    const world = await startWorld();
    const device = deviceOf(world, "Dana's iPhone");
    expect((await asks(world, DANA, device[key])).words).toContain(`${device.name} · iPhone`);
  });

  test.each(WAYS)(
    "an employee who names another person's device by its %s hears whom to ask",
    async (key) => {
      const world = await startWorld();
      const { words } = await asks(world, DANA, deviceOf(world, "Noor's MacBook Air")[key]);
      expect(words).toBe(
        "You don't have permission to look up other people's devices.\nMy devices\nReport a lost device\nNeed it for your job? Ask <@U0ROOT> (admin).",
      );
      // Only lists of their own devices were read.
      const emails = new Set(world.kandji.received().map(({ query }) => query.user_email_exact));
      expect([...emails]).toEqual(['dana.li@larkfield.example']);
    },
  );

  test.each([
    'dana.li@larkfield.example',
    'Dana.Li@Larkfield.example',
    `<@${DANA}>`,
    'email:dana.li@larkfield.example',
    `user:<@${DANA}>`,
  ])('by %s an employee sees the devices of their own', async (typed) => {
    const world = await startWorld();
    expect(valuesIn(await asks(world, DANA, typed))).toEqual(valuesIn(await asks(world, DANA, 'mine')));
    const emails = new Set(world.kandji.received().map(({ query }) => query.user_email_exact));
    expect([...emails]).toEqual(['dana.li@larkfield.example']);
  });

  test("a platform beside the own email narrows it, and another person's email beside it is refused", async () => {
    const world = await startWorld();
    const { words } = await asks(world, DANA, 'dana.li@larkfield.example iphone');
    expect(words).toContain("Dana's iPhone · iPhone");
    for (const typed of ['dana.li@larkfield.example noor', 'email:noor.halim@larkfield.example', `<@${ANA}>`])
      expect((await asks(world, DANA, typed)).words).toContain("You don't have permission");
  });

  test("a part of the serial leads to an own device, and to no one else's", async () => {
    const world = await startWorld();
    const own = deviceOf(world, "Dana's iPhone");
    expect((await asks(world, DANA, own.serial.slice(2, 8))).words).toContain(`${own.name} · iPhone`);
    const other = deviceOf(world, "Noor's MacBook Air");
    expect((await asks(world, DANA, other.serial.slice(2, 8))).words).toContain("You don't have permission");
  });

  test('however many MAC addresses are pasted, few lists are read', async () => {
    const world = await startWorld();
    const macs = Array.from({ length: 40 }, (_, index) => `a4:83:e7:01:02:${String(index + 10)}`);
    await asks(world, DANA, macs.join(' '));
    expect(world.kandji.received().length).toBeLessThanOrEqual(5);
  });

  test('the button below shows their own devices instead', async () => {
    const world = await startWorld();
    const refused = await asks(world, DANA, 'H4TX90QLM2');
    await world.slack.as(DANA).press(refused, 'list.page');
    await messageSaying(world, DANA, HELP, "Dana's iPhone");
  });

  test('another button reports a lost device, also from the window of a panel', async () => {
    const world = await startWorld();
    const dana = world.slack.as(DANA);
    await dana.press(await asks(world, DANA, 'H4TX90QLM2'), 'case.report');
    await dana.close(await modalSaying(world, DANA, 'What happened?'));
    await dana.command(HELP, '/kandji apps H4TX90QLM2');
    await dana.press(await modalSaying(world, DANA, 'Need it for your job?'), 'case.report');
    await modalSaying(world, DANA, 'What happened?');
  });

  test('who may not report a lost device is offered no button for it', async () => {
    const policy = policyWith('operations: [lookup-own, report-own-lost]', 'operations: [lookup-own]');
    const world = await startWorld({ policy });
    const { words } = await asks(world, DANA, 'H4TX90QLM2');
    expect(words).toContain('My devices');
    expect(words).not.toContain('Report a lost device');
  });

  test.each(['update F2LDN0IPHN', 'rename F2LDN0IPHN'])(
    'an employee who tries a change is sent to the help channel: %s',
    async (typed) => {
      const world = await startWorld();
      await world.slack.as(DANA).command(HELP, `/kandji ${typed}`);
      await modalSaying(world, DANA, "You don't have permission to change this device. Ask in <#C0HELP>.");
      expect(sent(world)).toEqual([]);
    },
  );

  test('the refusal says Mac or iPhone where the device index knows it', async () => {
    const world = await worldWithIndex();
    await world.slack.as(DANA).command(HELP, '/kandji update F2LDN0IPHN');
    await modalSaying(world, DANA, "You don't have permission to change this iPhone. Ask in <#C0HELP>.");
  });

  test('without a help channel, to an admin', async () => {
    const world = await startWorld({ policy: policyWith('\nhelp_channel: C0HELP\n', '\n') });
    await world.slack.as(DANA).command(HELP, '/kandji update F2LDN0IPHN');
    await modalSaying(world, DANA, 'Ask <@U0ROOT> (admin).');
  });

  test('someone whom the policy lets look up nothing', async () => {
    const world = await startWorld({
      policy:
        'version: 1\nroles: { admin: [U0ROOT] }\nrules:\n  - { allow: [admin], operations: [lookup] }\n',
    });
    expect((await asks(world, DANA, 'H4TX90QLM2')).words).toBe(
      "You don't have permission to use Kandji helpdesk. Ask <@U0ROOT> (admin).",
    );
    expect(world.kandji.received()).toEqual([]);
  });

  test('someone whose role cannot be read just now', async () => {
    const world = await startWorld();
    world.slack.faults.fail('users.info', { error: 'internal_error' }, Number.POSITIVE_INFINITY);
    expect((await asks(world, DANA, 'H4TX90QLM2')).words).toBe(
      "Couldn't check your permissions (Slack didn't answer). Nothing was changed. Try again in a minute.",
    );
  });

  test('someone from another company', async () => {
    const world = await startWorld();
    const said = await asks(world, SAM, 'H4TX90QLM2', 'C0SHARED');
    expect(said.words).toContain('full members of Larkfield');
    expect(world.kandji.received()).toEqual([]);
  });
});

describe('what goes wrong is said in a sentence', () => {
  test.each([
    ['an unknown serial', null, 'ZZZZ0000ZZ', /Nothing found for/],
    [
      'Kandji is down',
      { kind: 'status', status: 503 },
      'H4TX90QLM2',
      /Kandji returned an error \(503\).*Ref [0-9A-Z]{4}/s,
    ],
    ['Kandji answers HTML', { kind: 'html' }, 'H4TX90QLM2', /answer that can't be read/],
    ['the token is rejected', { kind: 'status', status: 401 }, 'H4TX90QLM2', /token/],
    ['too many requests', { kind: 'rate-limit-second' }, 'H4TX90QLM2', /limiting requests/],
    ['the connection breaks', { kind: 'reset' }, 'H4TX90QLM2', /can't be reached|didn't answer/],
  ] as const)('%s', async (_what, fault, serial, sentence) => {
    const world = await startWorld();
    if (fault) world.kandji.faults.add(fault);
    expect((await asks(world, ANA, serial)).words).toMatch(sentence);
  });

  test('a slow Kandji still answers', async () => {
    const world = await startWorld({ kandji: { latency: 1_500 } });
    expect((await asks(world, ANA, 'H4TX90QLM2')).words).toContain("Noor's MacBook Air");
  });

  test('one part fails and is named; the rest of the card stands', async () => {
    const world = await startWorld();
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/details');
    const { words } = await asks(world, ANA, 'H4TX90QLM2');
    expect(words).toContain("Noor's MacBook Air");
    expect(words).toContain('missing the permission “Device details”');
  });
});

describe('only Slack is listened to', () => {
  test('a wrong signature and an old timestamp get nothing', async () => {
    const world = await startWorld();
    await asks(world, ANA, 'H4TX90QLM2');
    const delivered = world.slack.traffic.find((entry) => entry.kind === 'delivery');
    if (!delivered) throw new Error('nothing was delivered');
    const before = world.kandji.received().length;
    expect((await world.slack.deliver.replay(delivered, { wrongSecret: true })).status).toBe(401);
    expect((await world.slack.deliver.replay(delivered, { oldTimestampBy: 301 })).status).toBe(401);
    expect(world.kandji.received()).toHaveLength(before);
  });

  test('health and readiness answer yes', async () => {
    const world = await startWorld();
    for (const path of ['healthz', 'readyz'])
      expect((await fetch(`http://127.0.0.1:${world.app().port}/${path}`)).status).toBe(200);
  });
});
