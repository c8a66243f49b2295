import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { COMMAND_NAME_RULE, DEFAULT_COMMAND, isCommandName } from '../slack/commands/command-name.ts';
import { type Command, UsageError } from './command.ts';

export const manifest: Command = {
  name: 'manifest',
  takes: '[--url https://helpdesk.example.com] [--command /kandji-staging]',
  about: 'Prints the Slack app manifest: for HTTP with --url, for Socket Mode without.',
  flags: {
    url: { type: 'string', about: 'the public https address of this deployment' },
    command: {
      type: 'string',
      about: 'the name of the slash command; default: SLACK_COMMAND, else /kandji',
    },
  },
  async run(outside, given) {
    const command = given.text('command') ?? (outside.environment.SLACK_COMMAND?.trim() || DEFAULT_COMMAND);
    await outside.write(printed(outside.manifest(), { url: given.text('url'), command }));
    return 0;
  },
};

function printed(text: string, wanted: ManifestWanted): string {
  try {
    return manifestFor(text, wanted);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Where Slack's payloads arrive; the same path as in `slack/receivers.ts`. */
const PATH = '/slack/events';

interface ManifestWanted {
  /** The public https address of this deployment, for HTTP; a path other than `/` is kept before `/slack/events`. */
  readonly url: string | null;
  /** What the slash command is called, such as `/kandji-staging`. */
  readonly command: string;
}

/**
 * `manifest.yml`, which is for Socket Mode and `/kandji`, with another command name, or for HTTP: the same app, with the
 * address of every request written out. `message_menu_options_url` serves the type-ahead of menus (Slack docs, app manifest
 * reference).
 * @param manifestText the Socket Mode manifest, YAML
 * @returns YAML
 * @throws Error with a sentence when the address or the name cannot work or the manifest is none
 */
export function manifestFor(manifestText: string, { url, command }: ManifestWanted): string {
  if (!isCommandName(command)) throw new Error(`This is not a command name. ${COMMAND_NAME_RULE}`);
  if (url === null && command === DEFAULT_COMMAND) return manifestText;
  const manifest = parseDocument(manifestText);
  if (manifest.errors.length > 0 || !isMap(manifest.contents))
    throw new Error('The app manifest is not a YAML mapping.');
  const commands = manifest.getIn(['features', 'slash_commands']);
  const [first] = isSeq(commands) ? commands.items : [];
  if (!isMap(first)) throw new Error('The app manifest has no slash command.');
  first.set('command', command);
  if (url !== null) overHttp(manifest, first, requestUrlOf(url));
  return manifest.toString({ lineWidth: 0 });
}

function overHttp(manifest: Document, command: YAMLMap, requestUrl: string): void {
  addAfter(command, 'command', 'url', requestUrl);
  manifest.setIn(['settings', 'event_subscriptions', 'request_url'], requestUrl);
  manifest.setIn(['settings', 'interactivity', 'request_url'], requestUrl);
  manifest.setIn(['settings', 'interactivity', 'message_menu_options_url'], requestUrl);
  manifest.setIn(['settings', 'socket_mode_enabled'], false);
}

function requestUrlOf(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (!url)
    throw new Error(`“${typed}” is no address. Give the public one, such as https://helpdesk.example.com.`);
  if (url.protocol !== 'https:')
    throw new Error(
      `Slack sends to https only: “${typed}” would never be called. Give the public https address.`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw new Error('Give the bare address, without a user, a query or a fragment.');
  const base = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${base.endsWith(PATH) ? base : base + PATH}`;
}

function addAfter(map: YAMLMap, after: string, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const added = map.items.pop();
  const index = map.items.findIndex((pair) => String(pair.key) === after);
  if (added) map.items.splice(index + 1, 0, added);
}
