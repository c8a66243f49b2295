import { isoZulu } from '../dates.ts';
import { json, jsonUtf8 } from '../http/answer.ts';
import type { KeyRead } from '../life/device-keys.ts';
import { aboutDevice, type Endpoint } from './endpoint.ts';

const MOST_EVENTS = 500;

/** Keys that Kandji keeps, each with its own permission (Kandji API docs, Device Secrets). What is not stored is `null`. */
export const deviceKeys: readonly Endpoint[] = [
  aboutDevice('GET', '/secrets/filevaultkey', (device, { world, caller }) =>
    json({ key: world.keys.read(device, ['filevaultKey'], caller.name).filevaultKey }),
  ),
  aboutDevice('GET', '/secrets/unlockpin', (device, { world, caller }) =>
    json({ pin: world.keys.read(device, ['unlockPin'], caller.name).unlockPin }),
  ),
  aboutDevice('GET', '/secrets/recoverypassword', (device, { world, caller }) =>
    json({ recovery_password: world.keys.read(device, ['recoveryPassword'], caller.name).recoveryPassword }),
  ),
  aboutDevice('GET', '/secrets/bypasscode', (device, { world, caller }) => {
    const kinds = ['userBypassCode', 'deviceBypassCode'] as const;
    const { userBypassCode, deviceBypassCode } = world.keys.read(device, kinds, caller.name);
    return json({ user_based_albc: userBypassCode, device_based_albc: deviceBypassCode });
  }),
  /** Kandji's own audit log, of which only reads of keys are simulated. Its rows are this simulator's choice. */
  {
    method: 'GET',
    template: '/audit/events',
    run: ({ world }) =>
      jsonUtf8({ next: null, results: world.keys.reads.slice(-MOST_EVENTS).map(row).reverse() }),
  },
];

const row = ({ at, deviceId, kind, by }: KeyRead, index: number): unknown => ({
  id: String(index + 1),
  action: 'view',
  occurred_at: isoZulu(at),
  actor_type: 'API',
  actor: by,
  target_type: 'device_secret',
  target_id: deviceId,
  target_component: kind,
});
