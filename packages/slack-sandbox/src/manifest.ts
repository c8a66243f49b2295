import { parse } from 'yaml';
import { isObject, type JsonObject, objectsOf, stringOf, stringsOf } from './json.ts';

export interface ManifestCommand {
  command: string;
  description: string;
  usageHint: string;
  /** `@name`, `#channel`, links and addresses arrive as `<@U…|name>` and so on. */
  shouldEscape: boolean;
}

export interface ManifestShortcut {
  name: string;
  type: 'global' | 'message';
  callbackId: string;
  description: string;
}

/** What the app was installed with. What is not in it does not exist in this Slack. */
export interface Manifest {
  appName: string;
  botName: string;
  commands: ManifestCommand[];
  shortcuts: ManifestShortcut[];
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  homeTab: boolean;
  messagesTab: boolean;
  messagesTabReadOnly: boolean;
  interactivity: boolean;
}

/** Reads an app manifest (YAML or JSON). Throws when it is not an object. */
export function readManifest(text: string): Manifest {
  const manifest: unknown = parse(text);
  if (!isObject(manifest)) throw new Error('The app manifest is not an object.');
  const features = at(manifest, 'features');
  const settings = at(manifest, 'settings');
  const home = at(features, 'app_home');
  const appName = stringOf(at(manifest, 'display_information').name) ?? 'App';
  return {
    appName,
    botName: stringOf(at(features, 'bot_user').display_name) ?? appName,
    commands: objectsOf(features.slash_commands).map(readCommand),
    shortcuts: objectsOf(features.shortcuts).map(readShortcut),
    scopes: new Set(stringsOf(at(at(manifest, 'oauth_config'), 'scopes').bot)),
    events: new Set(stringsOf(at(settings, 'event_subscriptions').bot_events)),
    homeTab: home.home_tab_enabled === true,
    messagesTab: home.messages_tab_enabled === true,
    messagesTabReadOnly: home.messages_tab_read_only_enabled === true,
    interactivity: at(settings, 'interactivity').is_enabled === true,
  };
}

function at(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

function readCommand(command: JsonObject): ManifestCommand {
  return {
    command: stringOf(command.command) ?? '',
    description: stringOf(command.description) ?? '',
    usageHint: stringOf(command.usage_hint) ?? '',
    shouldEscape: command.should_escape === true,
  };
}

function readShortcut(shortcut: JsonObject): ManifestShortcut {
  return {
    name: stringOf(shortcut.name) ?? '',
    type: shortcut.type === 'message' ? 'message' : 'global',
    callbackId: stringOf(shortcut.callback_id) ?? '',
    description: stringOf(shortcut.description) ?? '',
  };
}
