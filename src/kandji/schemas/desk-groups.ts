import type { StatusGroup } from '../../helpdesk/device.ts';

/** The thirteen documented statuses of a library item (Kandji API docs). Lower case belongs to profiles. */
export const LIBRARY_STATUSES: Readonly<Record<string, StatusGroup>> = {
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
export const PARAMETER_STATUSES: Readonly<Record<string, StatusGroup>> = {
  ERROR: 'problem',
  WARNING: 'attention',
  PENDING: 'in-progress',
  REMEDIATED: 'fine',
  PASS: 'fine',
  INCOMPATIBLE: 'neutral',
};

/** Exactly first, then whatever the case; a status that nobody documented is `other`. */
export function statusGroup(statuses: Readonly<Record<string, StatusGroup>>, status: string): StatusGroup {
  if (Object.hasOwn(statuses, status)) return statuses[status] ?? 'other';
  const folded = status.toUpperCase();
  return Object.entries(statuses).find(([known]) => known.toUpperCase() === folded)?.[1] ?? 'other';
}
