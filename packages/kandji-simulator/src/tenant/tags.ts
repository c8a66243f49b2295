import { fixedUuid } from '../random.ts';

/** Devices carry tag names; filters take names or ids, case-sensitively. */
export interface Tag {
  readonly id: string;
  name: string;
}

const NAMES = [
  'loaner',
  'berlin',
  'Lisbon',
  'Prague',
  'kiosk',
  'executive',
  'VIP',
  'byod',
  'BYOD-2024',
  'Finance',
  'finance-audit',
  'pool',
  'repair',
  'Refresh 2026',
  'beta-ring',
  'Beta',
  'contractor',
  'on-leave',
  'Warehouse',
  'warehouse-2',
  'ホットデスク',
  'têtes-de-série',
  'no-autoupdate',
  'Do Not Touch',
  'legal hold',
] as const;

export function larkfieldTags(): Tag[] {
  return NAMES.map((name) => ({ id: fixedUuid(`tag ${name}`), name }));
}
