import { z } from 'zod';
import { deviceWord } from '../text.ts';
import { permission, type RecordChange, removed, type Wording } from './operation.ts';

const names = z.array(z.string().trim().min(1)).max(50, 'At most 50 tags at once.').default([]);

/** One box for every field of the record. */
const UPDATE_DEVICE = permission('PATCH /devices/{device_id}', 'Update a device');

/** Additions and removals, never a whole set: two people who add a tag each both keep theirs. */
const params = z
  .object({ add: names, remove: names })
  .refine(({ add, remove }) => add.length + remove.length > 0, { message: 'No tag was added or removed.' });

export const editTags: RecordChange<'edit-tags', z.infer<typeof params>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'edit-tags',
  title: 'change the tags',
  label: 'Tags',
  menu: 'update',
  aliases: ['tags', 'tag', 'addtag', 'removetag'],
  phrase: { link: ' of ', end: 'it worked' },
  permissions: [UPDATE_DEVICE],
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params,
  exclusive: ({ add, remove }) => [...add, ...remove].map((tag) => `tag:${tag.toLowerCase()}`),
  watches: [],
  impossible: (seen) =>
    removed(seen) ?? (seen.device.tags === null ? "Kandji didn't send this device's tags." : null),
  consequence: () => null,
  wording: tagWording,
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

function tagWording({ add, remove }: z.infer<typeof params>): Wording {
  const [only, ...others] = [...add, ...remove];
  if (only === undefined || others.length > 0)
    return { around: ['change the tags of ', ''], title: 'change tags', done: 'Tags changed', value: 'tags' };
  return add.length > 0
    ? {
        around: [`add the tag ${only} to `, ''],
        title: `add the tag ${only}`,
        done: `Tag ${only} added`,
        value: only,
      }
    : {
        around: [`remove the tag ${only} from `, ''],
        title: `remove the tag ${only}`,
        done: `Tag ${only} removed`,
        value: `no tag ${only}`,
      };
}

const listed = (tags: readonly string[]): string => tags.join(', ') || 'none';

/** `name` and `email` are for people; only `id` is sent. */
const paramsAssignUser = z.object({
  user: z.object({ id: z.string().min(1), name: z.string(), email: z.string() }).nullable(),
});

export const assignUser: RecordChange<'assign-user', z.infer<typeof paramsAssignUser>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'assign-user',
  title: 'change the assigned user',
  label: 'User',
  menu: 'update',
  aliases: ['assign', 'user', 'clearuser'],
  phrase: { link: ' of ', end: 'it worked' },
  permissions: [UPDATE_DEVICE],
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params: paramsAssignUser,
  exclusive: () => ['user'],
  watches: [],
  impossible: removed,
  consequence: (device, { user }) =>
    device.user === null || device.user.id === user?.id
      ? null
      : `${device.user.name} will be unassigned from this ${deviceWord(device.platform)}.`,
  wording: ({ user }) =>
    user === null
      ? { around: ['unassign ', ''], title: 'unassign', done: 'Unassigned', value: 'unassigned' }
      : {
          around: ['assign ', ` to ${user.name || user.email}`],
          title: `assign to ${user.name || user.email}`,
          done: `Assigned to ${user.name || user.email}`,
          value: user.name || user.email,
        },
  patch: (_device, { user }) => ({ userId: user?.id ?? null }),
  difference: (device, { user }) => ({
    label: 'User',
    before: device.user?.name ?? 'unassigned',
    after: user?.name ?? 'unassigned',
  }),
  done: (device, { user }) => (device.user?.id ?? null) === (user?.id ?? null),
};

const paramsSetAssetTag = z.object({
  assetTag: z
    .string()
    .trim()
    .max(255, 'The asset tag is too long: 255 characters at most.')
    .nullable()
    .transform((typed) => typed || null),
});

export const setAssetTag: RecordChange<'set-asset-tag', z.infer<typeof paramsSetAssetTag>> = {
  kind: 'record',
  takesEffect: 'at-kandji',
  name: 'set-asset-tag',
  title: 'change the asset tag',
  label: 'Asset tag',
  menu: 'update',
  aliases: ['assettag', 'asset'],
  phrase: { link: ' of ', end: 'it worked' },
  permissions: [UPDATE_DEVICE],
  risk: 'routine',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params: paramsSetAssetTag,
  exclusive: () => ['asset-tag'],
  watches: ['asset-tag'],
  impossible: removed,
  consequence: () => null,
  wording: ({ assetTag }) =>
    assetTag === null
      ? {
          around: ['remove the asset tag of ', ''],
          title: 'remove the asset tag',
          done: 'Asset tag removed',
          value: 'no asset tag',
        }
      : {
          around: ['set the asset tag of ', ` to ${assetTag}`],
          title: `set the asset tag to ${assetTag}`,
          done: `Asset tag set to ${assetTag}`,
          value: assetTag,
        },
  patch: (_device, { assetTag }) => ({ assetTag }),
  difference: (device, { assetTag }) => ({
    label: 'Asset tag',
    before: device.assetTag ?? 'none',
    after: assetTag ?? 'none',
  }),
  done: (device, { assetTag }) => device.assetTag === assetTag,
};

/** `blueprintName` is for people; only the id is sent. */
const paramsSetBlueprint = z.object({ blueprintId: z.string().min(1), blueprintName: z.string() });

export const setBlueprint: RecordChange<'set-blueprint', z.infer<typeof paramsSetBlueprint>> = {
  kind: 'record',
  takesEffect: 'at-check-in',
  name: 'set-blueprint',
  title: 'move it to another blueprint',
  label: 'Blueprint',
  menu: 'update',
  aliases: ['blueprint', 'move', 'moveblueprint'],
  phrase: { link: ' on ', end: 'the device was moved', around: ['move ', ' to another blueprint'] },
  permissions: [UPDATE_DEVICE],
  risk: 'disruptive',
  platforms: ['Mac', 'iPhone', 'iPad', 'AppleTV', 'Windows', 'Android'],
  params: paramsSetBlueprint,
  exclusive: () => ['blueprint'],
  watches: ['blueprint'],
  impossible: removed,
  consequence: (device, { blueprintName }) =>
    device.blueprint === null
      ? `At its next check-in the ${deviceWord(device.platform)} gets the apps and settings of ${blueprintName}.`
      : `At its next check-in the ${deviceWord(device.platform)} loses the apps and settings of ${device.blueprint.name} and gets those of ${blueprintName}.`,
  wording: ({ blueprintName }) => ({
    around: ['move ', ` to ${blueprintName}`],
    title: `move to ${blueprintName}`,
    done: `Moved to ${blueprintName}`,
    value: blueprintName,
  }),
  patch: (_device, { blueprintId }) => ({ blueprintId }),
  difference: (device, { blueprintName }) => ({
    label: 'Blueprint',
    before: device.blueprint?.name ?? 'none',
    after: blueprintName,
  }),
  done: (device, { blueprintId }) => device.blueprint?.id === blueprintId,
};
