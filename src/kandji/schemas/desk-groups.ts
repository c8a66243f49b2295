import type { DeskGroup } from '../../helpdesk/device.ts';

/** The thirteen documented statuses of a library item (Kandji API docs). Lower case belongs to profiles. */
export const LIBRARY_STATUSES: Readonly<Record<string, DeskGroup>> = {
  ERROR: 'problem',
  failed: 'problem',
  PENDING: 'in-progress',
  pending: 'in-progress',
  DOWNLOADING: 'in-progress',
  INSTALLING: 'in-progress',
  CACHED: 'in-progress',
  CHANGE_PENDING: 'in-progress',
  PASS: 'fine',
  success: 'fine',
  AVAILABLE: 'neutral',
  EXCLUDED: 'neutral',
  INCOMPATIBLE: 'neutral',
};

/** The statuses of a parameter (Kandji API docs). WARNING is an alert that an admin has silenced. */
export const PARAMETER_STATUSES: Readonly<Record<string, DeskGroup>> = {
  ERROR: 'problem',
  WARNING: 'attention',
  PENDING: 'in-progress',
  REMEDIATED: 'fine',
  PASS: 'fine',
  INCOMPATIBLE: 'neutral',
};

/** Exactly first, then whatever the case; a status that nobody documented is `other`. */
export function deskGroup(statuses: Readonly<Record<string, DeskGroup>>, status: string): DeskGroup {
  if (Object.hasOwn(statuses, status)) return statuses[status] ?? 'other';
  const folded = status.toUpperCase();
  return Object.entries(statuses).find(([known]) => known.toUpperCase() === folded)?.[1] ?? 'other';
}
