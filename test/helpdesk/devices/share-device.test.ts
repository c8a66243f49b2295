import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { shareDevice } from '../../../src/helpdesk/devices/share-device.ts';
import type { Helpdesk } from '../../../src/helpdesk/index.ts';
import type { AuditStore } from '../../../src/helpdesk/store-port.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';

async function world() {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  const { device } = await desk.verbs.getDevice(await desk.actor('U0ANA'), { deviceId: NAMED.noorsMac });
  const share = async (post: Parameters<Helpdesk['shareDevice']>[3]) =>
    desk.verbs.shareDevice(await desk.actor('U0ANA'), device, 'C0HELP', post);
  return { desk, device, share };
}

const shares = async ({ store }: Desk) =>
  (await store.audit.history({ action: 'shared', limit: 10 }))
    .toReversed()
    .map(({ result, text }) => [result, text?.why ?? null]);

describe('a card that is shared', () => {
  test('is on the record before anybody can see it', async () => {
    const { desk, share } = await world();
    const seenThen: unknown[] = [];
    await share(async () => {
      seenThen.push(...(await shares(desk)));
      return null;
    });
    expect(seenThen).toEqual([['C0HELP', null]]);
    expect(await shares(desk)).toEqual(seenThen);
  });

  test('and that Slack does not take is on the record as not posted, with the reason', async () => {
    const { desk, share } = await world();
    expect(await share(async () => 'restricted_action')).toBe('restricted_action');
    expect(await shares(desk)).toEqual([
      ['C0HELP', null],
      ['not posted to C0HELP', 'restricted_action'],
    ]);
  });

  test('of which no one knows is on the record as that', async () => {
    const { desk, share } = await world();
    await expect(share(() => Promise.reject(new Error('time-out')))).rejects.toThrow('time-out');
    expect(await shares(desk)).toEqual([
      ['C0HELP', null],
      ['perhaps posted to C0HELP', null],
    ]);
  });

  test('is not posted when it cannot be written down', async () => {
    const { desk, device } = await world();
    const gone: AuditStore['append'] = () => Promise.reject(new Error('the database is gone'));
    const store = { ...desk.store, audit: { ...desk.store.audit, append: gone } };
    let isPosted = false;
    const sharing = shareDevice(
      { ...desk.ports, store },
      await desk.actor('U0ANA'),
      device,
      'C0HELP',
      async () => {
        isPosted = true;
        return null;
      },
    );
    await expect(sharing).rejects.toThrow('the database is gone');
    expect(isPosted).toBe(false);
  });
});
