import { DAY } from '../dates.ts';
import { fixedUuid } from '../random.ts';
import type { Device } from '../tenant/device.ts';
import { NAMED } from '../tenant/named-ids.ts';

/** A note on a device: HTML when written in the web app, plain text when written by the API. */
export interface Note {
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
  author: string;
  content: string;
}

export function firstNotes(device: Device, now: number): Note[] {
  if (device.id !== NAMED.noorsMac) return [];
  const content =
    '<p>Loaner since January. <strong>Bring back</strong> to the IT desk &amp; take the charger.</p>';
  return [
    {
      id: fixedUuid('note loaner'),
      createdAt: now - 40 * DAY,
      updatedAt: now - 40 * DAY,
      author: 'Ben Okafor',
      content,
    },
  ];
}
