import type { Device, DeviceSeen } from '../device.ts';
import type { WatchedFields } from '../operations/operation.ts';
import type { DeviceChange } from '../outcome.ts';
import type { Snapshot } from '../request.ts';

type What = DeviceChange['what'];

/** What always voids a request when it changes: the machine, its enrollment, its person. */
const ALWAYS = ['identity', 'enrollment', 'management', 'user'] as const;

/**
 * What changed between what was approved and what is there now; empty when nothing that matters did.
 * Check-ins, names, versions and other tags than `namedTags` (touched, and named by a rule) never matter.
 */
export function compareSnapshot(
  before: Snapshot,
  now: DeviceSeen,
  watches: readonly WatchedFields[],
  namedTags: readonly string[] = [],
): DeviceChange[] {
  return [
    ...[...ALWAYS, ...watches].flatMap((what) => {
      const [was, is] = [traitOf(before, what), traitOf(now, what)];
      return was.key === is.key ? [] : [{ what, to: is.shown }];
    }),
    ...namedTags.flatMap((tag): DeviceChange[] => {
      const [had, has] = [isTagged(before, tag), isTagged(now, tag)];
      return had === has ? [] : [{ what: has ? 'tag-added' : 'tag-removed', to: tag }];
    }),
  ];
}

const isTagged = ({ device }: DeviceSeen, tag: string): boolean =>
  device.tags?.some((one) => one.toLowerCase() === tag.toLowerCase()) ?? false;

/** `key` is compared, `shown` is what people call it. */
interface Trait {
  readonly key: string | null;
  readonly shown: string | null;
}

function traitOf({ device, lostModeEnabledAt }: DeviceSeen, what: What): Trait {
  switch (what) {
    case 'user':
      return { key: device.user?.id ?? null, shown: device.user?.name ?? null };
    case 'blueprint':
      return { key: device.blueprint?.id ?? null, shown: device.blueprint?.name ?? null };
    case 'asset-tag':
      return { key: device.assetTag, shown: device.assetTag };
    case 'lost-mode':
      return { key: device.lostMode, shown: device.lostMode };
    default:
      return { key: unnamed(device, lostModeEnabledAt, what), shown: null };
  }
}

/** Traits whose value says nothing to people. */
function unnamed(device: Device, lostModeEnabledAt: number | null, what: What): string {
  switch (what) {
    case 'identity':
      return JSON.stringify([device.id, device.serialNumber, device.platform]);
    case 'enrollment':
      return String(device.lastEnrolledAt);
    case 'management':
      return JSON.stringify([device.isRemoved, device.mdmEnabled]);
    default:
      return String(lostModeEnabledAt);
  }
}
