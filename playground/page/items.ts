import type {
  Channel,
  LocalSlack,
  SeenMessage,
  SeenView,
  User,
} from '../../packages/slack-sandbox/src/index.ts';
import type { FormValues, Item, WireChannel, WireMessage, WirePerson, WireView } from './wire.ts';

/** A channel shows its newest messages; older ones are left out. */
const MESSAGES = 150;

/** Everything one person sees now, except for traffic and faults, which everybody sees alike. */
export function itemsFor(slack: LocalSlack, personId: string): Item[] {
  const { world } = slack;
  const person = slack.as(personId);
  const dm = person.dmId();
  const channels = [...world.channels.values()].filter((channel) =>
    channel.kind === 'im' ? channel.id === dm : channel.members.includes(personId),
  );
  const items: Item[] = [...world.users.values()].map((user) => ({
    key: `person:${user.id}`,
    value: wirePerson(slack, user),
  }));
  for (const { id, handle, users } of world.usergroups.values()) {
    items.push({ key: `group:${id}`, value: { id, handle, members: users } });
  }
  for (const channel of channels) {
    items.push({ key: `channel:${channel.id}`, value: wireChannel(channel) });
    for (const message of person.sees(channel.id).slice(-MESSAGES)) {
      const fromApp = message.author.id === world.app.botUserId;
      items.push({ key: `message:${channel.id}:${message.ts}`, value: wireMessage(message, fromApp) });
    }
  }
  items.push({ key: 'views', value: person.views().map(wireView) });
  const home = person.home();
  items.push({ key: 'home', value: home === undefined ? null : wireView(home) });
  return items;
}

function wirePerson(slack: LocalSlack, user: User): WirePerson {
  const { world } = slack;
  const company = world.otherTeams.find((team) => team.id === user.teamId)?.name ?? '';
  const bot = user.isBot === true;
  return {
    id: user.id,
    name: user.realName,
    handle: user.name,
    about: user.about ?? '',
    bot,
    deactivated: user.deleted === true,
    company,
    // Of the many colleagues those who have something to answer.
    playable:
      !bot && user.deleted !== true && (user.about !== undefined || world.dmOf(user.id) !== undefined),
  };
}

function wireChannel(channel: Channel): WireChannel {
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic ?? '',
    members: channel.members,
    archived: channel.archived === true,
    shared: channel.extShared === true,
  };
}

function wireMessage(message: SeenMessage, fromApp: boolean): WireMessage {
  return {
    ts: message.ts,
    channel: message.channel,
    user: message.author.id,
    text: message.text,
    blocks: message.blocks,
    files: message.files.map(({ id, name, size }) => ({ id, name, size })),
    threadTs: message.threadTs ?? '',
    edited: message.edited,
    onlyYou: message.onlyVisibleToYou,
    fromApp,
    values: wireValues(message.values),
  };
}

/** A view as it goes to its person's window. */
export function wireView(view: SeenView): WireView {
  return {
    id: view.id,
    hash: view.hash,
    title: view.title,
    submit: view.submit ?? '',
    close: view.close ?? '',
    callbackId: view.callbackId,
    blocks: view.blocks,
    errors: view.errors,
    trouble: view.trouble ?? '',
    busy: view.busy,
    values: wireValues(view.values),
  };
}

/** Slack's types name every possible field; on the wire it is an object with a type. */
function wireValues(values: SeenView['values']): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([blockId, actions]) => [
      blockId,
      Object.fromEntries(Object.entries(actions).map(([actionId, state]) => [actionId, { ...state }])),
    ]),
  );
}
