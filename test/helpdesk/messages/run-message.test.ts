import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Device } from '../../../src/helpdesk/device.ts';
import type { Reports } from '../../../src/helpdesk/fleet/reports.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { countMessages } from '../../../src/helpdesk/message.ts';
import { answerMessage } from '../../../src/helpdesk/messages/answer-message.ts';
import { runMessage } from '../../../src/helpdesk/messages/run-message.ts';
import { prepareMessages, sendMessages } from '../../../src/helpdesk/messages/send-messages.ts';
import { createNewsLoop } from '../../../src/helpdesk/messages/tell-sender.ts';
import { fillTemplate } from '../../../src/helpdesk/messages/template.ts';
import { type Actor, Refusal } from '../../../src/helpdesk/policy.ts';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { type Desk, openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { mac } from '../../support/slack/fixtures.ts';
import { entryOf } from '../../support/store/samples.ts';

const ANA = 'U0ANA';
const POLICY = `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, report, message-user] }
messages: { text: "Hi {person}: {device}" }
`;

const ON_IPADS = POLICY.replace('message-user] }', 'message-user], devices: { platforms: [iPad] } }');

interface Writing extends Desk {
  readonly heard: string[];
  /** What its sender heard: where, and how each message stood; a new message or an edit. */
  readonly news: string[];
  /** Who has which address in Slack. */
  readonly addresses: Map<string, readonly string[]>;
  starts(): void;
  /** What a worker works with. */
  writing(): Ports;
  sends(viewId?: string): Promise<unknown>;
  states(): Promise<Readonly<Record<string, number>>>;
}

async function openWriting(policy = POLICY): Promise<Writing> {
  const desk = await openDesk({ policy, working: false });
  const heard: string[] = [];
  const news: string[] = [];
  const owner = desk.kandji.tenant.device(NAMED.noorsMac)?.user;
  const addresses = new Map<string, readonly string[]>([['noor.halim@larkfield.example', ['U0NOOR']]]);
  const actor = async (userId: string): Promise<Actor> => {
    const email = [...addresses].find(([, users]) => users.includes(userId))?.[0] ?? '';
    return { ...(await desk.actor(userId)), email };
  };
  const people = {
    ...desk.ports.people,
    actor,
    byEmail: async (email: string) => addresses.get(email) ?? [],
  };
  expect(owner).not.toBeNull();
  const writing = (): Ports => ({
    ...desk.ports,
    people,
    fleetNotices: {
      ...desk.ports.fleetNotices,
      sendMessage: async (userId, { template, recipient }) => {
        heard.push(`${userId}: ${fillTemplate(template, recipient)}`);
        return { channel: 'D1', ts: '1.0' };
      },
      tellSender: async ({ sender, place, messages, unchecked }) => {
        const how = messages
          .map(({ state, answer }) => answer ?? state)
          .toSorted()
          .join();
        const left = unchecked > 0 ? ` (${unchecked} unchecked)` : '';
        news.push(`${place === null ? 'new' : 'edit'} ${sender.userId}: ${how}${left}`);
        return { channel: 'D2', ts: '2.0' };
      },
    },
  });
  let workers = 0;
  return Object.assign(desk, {
    heard,
    news,
    addresses,
    starts: () => {
      workers += 1;
      desk.work({ owner: `worker-${workers}`, between: writing });
    },
    writing,
    sends: async (viewId = 'V1') => {
      const source = { deviceId: NAMED.noorsMac };
      const person = await actor(ANA);
      const { recipients: seen } = await desk.verbs.prepareMessages(person, source);
      return desk.verbs.sendMessages(person, source, { seen, viewId });
    },
    states: async () => {
      for (let tries = 0; tries < 500; tries += 1) {
        const [batch] = await desk.store.messages.about(`device:${NAMED.noorsMac}`, 86_400_000);
        const states = batch && countMessages(batch.messages).states;
        if (states?.waiting === 0)
          return Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('the messages still wait');
    },
  });
}

describe('a message to a person', () => {
  test('is posted once by two replicas, and only its person answers it', async () => {
    const desk = await openWriting();
    expect(await desk.sends()).toEqual({ result: { kind: 'sent', people: 1 } });
    const id = (await desk.store.messages.claimDue('t', 1))?.id ?? '';
    desk.forward(1_000);
    desk.starts();
    desk.starts();
    expect(await desk.states()).toEqual({ sent: 1 });
    expect(desk.heard).toEqual(["U0NOOR: Hi Noor Halim: Noor's MacBook Air"]);
    const posted = await desk.store.audit.history({
      deviceId: NAMED.noorsMac,
      action: 'message-posted',
      limit: 5,
    });
    expect(posted).toMatchObject([
      {
        actorId: 'U0ANA',
        operations: ['message-user'],
        text: { to: 'Noor Halim', device: "Noor's MacBook Air", serial: 'H4TX90QLM2' },
      },
    ]);
    for (const [who, code] of [
      ['U0DANA', 'not-recipient'],
      ['U0RUI', 'outsider'],
    ] as const)
      await expect(answerMessage(desk.ports, await desk.actor(who), id, 'lost')).rejects.toMatchObject({
        code,
      });
    expect(await answerMessage(desk.ports, await desk.actor('U0NOOR'), id, 'lost')).toMatchObject({
      answer: 'lost',
    });
    const [entry] = await desk.store.audit.history({ action: 'answered-message', limit: 5 });
    expect(entry).toMatchObject({ actorId: 'U0NOOR', result: 'lost', deviceId: NAMED.noorsMac });
  });

  test.each<readonly [string, (desk: Writing) => unknown, string]>([
    ['nobody has the address', (desk) => desk.addresses.clear(), 'not-member'],
    [
      'two accounts have it',
      (desk) => desk.addresses.set('noor.halim@larkfield.example', ['U0NOOR', 'U0NOOR2']),
      'not-member',
    ],
    ['the account is a guest', (desk) => desk.people.membership.set('U0NOOR', 'guest'), 'not-member'],
    ['the account has left', (desk) => desk.people.membership.set('U0NOOR', 'deactivated'), 'not-member'],
    [
      'changes are frozen',
      (desk) =>
        desk.store.controls.startFreeze(
          { userId: 'U0MAX', name: 'Max', reason: 'r' },
          entryOf({ action: 'froze' }),
          () => [],
        ),
      'stopped',
    ],
    [
      'the sender has lost the right',
      (desk) => {
        desk.policy = policyFrom(POLICY.replace(', message-user', ''));
      },
      'stopped',
    ],
    [
      'the sender may no longer write about such a device',
      (desk) => {
        desk.policy = policyFrom(ON_IPADS);
      },
      'stopped',
    ],
    [
      'the sender may no longer see such a device',
      (desk) => {
        desk.policy = policyFrom(
          POLICY.replace(
            'rules:',
            'rules:\n  - { refuse: [agent], operations: [lookup], devices: { platforms: [Mac] } }',
          ),
        );
      },
      'stopped',
    ],
    ['the device is gone', (desk) => void desk.kandji.tenant.removeDevice(NAMED.noorsMac), 'not-assigned'],
    [
      'the device is unassigned',
      (desk) => {
        desk.kandji.tenant.device(NAMED.noorsMac)!.user = null;
      },
      'not-assigned',
    ],
    [
      'the device is assigned to someone else',
      (desk) => {
        const others = desk.kandji.tenant.devices.flatMap(({ user }) => user ?? []);
        const other = others.find(({ email }) => email !== 'noor.halim@larkfield.example')!;
        desk.kandji.tenant.device(NAMED.noorsMac)!.user = other;
      },
      'not-assigned',
    ],
  ])('is not posted when %s', async (_name, change, state) => {
    const desk = await openWriting();
    await desk.sends();
    await change(desk);
    desk.forward(60_000);
    desk.starts();
    expect(await desk.states()).toEqual({ [state]: 1 });
    expect(desk.heard).toEqual([]);
  });

  test('is judged by the index, where it has the device, and then asks Kandji for nothing', async () => {
    const desk = await openWriting();
    const device = (await desk.ports.fleet.device(NAMED.noorsMac)).value;
    await desk.store.fleet.startFor('tenant');
    const indexed = async (row: Device) => desk.store.fleet.put('tenant', [row], await desk.store.now());
    await indexed(device);
    await desk.sends();
    desk.forward(60_000);
    desk.kandji.forgetReceived();
    await runMessage(desk.writing(), 'worker');
    expect(await desk.states()).toEqual({ sent: 1 });
    expect(desk.kandji.received()).toEqual([]);
    desk.forward(2 * 86_400_000);
    await desk.sends('V2');
    desk.policy = policyFrom(ON_IPADS);
    await runMessage(desk.writing(), 'worker');
    expect(await desk.states()).toEqual({ stopped: 1 });
  });

  test('is judged by Kandji, where the index has the device as someone else’s', async () => {
    const desk = await openWriting();
    const device = (await desk.ports.fleet.device(NAMED.noorsMac)).value;
    await desk.store.fleet.startFor('tenant');
    await desk.store.fleet.put('tenant', [{ ...device, user: null }], await desk.store.now());
    await desk.sends();
    await runMessage(desk.writing(), 'worker');
    expect(await desk.states()).toEqual({ sent: 1 });
  });

  test('about several devices names those that are still theirs, and that its sender may write about', async () => {
    const desk = await openWriting();
    const { devices } = desk.kandji.tenant;
    const mine = desk.kandji.tenant.device(NAMED.noorsMac)!;
    const others = devices.filter(
      ({ removed, user }) => !removed && user !== null && user.email !== mine.user?.email,
    );
    const theirs = others.find(({ platform }) => platform === 'Mac')!;
    const iPad = others.find(({ platform }) => platform === 'iPad')!;
    iPad.user = mine.user;
    desk.policy = policyFrom(
      POLICY.replace(
        'rules:',
        'rules:\n  - { refuse: [agent], operations: [message-user], devices: { platforms: [iPad] } }',
      ),
    );
    const recipient = {
      email: 'noor.halim@larkfield.example',
      name: 'Noor Halim',
      devices: [
        { id: crypto.randomUUID(), name: 'Gone' },
        { id: theirs.id, name: 'Of someone else' },
        { id: iPad.id, name: 'An iPad' },
        { id: NAMED.noorsMac, name: "Noor's MacBook Air" },
      ],
    };
    await desk.store.messages.send(
      {
        subject: { kind: 'device', deviceId: NAMED.noorsMac, deviceName: "Noor's MacBook Air" },
        sender: { userId: ANA, name: 'Ana' },
        messages: [{ recipient, template: 'Hi {person}: {device}' }],
        viewId: 'V1',
      },
      () => entryOf(),
      ({ ledger }) => ledger,
    );
    await runMessage(desk.writing(), 'worker');
    expect(await desk.states()).toEqual({ sent: 1 });
    expect(desk.heard).toEqual(["U0NOOR: Hi Noor Halim: Noor's MacBook Air"]);
    const [batch] = await desk.store.messages.about(`device:${NAMED.noorsMac}`, 86_400_000);
    expect(batch?.messages[0], 'an answer is about it alone').toMatchObject({
      recipient: { devices: [{ id: NAMED.noorsMac }] },
    });
  });

  test('that waits is counted as sent until it is too late, and then its sender hears', async () => {
    const desk = await openWriting();
    await desk.sends();
    let isDown = true;
    const slackDown = (): Ports => ({
      ...desk.writing(),
      people: {
        ...desk.writing().people,
        byEmail: async (email) => {
          if (isDown) throw new Refusal('not-now', 'Slack did not answer.');
          return desk.writing().people.byEmail(email);
        },
      },
    });
    for (let hours = 0; hours < 12; hours += 1) {
      await runMessage(slackDown(), 'worker');
      await expect(desk.sends(`V${hours + 2}`)).rejects.toThrow('No one is left to message');
      desk.forward(3_600_000);
    }
    desk.forward(60_000);
    isDown = false;
    expect(await runMessage(slackDown(), 'worker')).toBe(true);
    expect(desk.heard).toEqual([]);
    expect(await desk.states()).toEqual({ late: 1 });
    expect(await createNewsLoop(desk.writing(), 'worker')()).toBe(true);
    expect(desk.news).toEqual(['new U0ANA: late']);
    await desk.sends('V99');
    await runMessage(slackDown(), 'worker');
    expect(desk.heard, 'it may be sent again').toHaveLength(1);
  });

  test('waits while Kandji gives no answer, and asks it a few times an hour', async () => {
    const desk = await openWriting();
    await desk.sends();
    desk.kandji.faults.add({ kind: 'status', status: 403, template: '/devices/{device_id}' });
    desk.forward(60_000);
    desk.kandji.forgetReceived();
    for (let seconds = 0; seconds < 3_600; seconds += 10) {
      desk.forward(10_000);
      await runMessage(desk.writing(), 'worker');
    }
    expect(desk.heard).toEqual([]);
    expect(desk.kandji.received().length).toBeGreaterThan(1);
    expect(desk.kandji.received().length).toBeLessThanOrEqual(6);
    desk.kandji.faults.clear();
    desk.forward(600_000);
    await runMessage(desk.writing(), 'worker');
    expect(await desk.states()).toEqual({ sent: 1 });
  });

  test('counts for the safety limit, and is refused at it, while frozen, and a second time within a day', async () => {
    const desk = await openWriting();
    await desk.sends();
    expect((await desk.store.controls.ledger()).ledger.sent).toMatchObject([
      { class: 'disruptive', human: ANA },
    ]);
    await expect(desk.sends('V2')).rejects.toThrow('No one is left to message');
    expect(await desk.sends('V1'), 'delivered again').toMatchObject({
      result: { kind: 'already-submitted' },
    });
    await runMessage(desk.writing(), 'worker');
    desk.forward(86_400_000);
    desk.policy = policyFrom(
      `${POLICY}safety_limits: { disruptive: [{ per_person: 1, total: 1, within: 24h }] }\n`,
    );
    await desk.sends('V3');
    desk.forward(1_000);
    const form = await desk.verbs.prepareMessages(await desk.actor(ANA), { deviceId: NAMED.noorsMac });
    expect(form.reached).toMatchObject({ class: 'disruptive', limit: 1 });
    await desk.store.controls.startFreeze(
      { userId: 'U0MAX', name: 'Max', reason: 'r' },
      entryOf({ action: 'froze' }),
      () => [],
    );
    await expect(desk.sends('V4')).rejects.toMatchObject({ code: 'frozen' });
  });
});

describe('the sender of a message', () => {
  const answers = async (desk: Writing, answer: 'done' | 'lost') => {
    const [batch] = await desk.store.messages.about(`device:${NAMED.noorsMac}`, 86_400_000);
    await answerMessage(desk.ports, await desk.actor('U0NOOR'), batch?.messages[0]?.id ?? '', answer);
  };
  const until = async (desk: Writing, count: number) => {
    for (let tries = 0; tries < 500 && desk.news.length < count; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return desk.news;
  };

  test('hears of the first answer in one message, which later ones edit, with two replicas', async () => {
    const desk = await openWriting();
    await desk.sends();
    desk.starts();
    desk.starts();
    await desk.states();
    expect(desk.news, 'nothing while no one has answered').toEqual([]);
    await answers(desk, 'lost');
    expect(await until(desk, 1)).toEqual(['new U0ANA: lost']);
    await answers(desk, 'done');
    expect(await until(desk, 2)).toEqual(['new U0ANA: lost', 'edit U0ANA: done']);
  });

  test('hears that no one got it', async () => {
    const desk = await openWriting();
    desk.addresses.clear();
    await desk.sends();
    desk.starts();
    expect(await until(desk, 1)).toEqual(['new U0ANA: not-member']);
  });

  test('hears only of devices about which they may still write', async () => {
    const desk = await openWriting();
    const mac = desk.kandji.tenant.device(NAMED.noorsMac)!;
    const iPad = desk.kandji.tenant.devices.find(({ removed, platform }) => !removed && platform === 'iPad')!;
    const devices = [mac, iPad].map(({ id, name }) => ({ id, name }));
    const to = (email: string, ...about: typeof devices) => ({
      recipient: { email, name: email, devices: about },
      template: 'Hi',
    });
    await desk.store.messages.send(
      {
        subject: { kind: 'report', name: 'not-seen', argument: '14', title: 'devices' },
        sender: { userId: ANA, name: 'Ana' },
        messages: [to('mac', devices[0]!), to('ipad', devices[1]!), to('both', ...devices)],
        viewId: 'V1',
      },
      () => entryOf(),
      ({ ledger }) => ledger,
    );
    for (let left = 3; left > 0; left -= 1) {
      const message = (await desk.store.messages.claimDue('t', 5_000)) ?? expect.fail();
      await desk.store.messages.ended(message, { state: 'unreachable' });
    }
    desk.policy = policyFrom(ON_IPADS);
    const heard: string[] = [];
    const fleetNotices: Ports['fleetNotices'] = {
      ...desk.ports.fleetNotices,
      tellSender: async ({ messages }) => {
        heard.push(messages.map(({ recipient }) => recipient.email).join());
        return null;
      },
    };
    await createNewsLoop({ ...desk.ports, fleetNotices }, 't')();
    expect(heard).toEqual(['ipad']);
  });

  /** One message about each device, to an address of its own. */
  const sendsAbout = async (desk: Writing, devices: readonly { id: string; name: string }[]) => {
    const messages = devices.map(({ id, name }, index) => ({
      recipient: {
        email: desk.kandji.tenant.device(id)?.user?.email.toLowerCase() ?? '',
        name: `P ${index}`,
        devices: [{ id, name }],
      },
      template: 'Hi',
    }));
    await desk.store.messages.send(
      {
        subject: { kind: 'report', name: 'not-seen', argument: '14', title: 'devices' },
        sender: { userId: ANA, name: 'Ana' },
        messages,
        viewId: 'V1',
      },
      () => entryOf(),
      ({ ledger }) => ledger,
    );
    return messages.map(({ recipient }) => recipient.email);
  };
  const someOf = (desk: Writing, platform: string) => {
    const seen = new Set<string>();
    return desk.kandji.tenant.devices.filter((device) => {
      const email = device.user?.email;
      if (device.removed || device.platform !== platform || !email || seen.has(email)) return false;
      seen.add(email);
      return true;
    });
  };

  test('hears of the others while one message can’t be posted, and that it never was', async () => {
    const desk = await openWriting();
    const [stuck = ''] = await sendsAbout(desk, someOf(desk, 'iPad').slice(0, 3));
    let asked = 0;
    const ports = desk.writing();
    const slackSilent: Ports = {
      ...ports,
      people: {
        ...ports.people,
        byEmail: async (email) => {
          if (email !== stuck) return [];
          asked += 1;
          throw new Refusal('not-now', 'Slack did not answer.');
        },
      },
    };
    let claims = 0;
    const { messages } = ports.store;
    const counted: Ports = {
      ...ports,
      store: {
        ...ports.store,
        messages: {
          ...messages,
          claimNews: async (...by) => {
            const news = await messages.claimNews(...by);
            if (news) claims += 1;
            return news;
          },
        },
      },
    };
    const tell = createNewsLoop(counted, 'worker');
    for (let left = 3; left > 0; left -= 1) {
      await runMessage(slackSilent, 'worker');
      await tell();
    }
    await tell();
    expect(desk.news).toEqual(['new U0ANA: not-member,not-member,waiting']);
    const before = claims;
    for (let minutes = 0; minutes < 13 * 60; minutes += 1) {
      desk.forward(60_000);
      await runMessage(slackSilent, 'worker');
      await tell();
    }
    expect(desk.news.slice(1)).toEqual(['edit U0ANA: late,not-member,not-member']);
    expect(claims - before, 'news that wait for nothing').toBe(1);
    expect(asked, 'less often each time').toBeLessThan(40);
    expect(asked).toBeGreaterThan(20);
  });

  /** Tells senders while Kandji does not give these devices. */
  const tellsWithout = (desk: Writing, unread: Set<string>) => {
    const ports = desk.writing();
    const device: Ports['fleet']['device'] = async (id) => {
      if (!unread.has(id)) return ports.fleet.device(id);
      const failed = { kind: 'rejected', reason: 'server', status: 500, sentence: 'No.' } as const;
      throw new MdmError({ ...failed, endpoint: 'GET /devices', retryAfterMs: null });
    };
    return createNewsLoop({ ...ports, fleet: { ...ports.fleet, device } }, 'worker');
  };

  test('hears of the others while Kandji doesn’t give one device, and of it later', async () => {
    const desk = await openWriting(ON_IPADS);
    const [one, other] = someOf(desk, 'iPad');
    await sendsAbout(desk, [one!, other!]);
    while (await runMessage(desk.writing(), 'worker'));
    const unread = new Set([one!.id]);
    const tell = tellsWithout(desk, unread);
    await tell();
    expect(desk.news).toEqual(['new U0ANA: not-member (1 unchecked)']);
    expect(await tell(), 'it is not asked for again at once').toBe(false);
    desk.forward(600_000);
    unread.clear();
    await tell();
    expect(desk.news.slice(1)).toEqual(['edit U0ANA: not-member,not-member']);
    desk.forward(86_400_000);
    expect(await tell()).toBe(false);
  });

  test('hears in the end that Kandji gave no answer about the only device', async () => {
    const desk = await openWriting(ON_IPADS);
    const [one] = someOf(desk, 'iPad');
    await sendsAbout(desk, [one!]);
    await runMessage(desk.writing(), 'worker');
    const tell = tellsWithout(desk, new Set([one!.id]));
    for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
      await tell();
      desk.forward(600_000);
    }
    expect(desk.news).toEqual(['new U0ANA:  (1 unchecked)']);
    expect(await tell(), 'it is given up').toBe(false);
  });

  test('does not wait for a device that Kandji never gives until another replica tells them, too', async () => {
    const desk = await openWriting(ON_IPADS);
    const [stuck, ...others] = someOf(desk, 'iPad').slice(0, 3);
    await sendsAbout(desk, [stuck!, ...others]);
    while (await runMessage(desk.writing(), 'worker'));
    const ports = desk.writing();
    const device: Ports['fleet']['device'] = (id) =>
      id === stuck!.id ? new Promise(() => undefined) : ports.fleet.device(id);
    const hanging = { ...ports, fleet: { ...ports.fleet, device } };
    const tell = createNewsLoop(hanging, 'worker', { readingMs: 500 });
    expect(await tell()).toBe(true);
    expect(await tell(), 'it is not asked for again at once').toBe(false);
    desk.forward(86_400_000);
    await createNewsLoop(ports, 'other')();
    expect(desk.news.at(-1)).toMatch(/ not-member,not-member,not-member$/u);
  });

  test('is tried for as long again after each answer, however many come while Kandji is down', async () => {
    const desk = await openWriting(ON_IPADS);
    const [one] = someOf(desk, 'iPad');
    const emails = await sendsAbout(desk, [one!]);
    const message = (await desk.store.messages.claimDue('t', 5_000)) ?? expect.fail();
    expect(message.recipient.email).toBe(emails[0]);
    await desk.store.messages.ended(message, { state: 'sent', userId: 'U0NOOR' });
    const unread = new Set([one!.id]);
    const tell = tellsWithout(desk, unread);
    for (let times = 0; times < 30; times += 1) {
      const answer = times % 2 === 0 ? 'done' : 'not-mine';
      await desk.store.messages.answer(message.id, 'U0NOOR', answer, () => entryOf());
      expect(await tell()).toBe(true);
    }
    expect(desk.news, 'nothing is given up yet').toEqual([]);
    unread.clear();
    desk.forward(86_400_000);
    await tell();
    expect(desk.news).toEqual(['new U0ANA: not-mine']);
  });

  test('hears nothing who has lost the right, or left', async () => {
    for (const lose of [
      (desk: Writing) => {
        desk.policy = policyFrom(POLICY.replace(', message-user', ''));
      },
      (desk: Writing) => void desk.people.membership.set(ANA, 'deactivated'),
    ]) {
      const desk = await openWriting();
      await desk.sends();
      const message = (await desk.store.messages.claimDue('t', 5_000)) ?? expect.fail();
      await desk.store.messages.ended(message, { state: 'sent', userId: 'U0NOOR' });
      await answers(desk, 'lost');
      lose(desk);
      let told = 0;
      const fleetNotices = {
        ...desk.ports.fleetNotices,
        tellSender: async () => {
          told += 1;
          return null;
        },
      };
      const tell = createNewsLoop({ ...desk.ports, fleetNotices }, 't');
      expect(await tell()).toBe(true);
      expect(await tell(), 'once').toBe(false);
      expect(told).toBe(0);
    }
  });
});

describe('the people of a report', () => {
  const many = (count: number): Pick<Reports, 'assigned'> => ({
    assigned: async () => ({
      title: 'devices not seen for 14 days',
      asOf: 0,
      devices: (async function* () {
        for (let n = 0; n < count; n += 1) {
          const user = {
            id: `u${n}`,
            name: `P ${n}`,
            email: `P${n % 70}@larkfield.example`,
            archived: false,
          };
          yield mac({ id: `device-${n}`, name: `Mac ${n}`, user: n % 10 === 9 ? null : user });
        }
      })(),
    }),
  });
  const query = { query: { name: 'not-seen', argument: '14' } } as const;

  test('are fifty at most, one message each, and who is left out is counted', async () => {
    const desk = await openWriting();
    const actor = await desk.actor(ANA);
    const form = await prepareMessages(desk.ports, many(140), actor, query);
    expect(form.recipients).toHaveLength(50);
    expect(form.recipients[0]).toMatchObject({
      email: 'p0@larkfield.example',
      devices: [{ name: 'Mac 0' }, { name: 'Mac 70' }],
    });
    expect(form.leftOut).toEqual({ unassigned: 14, notAllowed: 0, people: 13, recent: 0 });
  });

  test('are only those who were shown, and who are still there', async () => {
    const desk = await openWriting();
    const actor = await desk.actor(ANA);
    const { recipients } = await prepareMessages(desk.ports, many(30), actor, query);
    const seen = recipients.slice(0, 3);
    expect(await sendMessages(desk.ports, many(2), actor, query, { seen, viewId: 'V1' })).toMatchObject({
      result: { people: 2 },
    });
    await expect(
      sendMessages(desk.ports, many(0), actor, query, { seen, viewId: 'V2' }),
    ).rejects.toMatchObject({ code: 'not-possible' });
  });

  test('get what was shown: no other text, and about no other device', async () => {
    const desk = await openWriting();
    const actor = await desk.actor(ANA);
    const { recipients, template } = await prepareMessages(desk.ports, many(5), actor, query);
    const seen = recipients.slice(0, 1);
    desk.policy = policyFrom(POLICY.replace('Hi {person}', 'Bye {person}'));
    await expect(
      sendMessages(desk.ports, many(5), actor, query, { seen, template, viewId: 'V1' }),
    ).rejects.toMatchObject({ code: 'changed' });
    expect(await desk.store.messages.claimDue('t', 1)).toBeNull();
    desk.policy = policyFrom(POLICY);
    await sendMessages(desk.ports, many(140), actor, query, { seen, template, viewId: 'V2' });
    expect((await desk.store.messages.claimDue('t', 1))?.recipient.devices).toEqual(seen[0]?.devices);
  });

  test('who were shown get one also where others have come before them, and only they are read', async () => {
    const desk = await openWriting();
    const actor = await desk.actor(ANA);
    const { recipients } = await prepareMessages(desk.ports, many(70), actor, query);
    const seen = recipients.slice(-2);
    const asked: (readonly string[] | undefined)[] = [];
    const reports: Pick<Reports, 'assigned'> = {
      assigned: async (who, which, emails) => {
        asked.push(emails);
        const { devices, ...report } = await many(140).assigned(who, which);
        const those = async function* () {
          for await (const device of devices)
            if (emails?.includes(device.user?.email.toLowerCase() ?? '')) yield device;
        };
        return { ...report, devices: those() };
      },
    };
    expect(await sendMessages(desk.ports, reports, actor, query, { seen, viewId: 'V1' })).toMatchObject({
      result: { people: 2 },
    });
    expect(asked).toEqual([seen.map(({ email }) => email)]);
  });

  test('are counted by the scope of the right', async () => {
    const desk = await openWriting(ON_IPADS);
    const form = await prepareMessages(desk.ports, many(20), await desk.actor(ANA), query);
    expect(form.recipients).toEqual([]);
    expect(form.leftOut).toMatchObject({ notAllowed: 20, unassigned: 0 });
  });

  test.each([
    ['someone without the right', 'U0DANA', 'not-allowed'],
    ['a guest', 'U0RUI', 'outsider'],
  ])('are hidden from %s', async (_name, userId, code) => {
    const desk = await openWriting();
    await expect(prepareMessages(desk.ports, many(3), await desk.actor(userId), query)).rejects.toMatchObject(
      { code },
    );
  });

  test('of a report that lists groups, or without a text in the policy, are none', async () => {
    const desk = await openWriting();
    const actor = await desk.actor(ANA);
    const groups = { query: { name: 'by-model', argument: '' } } as const;
    await expect(prepareMessages(desk.ports, many(3), actor, groups)).rejects.toMatchObject({
      code: 'not-possible',
    });
    desk.policy = policyFrom(POLICY.replace(/^messages.*$/mu, ''));
    await expect(prepareMessages(desk.ports, many(3), actor, query)).rejects.toMatchObject({
      code: 'turned-off',
    });
  });
});
