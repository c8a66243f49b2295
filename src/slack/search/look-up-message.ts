import type { KnownBlock, ModalView } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { extractIdentifiers, type FoundIdentifiers } from '../../helpdesk/search/extract-identifiers.ts';
import {
  button,
  context,
  divider,
  loadingView,
  modal,
  section,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { deviceRow } from '../block-kit/device-row.ts';
import { countNoun } from '../block-kit/format.ts';
import { bold, code, foreignText, type Mrkdwn, mrkdwn, ownText, type Text } from '../block-kit/text.ts';
import { logFailure } from '../errors.ts';
import { fillModal, fillNewModal } from '../fill-modal.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { notice } from '../notices.ts';
import { findView } from './find-modal.ts';
import type { MessageContent } from './message-content.ts';

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
  email: 'email',
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

const TITLE = 'Devices in this message';

/** What a message mentions, each device with its own *Open*. */
export function lookUpView(
  { candidates, left, isCut, command }: LookedUp,
  now: number,
  place: Place = 'modal',
  title = TITLE,
): ModalView {
  return modal(
    'look-up',
    {},
    {
      title,
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

/** Takes what may lead to a device from a message and its author, and offers what it found: in a modal, else in words. */
export async function lookUpMessage(
  app: AppContext,
  interaction: Interaction,
  message: MessageContent,
): Promise<void> {
  const opened = await interaction.openModal(loadingView(TITLE));
  if (opened)
    return fillModal(app.ports.log, interaction, opened, {
      title: TITLE,
      content: () => found(app, interaction, message, 'modal'),
    });
  const { blocks } = await found(app, interaction, message, 'message');
  await interaction.reply({ text: TITLE, blocks: blocks as KnownBlock[] });
}

/** The device of a case that names none in Kandji: what its description leads to, else the search for it. By the presser's own right. */
export const lookUpCase: ActionListener<'case.look-up'> = (app, interaction, { caseId }) =>
  fillNewModal(app.ports.log, interaction, {
    title: 'Look it up',
    content: async () => {
      const { report } = await app.helpdesk.showCase(await interaction.actor(), caseId);
      const message = { text: report.description, authorId: null, isCut: false };
      const looked = await candidatesIn(app, interaction, message);
      return looked.candidates.length === 0
        ? findView()
        : lookUpView(looked, app.now(), 'modal', 'Look it up');
    },
    again: button('case.look-up', { caseId }, 'Look it up'),
  });

/**
 * What a text leads to, as a message; `null` when nothing in it looks like a device or a person, or when that finds none
 * and `saysNone` is not wanted. At most two calls for each of the six things that are looked for, and for each of three people.
 */
export async function mentionedDevices(
  app: AppContext,
  interaction: Interaction,
  message: MessageContent,
  saysNone: boolean,
): Promise<Card | null> {
  const looked = await candidatesIn(app, interaction, message);
  const isNone = looked.candidates.every(({ devices, failed }) => devices.length === 0 && failed === null);
  if (isNone && (looked.candidates.length === 0 || !saysNone)) return null;
  const { blocks } = lookUpView(looked, app.now(), 'message');
  return { text: TITLE, blocks: blocks as KnownBlock[] };
}

async function found(
  app: AppContext,
  interaction: Interaction,
  message: MessageContent,
  place: 'modal' | 'message',
): Promise<ModalView> {
  return lookUpView(await candidatesIn(app, interaction, message), app.now(), place);
}

async function candidatesIn(
  app: AppContext,
  interaction: Interaction,
  { text, authorId, isCut }: MessageContent,
): Promise<LookedUp> {
  const actor = await interaction.actor();
  await app.helpdesk.requireLooker(actor);
  const pattern = app.ports.policies.current()?.assetTagPattern ?? null;
  const { list, left } = extractIdentifiers(text, pattern, authorId);
  const candidates = await Promise.all(list.map((one) => lookUp(app, interaction, actor, one)));
  return { candidates, left, isCut, command: interaction.command };
}

async function lookUp(
  app: AppContext,
  interaction: Interaction,
  actor: Actor,
  { kind, written, query }: FoundIdentifiers,
): Promise<Candidate> {
  const isPerson = kind === 'author' || kind === 'person';
  const name = isPerson ? (await app.ports.people.actor(written, 'look')).name : written;
  const candidate = { kind, written: name, devices: [], more: false, failed: null };
  try {
    const { first } = await app.helpdesk.searchDevices(actor, query, { nearMisses: false });
    return { ...candidate, devices: first.devices, more: first.more };
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return {
      ...candidate,
      failed: notice(error, 'this', interaction),
    };
  }
}
