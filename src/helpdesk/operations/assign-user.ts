import { z } from 'zod';
import { deviceWord } from '../text.ts';
import type { RecordChange } from './operation.ts';
import { removed } from './unmanaged.ts';

/** `name` and `email` are for people; only `id` is sent. */
const params = z.object({
  user: z.object({ id: z.string().min(1), name: z.string(), email: z.string() }).nullable(),
});

export const assignUser: RecordChange<'assign-user', z.infer<typeof params>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'assign-user',
  title: 'change whose it is',
  label: 'User',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: () => ['user'],
  watches: [],
  impossible: removed,
  consequence: (device, { user }) =>
    device.user === null || device.user.id === user?.id
      ? null
      : `${device.user.name} will be unassigned from this ${deviceWord(device.platform)}.`,
  patch: (_device, { user }) => ({ userId: user?.id ?? null }),
  difference: (device, { user }) => ({
    label: 'User',
    before: device.user?.name ?? 'nobody',
    after: user?.name ?? 'nobody',
  }),
  done: (device, { user }) => (device.user?.id ?? null) === (user?.id ?? null),
};
