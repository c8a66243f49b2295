import type { DetailGroup } from '../../helpdesk/device.ts';
import { assignedUser } from '../schemas/device.ts';
import { gigabytesOf, roundGb, toFlag, toInstant, toList, toRecord, toText } from '../schemas/primitives.ts';

export type Body = Readonly<Record<string, unknown>>;
export type Row = DetailGroup['rows'][number];

/** How a value is read for showing. `MB` and `GB` are numbers in strings without a unit (Windows, Android). */
type Reading = 'text' | 'flag' | 'instant' | 'size' | 'MB' | 'GB' | 'person' | 'list';

/** `key` inside the section, the label that people read, and how the value is read (default `text`). */
type RowSpec = readonly [key: string, label: string, reading?: Reading];

/** A group taken from one section (one top-level key) of the details. */
export interface GroupSpec {
  readonly title: string;
  readonly section: string;
  readonly rows: readonly RowSpec[];
  /** The flag that tells whether there is such a thing: where it is off, Kandji's other values are not about it. */
  readonly exists?: string;
}

/** The group's rows that have a value; fields that no one listed are never shown, because they could be secrets. */
export function readGroup(body: Body, spec: GroupSpec): DetailGroup {
  const section = toRecord(body[spec.section]);
  const isThere = spec.exists === undefined || toFlag(section[spec.exists]) !== false;
  const rows = spec.rows.flatMap(([key, label, reading]) => {
    if (!isThere && key !== spec.exists) return [];
    const row = readRow(label, section[key], reading ?? 'text');
    return row === null ? [] : [row];
  });
  return { title: spec.title, rows };
}

/** One row, or `null` when there is nothing to show. */
function readRow(label: string, value: unknown, reading: Reading): Row | null {
  if (reading === 'instant') {
    const at = toInstant(value);
    return at === null ? null : { label, value: at, kind: 'instant' };
  }
  const shown = reading === 'flag' ? toFlag(value) : READERS[reading](value);
  return shown === null ? null : { label, value: shown };
}

const READERS: Readonly<Record<Exclude<Reading, 'flag' | 'instant'>, (value: unknown) => string | null>> = {
  text: toText,
  size: (value) => gigabytesText(gigabytesOf(value)) ?? toText(value),
  MB: (value) => gigabytesText(binaryGigabytes(value)),
  GB: (value) => gigabytesText(gigabytesOf(`${toText(value)} GB`)),
  person: personText,
  list: (value) => {
    const texts = toList(value).flatMap((item) => toText(item) ?? []);
    return texts.length === 0 ? null : texts.join(', ');
  },
};

/** Windows tells sizes in MB of 1,024 kB; shown as Windows itself shows them. */
export function binaryGigabytes(value: unknown): number | null {
  const megabytes = gigabytesOf(`${toText(value)} MB`);
  return megabytes === null ? null : (megabytes * 1000) / 1024;
}

function gigabytesText(gigabytes: number | null): string | null {
  return gigabytes === null ? null : `${roundGb(gigabytes)} GB`;
}

function personText(value: unknown): string | null {
  const person = assignedUser(value);
  if (person === null) return null;
  const archived = person.archived ? ', account archived' : '';
  return person.email === '' || person.email === person.name
    ? `${person.name}${archived}`
    : `${person.name} (${person.email}${archived})`;
}
