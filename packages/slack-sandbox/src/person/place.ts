import { type Placed, placedElements } from '../blocks.ts';
import type { Core } from '../core.ts';
import type { Place } from '../sender/payloads.ts';
import type { Channel, Message, User } from '../world/types.ts';
import { isInTeam } from '../world/user-json.ts';
import type { PressOptions, Where } from './types.ts';

/** The channel, if this person can look into it. Throws otherwise. */
export function channelOnScreen(core: Core, user: User, channelId: string): Channel {
  const channel = core.world.channels.get(channelId);
  if (channel === undefined) throw new Error(`${user.realName} sees no channel ${channelId}.`);
  const full = isInTeam(user, core.world.team.id) && user.isRestricted !== true;
  const visible = channel.members.includes(user.id) || (channel.kind === 'public' && full);
  if (!visible) throw new Error(`${user.realName} is not in ${channel.name} (${channelId}).`);
  return channel;
}

/** What this person can read there, oldest first. */
export function messagesOnScreen(core: Core, user: User, channel: Channel): Message[] {
  const all = core.world.messages(channel.id);
  return all.filter((message) => message.onlyFor === undefined || message.onlyFor === user.id);
}

/** The message or view as it is now. Throws when it is gone, or not this person's. */
export function placeOf(core: Core, user: User, where: Where, stale = false): Place {
  if (where.kind === 'message') return messagePlace(core, user, where, stale);
  if (where.type === 'home') {
    const home = core.views.home(user.id);
    if (home === undefined || home.id !== where.id) throw new Error(`${user.realName} has no such Home tab.`);
    return { kind: 'view', view: stale ? { ...home, blocks: where.blocks } : home };
  }
  const top = core.views.stack(user.id).at(-1);
  if (top === undefined || top.id !== where.id) {
    throw new Error(`The view "${where.title}" (${where.id}) is not on top of ${user.realName}'s screen.`);
  }
  return { kind: 'view', view: top };
}

function messagePlace(core: Core, user: User, where: Where & { kind: 'message' }, stale: boolean): Place {
  const channel = channelOnScreen(core, user, where.channel);
  const now = messagesOnScreen(core, user, channel).find((message) => message.ts === where.ts);
  if (now === undefined)
    throw new Error(`That message (${where.ts}) is not on ${user.realName}'s screen any more.`);
  const message = stale ? { ...now, text: where.text, blocks: where.blocks } : now;
  return { kind: 'message', channel, message, values: core.drafts.of(user.id, message) };
}

/** The element with this action_id (or, for inputs, block_id). Throws when there is none, or more than one. */
export function elementAt(place: Place, id: string, options: PressOptions = {}): Placed {
  const all = placedElements(place.kind === 'view' ? place.view.blocks : place.message.blocks);
  const named = all.filter((placed) => placed.actionId === id || (placed.inInput && placed.blockId === id));
  const fitting = named.filter(
    (placed) =>
      (options.value === undefined || placed.element.value === options.value) &&
      (options.blockId === undefined || placed.blockId === options.blockId),
  );
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  const there = all.map(({ actionId, element }) => [actionId, element.value].filter(Boolean).join('='));
  const trouble =
    first === undefined ? `There is no "${id}"` : `There are several "${id}": say which by value or blockId`;
  throw new Error(
    `${trouble} ${JSON.stringify(options)}. On the screen: ${there.join(', ') || 'nothing to press'}.`,
  );
}
