/** What can happen in a case. A version that does not know a kind draws nothing for it. */
export const CASE_EVENTS = [
  'reported',
  'reported-again', // while the case is open, with something to add
  'on-asked', // Lost Mode on waits for an approval
  'on-held', // by a safety limit
  'on-sent',
  'on-unknown', // the call left, and how it ended is not known
  'on', // confirmed
  'on-failed',
  'off-asked', // Lost Mode off waits for an approval
  'off-held',
  'off-sent',
  'off-unknown',
  'off', // confirmed
  'off-failed',
  'lock-asked', // locking a device that has no Lost Mode waits for an approval
  'lock-held',
  'lock-sent',
  'lock-unknown',
  'locked', // as Kandji reports it
  'lock-failed',
  'erase-asked', // erasing the device waits for an approval
  'erase-held',
  'erase-sent',
  'erase-unknown',
  'erased',
  'erase-failed',
  'passcode-asked', // clearing its passcode waits for an approval
  'passcode-held',
  'passcode-sent',
  'passcode-unknown',
  'passcode-cleared',
  'passcode-failed',
  'device-chosen', // by an agent, of a case that named none
  'looked-up', // whose devices could not be read when it was reported
  'located', // never where
  'checked-in',
  'silent', // no contact for 24 hours
  'taken',
  'found', // someone says so
  'not-yet', // an agent needs to check first
  'closed',
] as const;
export type CaseEventKind = (typeof CASE_EVENTS)[number];
