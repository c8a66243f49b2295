import type { DeviceSeen } from '../device.ts';
import type { WatchedFields } from '../operations/operation.ts';
import type { Snapshot } from '../request.ts';

/** What always voids a request when it changes: the machine, its enrolment, its person. */
const ALWAYS = ['id', 'serial number', 'platform', 'enrolment', 'management', 'user'] as const;

const WORDS: Readonly<Record<WatchedFields, string>> = {
  'asset-tag': 'asset tag',
  blueprint: 'blueprint',
  'lost-mode': 'Lost Mode',
  'lost-mode-since': 'since when Lost Mode is on',
};

/**
 * Names what changed between what was approved and what is there now; empty when nothing that matters did.
 * Check-ins, names, versions and other tags than `namedTags` (touched, and named by a rule) never matter.
 */
export function compareSnapshot(
  before: Snapshot,
  now: DeviceSeen,
  watches: readonly WatchedFields[],
  namedTags: readonly string[] = [],
): string[] {
  const differs = (trait: (typeof ALWAYS)[number] | WatchedFields) =>
    traitOf(before, trait) !== traitOf(now, trait);
  return [
    ...ALWAYS.filter(differs),
    ...watches.filter(differs).map((watched) => WORDS[watched]),
    ...namedTags.filter((tag) => has(before, tag) !== has(now, tag)).map((tag) => `the tag ${tag}`),
  ];
}

const has = ({ device }: DeviceSeen, tag: string): boolean =>
  device.tags?.some((one) => one.toLowerCase() === tag.toLowerCase()) ?? false;

function traitOf({ device, lostModeEnabledAt }: DeviceSeen, trait: (typeof ALWAYS)[number] | WatchedFields) {
  switch (trait) {
    case 'id':
      return device.id;
    case 'serial number':
      return device.serialNumber;
    case 'platform':
      return device.platform;
    case 'enrolment':
      return device.lastEnrolledAt;
    case 'management':
      return `${device.isRemoved} ${device.mdmEnabled}`;
    case 'user':
      return device.user?.id ?? null;
    case 'asset-tag':
      return device.assetTag;
    case 'blueprint':
      return device.blueprint?.id ?? null;
    case 'lost-mode':
      return device.lostMode;
    case 'lost-mode-since':
      return lostModeEnabledAt;
  }
}
