import { z } from 'zod';
import type { RecordChange } from './operation.ts';
import { removed } from './unmanaged.ts';

const params = z.object({
  assetTag: z
    .string()
    .trim()
    .max(255, 'The asset tag is too long: 255 characters at most.')
    .nullable()
    .transform((typed) => typed || null),
});

export const setAssetTag: RecordChange<'set-asset-tag', z.infer<typeof params>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'set-asset-tag',
  title: 'change the asset tag',
  label: 'Asset tag',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: () => ['asset-tag'],
  watches: ['asset-tag'],
  impossible: removed,
  consequence: () => null,
  patch: (_device, { assetTag }) => ({ assetTag }),
  difference: (device, { assetTag }) => ({
    label: 'Asset tag',
    before: device.assetTag ?? 'none',
    after: assetTag ?? 'none',
  }),
  done: (device, { assetTag }) => device.assetTag === assetTag,
};
