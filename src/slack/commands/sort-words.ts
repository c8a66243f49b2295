import { closestMatches } from '../../helpdesk/search/suggestions.ts';
import { code, type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { plainWord } from './command-table.ts';

/** Fields that Kandji can sort by (Kandji API docs, List Devices, `ordering`), by the words for them. */
const SORT_FIELDS: Readonly<Record<string, string>> = {
  assettag: 'asset_tag',
  asset: 'asset_tag',
  blueprintid: 'blueprint_id',
  blueprint: 'blueprint_id',
  deviceid: 'device_id',
  id: 'device_id',
  devicename: 'device_name',
  name: 'device_name',
  lastcheckin: 'last_check_in',
  checkin: 'last_check_in',
  lastseen: 'last_check_in',
  seen: 'last_check_in',
  model: 'model',
  platform: 'platform',
  osversion: 'os_version',
  os: 'os_version',
  serialnumber: 'serial_number',
  serial: 'serial_number',
  user: 'user',
};

export type SortArguments =
  | { readonly ok: true; readonly value: string; readonly notes: readonly Mrkdwn[] }
  | { readonly ok: false; readonly why: Mrkdwn };

/** Kandji's `ordering` from words such as `-last-check-in`. */
export function parseSort(typed: readonly string[]): SortArguments {
  const fields: string[] = [];
  const notes: Mrkdwn[] = [];
  for (const word of typed) {
    const down = /^[-\u2010-\u2015\u2212]+/.test(word) ? '-' : '';
    const plain = plainWord(word).replaceAll(' ', '');
    const meant = Object.hasOwn(SORT_FIELDS, plain) ? plain : closestMatches(plain, Object.keys(SORT_FIELDS));
    const field = meant === null ? undefined : SORT_FIELDS[meant];
    if (field === undefined) return { ok: false, why: cannot(word) };
    if (meant !== plain) notes.push(mrkdwn`I read ${code(word)} as ${code(`${down}${field}`)}.`);
    fields.push(`${down}${field}`);
  }
  return { ok: true, value: fields.join(','), notes };
}

const cannot = (word: string): Mrkdwn =>
  mrkdwn`I can't sort by ${code(word)}. Sort by ${[...new Set(Object.values(SORT_FIELDS))].join(', ')}.`;
