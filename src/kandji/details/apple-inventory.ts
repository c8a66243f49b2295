import type { DetailGroup } from '../../helpdesk/device.ts';
import { isRecord, toFlag, toList, toRecord, toText } from '../schemas/primitives.ts';
import { gigabytesOf, roundGb } from '../schemas/size.ts';
import type { Body, Row } from './rows.ts';

/** The lists inside an Apple device's details: volumes, people with an account on it, profiles. */
export function inventoryGroups(body: Body): readonly DetailGroup[] {
  return [
    { title: 'Volumes', rows: toList(body.volumes).filter(isRecord).flatMap(volumeRow) },
    {
      title: 'Accounts',
      rows: toList(toRecord(body.users).regular_users).filter(isRecord).flatMap(accountRow),
    },
    { title: 'Profiles', rows: toList(body.installed_profiles).filter(isRecord).flatMap(profileRow) },
  ];
}

/** "Macintosh HD - Data": "291.7 of 494.4 GB free, APFS, encrypted". An iPad's only volume has no name. */
function volumeRow(volume: Body): readonly Row[] {
  const free = gigabytesOf(volume.available);
  const total = gigabytesOf(volume.capacity);
  const encrypted = toFlag(volume.encrypted);
  const parts = [
    free !== null && total !== null
      ? `${roundGb(free)} of ${roundGb(total)} GB free`
      : toText(volume.capacity),
    toText(volume.format),
    encrypted === null ? null : encrypted ? 'encrypted' : 'not encrypted',
  ].filter((part) => part !== null);
  const label = toText(volume.name) ?? toText(volume.identifier) ?? 'Storage';
  return parts.length === 0 ? [] : [{ label, value: parts.join(', ') }];
}

function accountRow(account: Body): readonly Row[] {
  const label = toText(account.username);
  if (label === null) return [];
  const parts = [toText(account.name), toFlag(account.admin) === true ? 'admin' : null];
  return [{ label, value: parts.filter((part) => part !== null).join(', ') || 'standard account' }];
}

function profileRow(profile: Body): readonly Row[] {
  const label = toText(profile.name) ?? toText(profile.identifier);
  if (label === null) return [];
  return [{ label, value: toText(profile.organization) ?? toText(profile.identifier) ?? 'installed' }];
}
