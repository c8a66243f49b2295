export { type Change, OPERATION_NAMES, type OperationName } from './operations/index.ts';

/** Rights that are not device operations: looking and reading. */
export const RIGHTS = [
  'lookup',
  'lookup-own',
  'see-location',
  'read-history',
  'see-requests',
  'see-notes',
  'report-own-lost',
  'take-case',
  'freeze',
  'release',
  'export',
  'report',
  'watch',
  'message-user',
] as const;
export type Right = (typeof RIGHTS)[number];
