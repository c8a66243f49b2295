import type { KnownBlock, ModalView } from '@slack/types';
import type { Actor } from '../../helpdesk/actor.ts';
import { lookUpText, type Mentioned } from '../../helpdesk/finding/look-up-text.ts';
import { FleetError } from '../../helpdesk/fleet-error.ts';
import { logFailure } from '../log-failure.ts';
import type { MessageContent } from '../message-content.ts';
import { fill } from '../modals/fill.ts';
import { loadingView } from '../modals/loading.ts';
import { type Candidate, lookUpView } from '../modals/look-up.ts';
import { notice } from '../notices.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';

const TITLE = 'Devices in this message';

/** Takes what may lead to a device from a message and its author, and offers what it found: in a modal, else in words. */
export async function lookUpMessage(room: Room, press: Press, message: MessageContent): Promise<void> {
  const opened = await press.open(loadingView(TITLE));
  if (opened)
    return fill(room.ports.log, press, opened, {
      title: TITLE,
      content: () => found(room, press, message, 'modal'),
    });
  const { blocks } = await found(room, press, message, 'message');
  await press.tell({ text: TITLE, blocks: blocks as KnownBlock[] });
}

async function found(
  room: Room,
  press: Press,
  { text, authorId, isCut }: MessageContent,
  place: 'modal' | 'message',
): Promise<ModalView> {
  const actor = await press.actor();
  await room.helpdesk.requireLooker(actor);
  const pattern = room.ports.policies.current()?.assetTagPattern ?? null;
  const { list, left } = lookUpText(text, pattern, authorId);
  const candidates = await Promise.all(list.map((one) => lookUp(room, press, actor, one)));
  return lookUpView({ candidates, left, isCut, command: press.command }, room.now(), place);
}

async function lookUp(
  room: Room,
  press: Press,
  actor: Actor,
  { kind, written, query }: Mentioned,
): Promise<Candidate> {
  const isPerson = kind === 'author' || kind === 'person';
  const name = isPerson ? (await room.ports.people.actor(written, 'look')).name : written;
  const candidate = { kind, written: name, devices: [], more: false, failed: null };
  try {
    const { first } = await room.helpdesk.lookFor(actor, query, { nearMisses: false });
    return { ...candidate, devices: first.devices, more: first.more };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    logFailure(room.ports.log, error);
    return {
      ...candidate,
      failed: notice(error, { what: 'this', reference: press.ref, command: press.command }),
    };
  }
}
