import type { Core } from '../core.ts';
import { messageShortcutPayload, shortcutPayload } from '../sender/payloads.ts';
import type { User } from '../world/types.ts';
import { placeOf } from './place.ts';
import type { Done, SeenMessage } from './types.ts';

function mustExist(core: Core, type: 'global' | 'message', callbackId: string): void {
  const known = core.manifest.shortcuts.some((one) => one.type === type && one.callbackId === callbackId);
  if (!known) throw new Error(`There is no ${type} shortcut ${callbackId} in the manifest.`);
}

/** Runs a global shortcut from the search field or the + menu. */
export async function shortcut(core: Core, user: User, callbackId: string): Promise<Done> {
  mustExist(core, 'global', callbackId);
  const payload = shortcutPayload(core, user, callbackId);
  const delivery = await core.sender.send({
    type: 'shortcut',
    name: callbackId,
    user: user.id,
    payload,
  });
  return { delivery, acked: delivery.outcome === 'ok' };
}

/** Runs a message shortcut from a message's menu. */
export async function messageShortcut(
  core: Core,
  user: User,
  callbackId: string,
  seen: SeenMessage,
): Promise<Done> {
  mustExist(core, 'message', callbackId);
  const place = placeOf(core, user, seen);
  if (place.kind !== 'message' || place.message.onlyFor !== undefined) {
    throw new Error('A message that only you can see has no shortcuts.');
  }
  const payload = messageShortcutPayload(core, user, place.channel, place.message, callbackId);
  const parcel = {
    type: 'message_action' as const,
    name: callbackId,
    user: user.id,
    payload,
  };
  const delivery = await core.sender.send(parcel);
  return { delivery, acked: delivery.outcome === 'ok' };
}
