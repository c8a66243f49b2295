import type { DetailGroup } from '../../helpdesk/device.ts';
import { flagOf, isRecord, listOf, recordOf, textOf } from '../schemas/primitives.ts';
import { gigabytesOf, roundGb } from '../schemas/size.ts';
import type { Body, Row } from './rows.ts';

/** The lists inside an Apple device's details: volumes, people with an account on it, profiles. */
export function inventoryGroups(body: Body): readonly DetailGroup[] {
  return [
    { title: 'Volumes', rows: listOf(body.volumes).filter(isRecord).flatMap(volumeRow) },
    {
      title: 'Accounts',
      rows: listOf(recordOf(body.users).regular_users).filter(isRecord).flatMap(accountRow),
    },
    { title: 'Profiles', rows: listOf(body.installed_profiles).filter(isRecord).flatMap(profileRow) },
  ];
}

/** "Macintosh HD - Data": "291.7 of 494.4 GB free, APFS, encrypted". An iPad's only volume has no name. */
function volumeRow(volume: Body): readonly Row[] {
  const free = gigabytesOf(volume.available);
  const total = gigabytesOf(volume.capacity);
  const encrypted = flagOf(volume.encrypted);
  const parts = [
    free !== null && total !== null
      ? `${roundGb(free)} of ${roundGb(total)} GB free`
      : textOf(volume.capacity),
    textOf(volume.format),
    encrypted === null ? null : encrypted ? 'encrypted' : 'not encrypted',
  ].filter((part) => part !== null);
  const label = textOf(volume.name) ?? textOf(volume.identifier) ?? 'Storage';
  return parts.length === 0 ? [] : [{ label, value: parts.join(', ') }];
}

function accountRow(account: Body): readonly Row[] {
  const label = textOf(account.username);
  if (label === null) return [];
  const parts = [textOf(account.name), flagOf(account.admin) === true ? 'admin' : null];
  return [{ label, value: parts.filter((part) => part !== null).join(', ') || 'standard account' }];
}

function profileRow(profile: Body): readonly Row[] {
  const label = textOf(profile.name) ?? textOf(profile.identifier);
  if (label === null) return [];
  return [{ label, value: textOf(profile.organization) ?? textOf(profile.identifier) ?? 'installed' }];
}
