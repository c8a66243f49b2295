import { z } from 'zod';
import type { RecordChange } from './operation.ts';
import { removed } from './unmanaged.ts';

const names = z.array(z.string().trim().min(1)).max(50, 'Fifty tags at once are enough.').default([]);

/** Additions and removals, never a whole set: two people who add a tag each both keep theirs. */
const params = z
  .object({ add: names, remove: names })
  .refine(({ add, remove }) => add.length + remove.length > 0, { message: 'No tag was added or removed.' });

export const editTags: RecordChange<'edit-tags', z.infer<typeof params>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'edit-tags',
  title: 'change its tags',
  label: 'Tags',
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: ({ add, remove }) => [...add, ...remove].map((tag) => `tag:${tag.toLowerCase()}`),
  watches: [],
  impossible: (seen) =>
    removed(seen) ?? (seen.device.tags === null ? 'Kandji did not tell the tags of this device.' : null),
  consequence: () => null,
  patch: (device, change) => ({ tags: merged(device.tags ?? [], change) }),
  difference: (device, change) => ({
    label: 'Tags',
    before: listed(device.tags ?? []),
    after: listed(merged(device.tags ?? [], change)),
  }),
  done: (device, { add, remove }) =>
    add.every((tag) => device.tags?.includes(tag)) && !remove.some((tag) => device.tags?.includes(tag)),
};

const merged = (tags: readonly string[], { add, remove }: z.infer<typeof params>): string[] => [
  ...new Set([...tags, ...add].filter((tag) => !remove.includes(tag))),
];

const listed = (tags: readonly string[]): string => tags.join(', ') || 'none';
