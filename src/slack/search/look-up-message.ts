import type { KnownBlock, ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { button, context, divider, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, code, foreignText, type Mrkdwn, mrkdwn, ownText, type Text } from '../block-kit/text.ts';
import { deviceRow } from './result-list.ts';

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

/** A message holds half of a modal's blocks, and 13,200 characters of them. */
const devicesEach = (place: Place, candidates: number): number =>
  place === 'modal' ? 5 : candidates > 5 ? 1 : 2;

type Place = 'modal' | 'message';

/** What was found in a message. */
export interface LookedUp {
  /** At most ten, which is what {@link lookUpText} names. */
  readonly candidates: readonly Candidate[];
  /** Mentions that were not looked up. */
  readonly left: number;
  /** The message shows more than was read. */
  readonly isCut: boolean;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
}

/** What a message mentions, each device with its own *Open*. */
export function lookUpView(
  { candidates, left, isCut, command }: LookedUp,
  now: number,
  place: Place = 'modal',
): ModalView {
  return modal(
    'look-up',
    {},
    {
      title: 'Devices in this message',
      blocks: [
        section(summary(candidates)),
        ...candidates.flatMap((candidate) => [
          ...(place === 'modal' ? [divider] : []),
          ...block(candidate, now, { most: devicesEach(place, candidates.length), command }),
        ]),
        ...(left > 0 ? [context(mrkdwn`${countNoun(left, 'more mention')} not looked up.`)] : []),
        ...(isCut ? [context(ownText('This message is very long. I read only its beginning.'))] : []),
      ],
    },
  );
}

function summary(candidates: readonly Candidate[]): Mrkdwn {
  if (candidates.length === 0)
    return mrkdwn`No serial number, asset tag, email, console link or person in this message.`;
  const devices = new Set(candidates.flatMap((candidate) => candidate.devices.map(({ id }) => id))).size;
  return devices === 0
    ? mrkdwn`No device found for ${countNoun(candidates.length, 'mention')}. Devices that aren't enrolled don't show up here.`
    : mrkdwn`${countNoun(devices, 'device')} found. Open one:`;
}

function block(
  { kind, written, devices, more, failed }: Candidate,
  now: number,
  { most, command }: { readonly most: number; readonly command: string },
): KnownBlock[] {
  const head = mrkdwn`${bold(foreignText(written, 100))} · ${KIND_WORDS[kind]}`;
  if (failed !== null) return [section(mrkdwn`${head}\n${failed}`)];
  if (devices.length === 0) return [section(mrkdwn`${head}\nNo device found.`)];
  const hidden = devices.length > most || more;
  return [
    section(head),
    ...devices.slice(0, most).map((device) => row(device, now)),
    ...(hidden ? [context(mrkdwn`There are more. Search for it with ${code(command)}.`)] : []),
  ];
}

const row = (device: Device, now: number): KnownBlock =>
  section(
    deviceRow(device, now),
    button('lookup.pick', { deviceId: device.id }, 'Open', {
      says: mrkdwn`Open: ${withAccessibleName(device.name, 50)}`,
    }),
  );
