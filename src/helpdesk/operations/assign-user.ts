import { z } from 'zod';
import type { RecordChange } from './shape.ts';

/** `name` and `email` are for people; only `id` is sent. */
const params = z.object({
  user: z.object({ id: z.string().min(1), name: z.string(), email: z.string() }).nullable(),
});

export const assignUser: RecordChange<'assign-user', z.infer<typeof params>> = {
  kind: 'record',
  name: 'assign-user',
  title: 'change whose it is',
  label: 'User',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: () => ['user'],
  watches: [],
  impossible: () => null,
  consequence: (_device, { user }) => (user ? null : 'The device will belong to nobody.'),
  patch: (_device, { user }) => ({ userId: user?.id ?? null }),
  difference: (device, { user }) => ({
    label: 'User',
    before: device.user?.name ?? 'nobody',
    after: user?.name ?? 'nobody',
  }),
  done: (device, { user }) => (device.user?.id ?? null) === (user?.id ?? null),
};
