import type {
  BlockAction,
  BlockElementAction,
  BlockSuggestion,
  GlobalShortcut,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Placed } from '../blocks.ts';
import { type Core, VERIFICATION_TOKEN } from '../core.ts';
import { viewOutput } from '../views/output.ts';
import type { StoredView, Values } from '../views/types.ts';
import { messageJson } from '../world/message-json.ts';
import type { Channel, Message, User } from '../world/types.ts';

/** Where a person acted: in a message, or in a view. */
export type Place =
  | { kind: 'message'; channel: Channel; message: Message; values: Values }
  | { kind: 'view'; view: StoredView };

function common(core: Core, user: User) {
  return {
    token: VERIFICATION_TOKEN,
    api_app_id: core.world.app.appId,
    team: teamOf(core, user),
    is_enterprise_install: false,
  };
}

/** The team of the person, which in a shared channel is not the app's. */
function teamOf(core: Core, user: User): { id: string; domain: string } {
  const team = core.world.otherTeams.find((other) => other.id === user.teamId) ?? core.world.team;
  return { id: team.id, domain: team.domain };
}

/** Bolt's types promise a `team_id`; people from other companies may come without one. */
function userOf(user: User) {
  const named = { id: user.id, username: user.name, name: user.name };
  const team = user.hidesTeam === true ? {} : { team_id: user.teamId };
  return { ...named, ...team } as typeof named & { team_id: string };
}

/** Slack hides the names of private conversations. */
function channelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

function channelOf(channel: Channel): { id: string; name: string } {
  return { id: channel.id, name: channelName(channel) };
}

export function commandPayload(
  core: Core,
  user: User,
  channel: Channel,
  command: string,
  text: string,
): SlashCommand {
  const team = teamOf(core, user);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: core.world.app.appId,
    is_enterprise_install: 'false',
    response_url: core.responseUrls.mint({ kind: 'commands', userId: user.id, channelId: channel.id }),
    trigger_id: core.triggers.mint(user.id),
  };
}

type ViewAction = Omit<BlockAction, 'response_url'>;

export function actionPayload(
  core: Core,
  user: User,
  place: Place,
  action: Record<string, unknown>,
): BlockAction | ViewAction {
  const action_ts = core.world.nextTs();
  // The element decides which fields there are; the union is Bolt's.
  const actions = [{ ...action, action_ts }] as unknown as BlockElementAction[];
  const base = { type: 'block_actions' as const, ...common(core, user), user: userOf(user), actions };
  if (place.kind === 'view') {
    const { view } = place;
    const output = viewOutput(view, core.world);
    return {
      ...base,
      trigger_id: core.triggers.mint(user.id, view.type === 'modal' ? view.id : undefined),
      container: { type: 'view', view_id: view.id },
      view: output,
      state: output.state,
    };
  }
  return { ...base, ...messagePlace(core, user, place), trigger_id: core.triggers.mint(user.id) };
}

function messagePlace(core: Core, user: User, place: Place & { kind: 'message' }) {
  const { channel, message, values } = place;
  const ephemeral = message.onlyFor !== undefined;
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  const origin = { kind: 'actions' as const, userId: user.id, channelId: channel.id, messageTs: message.ts };
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    channel: channelOf(channel),
    ...(ephemeral ? {} : { message: messageJson(message, core.world) }),
    state: { values: structuredClone(values) },
    response_url: core.responseUrls.mint(
      message.threadTs === undefined ? origin : { ...origin, threadTs: message.threadTs },
    ),
  };
}

export function suggestionPayload(
  core: Core,
  user: User,
  place: Place,
  placed: Placed,
  typed: string,
): BlockSuggestion {
  const where =
    place.kind === 'view'
      ? { container: { type: 'view', view_id: place.view.id }, view: viewOutput(place.view, core.world) }
      : {
          container: { type: 'message', message_ts: place.message.ts, channel_id: place.channel.id },
          channel: channelOf(place.channel),
        };
  return {
    type: 'block_suggestion',
    ...common(core, user),
    user: userOf(user),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: typed,
    ...where,
  };
}

export function submissionPayload(core: Core, user: User, view: StoredView): ViewSubmitAction {
  return {
    type: 'view_submission',
    ...common(core, user),
    user: userOf(user),
    trigger_id: core.triggers.mint(user.id, view.id),
    view: viewOutput(view, core.world),
    response_urls: [],
  };
}

export function closedPayload(
  core: Core,
  user: User,
  view: StoredView,
  isCleared: boolean,
): ViewClosedAction {
  return {
    type: 'view_closed',
    ...common(core, user),
    user: userOf(user),
    view: viewOutput(view, core.world),
    is_cleared: isCleared,
  };
}

export function shortcutPayload(core: Core, user: User, callbackId: string): GlobalShortcut {
  return {
    type: 'shortcut',
    ...common(core, user),
    user: userOf(user),
    callback_id: callbackId,
    trigger_id: core.triggers.mint(user.id),
    action_ts: core.world.nextTs(),
  };
}

export function messageShortcutPayload(
  core: Core,
  user: User,
  channel: Channel,
  message: Message,
  callbackId: string,
): MessageShortcut {
  const origin = { kind: 'actions' as const, userId: user.id, channelId: channel.id, messageTs: message.ts };
  return {
    type: 'message_action',
    ...common(core, user),
    user: userOf(user),
    callback_id: callbackId,
    trigger_id: core.triggers.mint(user.id),
    action_ts: core.world.nextTs(),
    message_ts: message.ts,
    message: messageJson(message, core.world),
    channel: channelOf(channel),
    response_url: core.responseUrls.mint(origin),
  };
}
