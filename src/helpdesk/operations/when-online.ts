import type { Snapshot } from '../request.ts';
import { deviceWord } from '../text.ts';
import { type Change, operationNamed } from './index.ts';

const HOUR_MS = 3_600_000;

/** Seen within this, a device is taken for online. */
const ONLINE_WITHIN_MS = HOUR_MS;

/** Seen longer ago than this, a device has to come online first: one that sleeps at night does not. */
const OFFLINE_AFTER_MS = 26 * HOUR_MS;

/** The latest check-in before the snapshot was taken, epoch ms; `null` when it is not known. */
export const seenAt = ({ device, lastSeenAt }: Pick<Snapshot, 'device' | 'lastSeenAt'>): number | null =>
  lastSeenAt ?? device.agentCheckInAt;

/**
 * When a change reaches its device, in a sentence that holds at `now` (epoch ms) and says no age: it is drawn, never stored. Empty
 * where the change itself says what it waits for; `null` where nothing has to be said, not even when it was last seen.
 * `isPosted`: it stays as it is drawn, and is read later, when the device may be offline.
 */
export function whenOnline(
  { changes, snapshot }: { readonly changes: readonly Change[]; readonly snapshot: Snapshot },
  now: number,
  isPosted = false,
): string | null {
  const operations = changes.map(({ operation }) => operationNamed(operation));
  const seen = seenAt(snapshot);
  const arrival = operations.find((one) => one.arrival !== undefined)?.arrival;
  if (arrival) {
    if (snapshot.isBlocked) return '';
    if (seen === null || snapshot.takenAt - seen >= ONLINE_WITHIN_MS) return arrival.offline;
    return now - seen < ONLINE_WITHIN_MS && !isPosted ? arrival.online : ifOnline(arrival.online);
  }
  if (seen === null || now - seen < OFFLINE_AFTER_MS) return null;
  // A key or PIN is read from Kandji.
  if (operations.every(({ kind }) => kind === 'secret')) return null;
  if (operations.every(({ kind }) => kind === 'record'))
    return operations.some((one) => one.kind === 'record' && one.takesEffect === 'at-check-in') ? '' : null;
  const [only, ...others] = operations;
  const states = others.length === 0 ? only?.phrase.states : undefined;
  return states
    ? `${states.later} when it's online.`
    : `It reaches the ${deviceWord(snapshot.device.platform)} when it's online.`;
}

/** It was online when it was looked at, and that is a while ago. */
const ifOnline = (sentence: string): string =>
  `If it's online, ${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
