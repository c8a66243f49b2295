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

/** Rights that are about no device: a rule that limits one to some devices never allows it, and refuses it for all. */
export const DEVICELESS_RIGHTS: ReadonlySet<string> = new Set<Right>([
  'read-history',
  'see-requests',
  'freeze',
  'release',
  'export',
  'report',
]);
