import type { Device } from '../device.ts';
import { macOf } from './mac-address.ts';

/** What a key's value is, and so how it is read, resolved and sent. */
export interface RequestValues {
  readonly text: string;
  readonly 'device-id': string;
  /** Whole or in part, in any usual spelling. */
  readonly mac: string;
  /** `15.3`; `macOS 15.3` sets the platform, too. */
  readonly version: string;
  /** Name, part of a name, or id. */
  readonly blueprint: string;
  /** In any case. Every group must match, by any of its tags. */
  readonly tags: readonly (readonly string[])[];
  /** Any of these. */
  readonly ids: readonly string[];
  /** Kandji's platform names; any of them. */
  readonly platforms: readonly string[];
  readonly switch: boolean;
  /** Kandji's `ordering`, such as `-last_check_in,model`. */
  readonly order: string;
  /** `>14d`, `<2h`: how long ago. */
  readonly age: string;
}

/** The same once resolved: one list call can ask for one platform, one blueprint, and tags in Kandji's own spelling. */
interface FilterValues extends Omit<RequestValues, 'tags' | 'platforms'> {
  readonly tags: readonly string[];
  readonly platforms: string;
}

/** One key of `find key:value`. */
export interface SearchKey {
  readonly kind: keyof RequestValues;
  /** Its name in a {@link SearchRequest}. */
  readonly field: string;
  /** Its name in a {@link DeviceFilter}, where that is another. */
  readonly filter?: string;
  /** Parameter of List Devices (Kandji API docs), understood as a name of the key, too; `_in` follows it for several values. */
  readonly parameter: string;
  /** Other names, lower case without `-` and `_`. */
  readonly aliases: readonly string[];
  /** A value that shows what it takes. */
  readonly example: string;
  /** Its field in Kandji's `ordering`, where devices can be sorted by it (Kandji API docs, List Devices). */
  readonly order?: string;
  /** What a value looks like: a label without a colon counts before such a word, as in `serial number C02XG…`. */
  readonly looksLike?: (text: string) => boolean;
  /** A label without a colon counts before any word, when the two are all that was typed: `tag berlin`. */
  readonly labelsAnything?: true;
  /** Kandji has no such filter: devices are compared here. */
  readonly isOurs?: true;
  /** What a device has there, where List Devices tells it as one text. */
  readonly read?: (device: Device) => string | null | undefined;
}

