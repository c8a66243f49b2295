import type { Core } from '../core.ts';
import type { Channel, User } from '../world/types.ts';
import { choose } from './choose.ts';
import { close } from './close.ts';
import { command } from './command.ts';
import { fill } from './fill.ts';
import { home, openHome } from './home.ts';
import { channelOnScreen, messagesOnScreen } from './place.ts';
import { press } from './press.ts';
import { say } from './say.ts';
import { seeMessage, seeView } from './seen.ts';
import { messageShortcut, shortcut } from './shortcuts.ts';
import { submit } from './submit.ts';
import { suggest } from './suggest.ts';
import type { Person, SeenMessage } from './types.ts';

/** Sits down at this person's Slack. Throws for someone who is not in the workspace. */
export function personAt(core: Core, userId: string): Person {
  const known = core.world.users.get(userId);
  if (known === undefined) throw new Error(`There is no user ${userId}.`);
  const user = (): User => {
    if (known.deleted === true) throw new Error(`${known.realName} is deactivated and cannot do anything.`);
    return known;
  };
  const sees = (channelId: string): SeenMessage[] => {
    const channel = channelOnScreen(core, known, channelId);
    return messagesOnScreen(core, known, channel).map((message) => seeMessage(core, known, message));
  };
  const dmId = (): string => core.world.openDm(userId).id;
  const views = () => core.views.stack(userId).map(seeView);
  return {
    id: userId,
    name: known.realName,
    command: async (channelId, text) => command(core, user(), channelId, text),
    press: async (where, actionId, options) => press(core, user(), where, actionId, options),
    choose: async (where, actionId, picked, options) =>
      choose(core, user(), where, actionId, picked, options),
    suggest: async (where, actionId, typed) => suggest(core, user(), where, actionId, typed),
    fill: async (view, id, value, options) => fill(core, user(), view, id, value, options),
    submit: async (view) => submit(core, user(), view),
    close: async (view) => close(core, user(), view),
    shortcut: async (callbackId) => shortcut(core, user(), callbackId),
    messageShortcut: async (callbackId, message) => messageShortcut(core, user(), callbackId, message),
    openHome: async () => openHome(core, user()),
    home: () => home(core, known),
    say: async (channelId, text, options) => say(core, user(), channelId, text, options),
    sees,
    channels: () => [...core.world.channels.values()].filter((one) => inSidebar(one, userId)),
    dm: () => sees(dmId()),
    dmId,
    views,
    topView: () => views().at(-1),
  };
}

function inSidebar(channel: Channel, userId: string): boolean {
  return channel.kind !== 'im' && channel.archived !== true && channel.members.includes(userId);
}
