import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { operations } from '../../src/helpdesk/operations/index.ts';
import { createCommands } from '../../src/kandji/commands.ts';
import type { Send } from '../../src/kandji/http/send.ts';
import { clientOf, startWorld, TOKEN } from '../support/kandji/harness.ts';
import { always, startServer } from '../support/kandji/server.ts';
import { askFor } from '../support/store/samples.ts';

const MAC = NAMED.noorsMac;
const IPAD = NAMED.warehouseIpad;
const CALL = { timeoutMs: 5000 };

describe('updating a device', () => {
  test('sends only what changes, null to clear, and gives back the device', async () => {
    const { commands, tenant } = await startWorld();
    const sent = await commands.updateDevice(MAC, { assetTag: 'LF-9', tags: ['loaner', 'vip'] }, CALL);
    expect(sent).toMatchObject({
      outcome: 'accepted',
      device: { assetTag: 'LF-9', tags: ['loaner', 'vip'] },
    });
    const cleared = await commands.updateDevice(MAC, { assetTag: null, userId: null, tags: [] }, CALL);
    expect(cleared).toMatchObject({ outcome: 'accepted', device: { assetTag: null, user: null, tags: [] } });
    await commands.updateDevice(MAC, { assetTag: '', userId: '' }, CALL);
    const bodies = tenant.received({ method: 'PATCH' }).map((entry) => entry.body);
    expect(bodies).toEqual([
      { asset_tag: 'LF-9', tags: ['loaner', 'vip'] },
      { user: null, asset_tag: null, tags: [] },
      { user: null, asset_tag: null },
    ]);
  });

  test('names user and blueprint by Kandji’s keys', async () => {
    const { commands, tenant } = await startWorld();
    const { users, blueprints } = { users: tenant.tenant.users, blueprints: tenant.tenant.blueprints };
    const userId = users.find((user) => user.name === 'Ana Ruiz')?.id ?? '';
    const blueprintId = blueprints.find((blueprint) => blueprint.name === 'Sales')?.id ?? '';
    const sent = await commands.updateDevice(MAC, { userId, blueprintId }, CALL);
    expect(sent).toMatchObject({
      outcome: 'accepted',
      device: { user: { name: 'Ana Ruiz' }, blueprint: { name: 'Sales' } },
    });
    expect(tenant.received({ method: 'PATCH' })[0]?.body).toEqual({
      blueprint_id: blueprintId,
      user: userId,
    });
  });

  test('is accepted even when the answer cannot be read', async () => {
    for (const body of ['', '{"device_id":', '7']) {
      const { url } = await startServer(always(200, body));
      expect(await clientOf(url, TOKEN).commands.updateDevice(MAC, { tags: [] }, CALL)).toEqual({
        outcome: 'accepted',
        device: null,
      });
    }
  });
});

describe('maintenance', () => {
  test('a name and an account go under Kandji’s capitalised keys, the rest without a body', async () => {
    const { commands, tenant } = await startWorld();
    const calls = [
      await commands.rename(MAC, 'Front desk', CALL),
      await commands.unlockAccount(MAC, 'noor.halim', CALL),
      await commands.restart(MAC, CALL),
      await commands.renewMdmProfile(MAC, CALL),
    ];
    expect(calls.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(
      tenant.received({ method: 'POST' }).map(({ path, body }) => [path.split('/').at(-1), body]),
    ).toEqual([
      ['setname', { DeviceName: 'Front desk' }],
      ['unlockaccount', { UserName: 'noor.halim' }],
      ['restart', null],
      ['renewmdmprofile', null],
    ]);
  });

  test('an iPhone that is not supervised cannot be shut down: Kandji’s own sentence comes back', async () => {
    const { commands } = await startWorld();
    expect(await commands.shutDown(NAMED.unsupervisedIphone, CALL)).toMatchObject({
      outcome: 'rejected',
      status: 400,
      sentence: expect.stringContaining('not allowed for current device'),
    });
  });
});

describe('Lost Mode', () => {
  test('is turned on with Kandji’s capitalised keys and no empty words', async () => {
    const { commands, tenant, fleet } = await startWorld();
    const words = { message: 'Please call us', phone: '+1 555 0100', footnote: '' };
    expect((await commands.enableLostMode(NAMED.danasIphone, words, CALL)).outcome).toBe('accepted');
    expect(tenant.received({ method: 'POST' })[0]?.body).toEqual({
      Message: 'Please call us',
      PhoneNumber: '+1 555 0100',
    });
    expect((await fleet.lostMode(NAMED.danasIphone)).value?.message).toBe('Please call us');
  });

  test('without a message or a phone number is never sent', async () => {
    const { commands, tenant } = await startWorld();
    const words = { message: ' ', phone: '', footnote: 'Reward' };
    expect(await commands.enableLostMode(IPAD, words, CALL)).toMatchObject({
      outcome: 'rejected',
      status: null,
    });
    expect(tenant.received()).toEqual([]);
  });
});

describe('the daily check-in', () => {
  test('is one call where the tenant knows it', async () => {
    const { commands, tenant } = await startWorld();
    expect((await commands.dailyCheckIn(MAC, CALL)).outcome).toBe('accepted');
    expect(tenant.received().map((entry) => entry.path.split('/').at(-1))).toEqual(['dailycheckin']);
  });

  test('becomes one inventory update where it does not', async () => {
    const { commands, tenant } = await startWorld({ legacyTenant: true });
    expect((await commands.dailyCheckIn(MAC, CALL)).outcome).toBe('accepted');
    expect(tenant.received().map((entry) => entry.path.split('/').at(-1))).toEqual([
      'dailycheckin',
      'updateinventory',
    ]);
  });

  test('of a device that is gone is rejected', async () => {
    const { commands } = await startWorld();
    const sent = await commands.dailyCheckIn('00000000-0000-4000-8000-000000000000', CALL);
    expect(sent).toMatchObject({ outcome: 'rejected', status: 404 });
  });

  test('that got no answer is not followed by another call', async () => {
    const { commands, tenant } = await startWorld();
    tenant.faults.add({ kind: 'process-then-500' });
    expect((await commands.dailyCheckIn(MAC, CALL)).outcome).toBe('unknown');
    expect(tenant.received()).toHaveLength(1);
  });
});

test('a note’s text is escaped', async () => {
  const { commands, tenant } = await startWorld();
  expect((await commands.addNote(MAC, `<b>"Ana" & 'Ben'</b>`, CALL)).outcome).toBe('accepted');
  expect(tenant.received({ method: 'POST' })[0]?.body).toEqual({
    content: '&lt;b&gt;&quot;Ana&quot; &amp; &#39;Ben&#39;&lt;/b&gt;',
  });
});

test.each(operations.filter(({ kind }) => kind === 'command'))(
  'to $title, nothing is called that the operation does not name',
  async (operation) => {
    const called: string[] = [];
    const send: Send = async (command) => {
      called.push(command.endpoint);
      return {
        sent: { outcome: 'rejected', status: 404, sentence: 'Kandji does not know it.' },
        answer: { status: 404, headers: new Headers(), text: '' },
      };
    };
    const commands = createCommands({ send, forget: () => undefined });
    const words = { message: 'Call us', phone: '', footnote: '' };
    if (operation.kind === 'command')
      await operation.run(commands, MAC, words, CALL, askFor().snapshot.device);
    expect(called).toEqual(operation.permissions.map(({ endpoint }) => endpoint));
  },
);
