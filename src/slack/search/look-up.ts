import type { KnownBlock, ModalView } from '@slack/types';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { extractIdentifiers, type FoundIdentifiers } from '../../helpdesk/search/extract-identifiers.ts';
import type { Card } from '../block-kit/card.ts';
import { loadingView } from '../block-kit/loading-modal.ts';
import { logFailure } from '../errors.ts';
import { fillModal } from '../fill-modal.ts';
import type { Interaction } from '../interaction.ts';
import { notice } from '../notices.ts';
import type { AppContext } from '../room.ts';
import { type Candidate, type LookedUp, lookUpView } from './look-up-message.ts';
import type { MessageContent } from './message-content.ts';

const TITLE = 'Devices in this message';

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
    const { first } = await app.helpdesk.lookFor(actor, query, { nearMisses: false });
    return { ...candidate, devices: first.devices, more: first.more };
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return {
      ...candidate,
      failed: notice(error, { what: 'this', reference: interaction.ref, command: interaction.command }),
    };
  }
}
