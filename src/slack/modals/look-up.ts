import type { KnownBlock, ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { button, context, divider, modal, named, section } from '../blocks.ts';
import { deviceRow } from '../cards/device-list.ts';
import { counted } from '../cards/wording.ts';
import { bold, foreign, type Text, type Words, words } from '../words.ts';

/** Something in a message that may lead to a device, and what it led to. */
export interface Candidate {
  readonly kind: 'serial' | 'asset' | 'email' | 'mac' | 'link' | 'id' | 'author' | 'person';
  /** As it stood in the message; for people their name. */
  readonly written: string;
  /** Best first. */
  readonly devices: readonly Device[];
  /** Kandji has more than these. */
  readonly more: boolean;
  /** Why it could not be looked up; `null` when it could. */
  readonly failed: Text | null;
}

const KIND_WORDS: Readonly<Record<Candidate['kind'], string>> = {
  serial: 'serial number',
  asset: 'asset tag',
  email: 'e-mail',
  mac: 'MAC address',
  link: 'console link',
  id: 'device id',
  author: 'who wrote it',
  person: 'person',
};

const CANDIDATES = 10;
/** A message holds half of a modal's blocks. */
const DEVICES_EACH = { modal: 5, message: 2 } as const;

/** What a message mentions, each device with its own *Open*. */
export function lookUpView(
  candidates: readonly Candidate[],
  now: number,
  place: keyof typeof DEVICES_EACH = 'modal',
): ModalView {
  const shown = candidates.slice(0, CANDIDATES);
  const left = candidates.length - shown.length;
  return modal(
    'look-up',
    {},
    {
      title: 'Devices in this message',
      blocks: [
        section(summary(candidates)),
        ...shown.flatMap((candidate) => [divider, ...block(candidate, now, DEVICES_EACH[place])]),
        ...(left > 0 ? [context(words`${counted(left, 'more mention')} left out.`)] : []),
      ],
    },
  );
}

function summary(candidates: readonly Candidate[]): Words {
  if (candidates.length === 0)
    return words`I found nothing in this message that looks like a device or a person: no serial number, asset tag, e-mail or console link.`;
  const devices = new Set(candidates.flatMap((candidate) => candidate.devices.map(({ id }) => id))).size;
  return devices === 0
    ? words`I looked for ${counted(candidates.length, 'thing')} and found no device. Not enrolled? Then I can't see it.`
    : words`${counted(devices, 'device')} found. Open one:`;
}

function block({ kind, written, devices, more, failed }: Candidate, now: number, most: number): KnownBlock[] {
  const head = words`${bold(foreign(written, 100))} · ${KIND_WORDS[kind]}`;
  if (failed !== null) return [section(words`${head}\n${failed}`)];
  if (devices.length === 0) return [section(words`${head}\nNo device found.`)];
  const hidden = devices.length > most || more;
  return [
    section(head),
    ...devices.slice(0, most).map((device) => row(device, now)),
    ...(hidden ? [context(words`There are more. Search for it with /kandji.`)] : []),
  ];
}

const row = (device: Device, now: number): KnownBlock =>
  section(
    deviceRow(device, now),
    button('lookup.pick', { deviceId: device.id }, 'Open', { says: words`Open: ${named(device.name, 50)}` }),
  );