/** Kandji's device and user ids. */
export const looksLikeId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** Every key: what is typed, resolved, asked of Kandji and shown in help derives from this table. */
export const SEARCH_KEYS = {
  serial: {
    kind: 'text',
    field: 'serial',
    parameter: 'serial_number',
    aliases: ['sn', 'serialno', 'serialnr'],
    example: 'H4TX90',
    order: 'serial_number',
    looksLike: (text) => /^(?=.*\d)[0-9a-z]{4,15}$/i.test(text),
    read: (device) => device.serialNumber,
  },
  asset: {
    kind: 'text',
    field: 'asset',
    parameter: 'asset_tag',
    aliases: ['assetnumber', 'assetno'],
    example: 'LF-00412',
    order: 'asset_tag',
    looksLike: (text) => /\d/.test(text),
    read: (device) => device.assetTag,
  },
  name: {
    kind: 'text',
    field: 'name',
    parameter: 'device_name',
    aliases: ['device', 'hostname'],
    example: 'warehouse',
    order: 'device_name',
    read: (device) => device.name,
  },
  user: {
    kind: 'text',
    field: 'user',
    parameter: 'user_name',
    aliases: ['owner', 'person'],
    example: 'dana',
    order: 'user',
    labelsAnything: true,
    read: (device) => device.user?.name,
  },
  email: {
    kind: 'text',
    field: 'email',
    parameter: 'user_email',
    aliases: ['mail', 'emailaddress'],
    example: 'dana@larkfield.example',
    looksLike: (text) => text.includes('@'),
    read: (device) => device.user?.email,
  },
  'email-exact': {
    kind: 'text',
    field: 'emailExact',
    parameter: 'user_email_exact',
    aliases: [],
    example: 'dana@larkfield.example',
  },
  'user-id': {
    kind: 'text',
    field: 'userId',
    parameter: 'user_id',
    aliases: [],
    example: 'b1b4b8d6-6a3c-4a39-8a35-5f6f0d2f8f10',
  },
  tag: {
    kind: 'tags',
    field: 'tags',
    parameter: 'tag_name',
    aliases: ['tags'],
    example: 'loaner',
    labelsAnything: true,
  },
  'tag-id': {
    kind: 'ids',
    field: 'tagIds',
    parameter: 'tag_id',
    aliases: [],
    example: '2d7f4f0e-6f0e-4d2f-9a55-0a3b8f3f7c01',
  },
  platform: {
    kind: 'platforms',
    field: 'platforms',
    filter: 'platform',
    parameter: 'platform',
    aliases: [],
    example: 'iphone',
    order: 'platform',
    read: (device) => device.platform,
  },
  os: {
    kind: 'version',
    field: 'os',
    parameter: 'os_version',
    aliases: ['version'],
    example: '18',
    order: 'os_version',
    looksLike: (text) => /^\d+(?:\.\d+)*$/.test(text),
    read: (device) => device.osVersion,
  },
  model: {
    kind: 'text',
    field: 'model',
    parameter: 'model',
    aliases: [],
    example: 'air',
    order: 'model',
    labelsAnything: true,
    read: (device) => device.model,
  },
  blueprint: {
    kind: 'blueprint',
    field: 'blueprint',
    filter: 'blueprintId',
    parameter: 'blueprint_id',
    aliases: ['blueprintname', 'bp'],
    example: '"Staff Macs"',
    order: 'blueprint_id',
    labelsAnything: true,
    read: (device) => device.blueprint?.name,
  },
  filevault: {
    kind: 'switch',
    field: 'filevault',
    parameter: 'filevault_enabled',
    aliases: ['fv'],
    example: 'off',
  },
  mac: {
    kind: 'mac',
    field: 'mac',
    parameter: 'mac_address',
    aliases: [],
    example: 'a4:83:e7:01:02:03',
    looksLike: (text) => macOf(text) !== null || /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})+$/i.test(text),
  },
  id: {
    kind: 'device-id',
    field: 'id',
    parameter: 'device_id',
    aliases: ['uuid'],
    example: '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa',
    order: 'device_id',
    looksLike: looksLikeId,
    read: (device) => device.id,
  },
  seen: {
    kind: 'age',
    field: 'seen',
    parameter: 'seen',
    ...{ aliases: ['lastseen', 'checkin', 'lastcheckin'], example: '>14d', isOurs: true },
  },
  sort: {
    kind: 'order',
    field: 'sort',
    parameter: 'ordering',
    aliases: ['order'],
    example: '-last_check_in',
  },
} as const satisfies Readonly<Record<string, SearchKey>>;

type Table = typeof SEARCH_KEYS;
export type SearchKeyName = keyof Table;

/** Keys as a person gave them. All given ones must match. */
export type SearchRequest = {
  readonly [Name in SearchKeyName as Table[Name]['field']]?: RequestValues[Table[Name]['kind']];
} & {
  /** `user:@someone`: a Slack user id. */
  readonly slackUserId?: string;
};

/** What one list call asks for, in Kandji's terms. Texts are compared as *contains*, whatever the case; ids, MAC and tags exactly. */
export type DeviceFilter = {
  readonly [Name in SearchKeyName as FilterField<Table[Name]>]?: FilterValues[Table[Name]['kind']];
};
type FilterField<Key extends { field: string }> = Key extends { filter: infer Name extends string }
  ? Name
  : Key['field'];

/** The keys, in the order in which people read them. */
export const SEARCH_KEY_NAMES = Object.keys(SEARCH_KEYS) as readonly SearchKeyName[];

/** A key's entry, without the types of its own. */
export const searchKeyOf = (name: SearchKeyName): SearchKey => SEARCH_KEYS[name];

/** What a device has under a key; `''` for nothing, and where List Devices doesn't tell it. */
export const fieldOf = (device: Device, name: SearchKeyName): string =>
  searchKeyOf(name).read?.(device) ?? '';
