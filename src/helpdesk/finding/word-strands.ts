import type { Device, DeviceFilter } from '../device.ts';
import { folded, otherApostrophe } from './fold-text.ts';
import type { FoundBy } from './found.ts';
import { looksLikeId, looksLikeMac } from './query.ts';
import type { Strand } from './strand.ts';
import type { Translated } from './translate.ts';

type Field = Exclude<
  keyof DeviceFilter,
  'tags' | 'filevault' | 'sort' | 'blueprintId' | 'userId' | 'platform'
>;

/** Nothing at Kandji is called by more than this, and addresses have a limit. */
const LONGEST = 120;

/** At most four lists for one word or phrase: whatever it may be, and nothing it cannot be. */
export function wordStrands(text: string, base: Translated): readonly Strand[] {
  if (text.length > LONGEST) return [];
  return guesses(text).map(({ by, field, value }) => strandFor(by, field, value, base));
}

interface Guess {
  readonly by: FoundBy;
  readonly field: Field;
  readonly value: string;
}

function guesses(text: string): readonly Guess[] {
  const as = (by: FoundBy & Field, value = text): Guess => ({ by, field: by, value });
  if (looksLikeId(text)) return [as('id', text.toLowerCase())];
  if (text.includes('@')) return [as('email'), as('name'), as('user')];
  const mayBeSerial = /^[0-9a-z]+$/i.test(text);
  if (looksLikeMac(text)) return [...(mayBeSerial ? [as('serial')] : []), as('asset'), as('name'), as('mac')];
  const respelled = otherApostrophe(text);
  if (respelled !== null) return [as('asset'), as('name'), as('name', respelled), as('user')];
  return [...(/\s/.test(text) ? [] : [as('serial')]), as('asset'), as('name'), as('user')];
}

/** Where a key already filters the same field, Kandji gets the key and the word is compared here. */
function strandFor(by: FoundBy, field: Field, value: string, { common, fits }: Translated): Strand {
  if (common[field] === undefined) return { by, filter: { ...common, [field]: value }, fits };
  return {
    by,
    filter: common,
    fits: (device) => fits(device) && fieldOf(device, field).includes(folded(value)),
  };
}

function fieldOf(device: Device, field: Field): string {
  switch (field) {
    case 'serial':
      return folded(device.serialNumber);
    case 'asset':
      return folded(device.assetTag ?? '');
    case 'user':
      return folded(device.user?.name ?? '');
    case 'email':
    case 'emailExact':
      return folded(device.user?.email ?? '');
    case 'os':
      return folded(device.osVersion);
    case 'model':
      return folded(device.model);
    case 'mac':
      return '';
    default:
      return folded(field === 'id' ? device.id : device.name);
  }
}

/** True when a word stands anywhere on the device. */
export function mentions(device: Device, word: string): boolean {
  const wanted = folded(word);
  return [
    device.serialNumber,
    device.assetTag,
    device.name,
    device.user?.name,
    device.user?.email,
    device.model,
    device.blueprint?.name,
    device.platform,
    device.osVersion,
    ...(device.tags ?? []),
  ].some((text) => text != null && folded(text).includes(wanted));
}
