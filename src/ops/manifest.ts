import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';

/** Where Slack's payloads arrive; the same path as in `slack/receivers.ts`. */
const PATH = '/slack/events';

/**
 * The HTTP variant of `manifest.yml`, which itself is for Socket Mode: the same app, with the address of every request
 * written out. `message_menu_options_url` serves the type-ahead of menus (Slack docs, app manifest reference).
 * @param manifestText the Socket Mode manifest, YAML
 * @param url the public https address of this deployment; a path other than `/` is kept before `/slack/events`
 * @returns YAML
 * @throws Error with a sentence when the address cannot work or the manifest is none
 */
export function httpManifest(manifestText: string, url: string): string {
  const requestUrl = requestUrlOf(url);
  const manifest = parseDocument(manifestText);
  if (manifest.errors.length > 0 || !isMap(manifest.contents))
    throw new Error('The app manifest is not a YAML mapping.');
  const commands = manifest.getIn(['features', 'slash_commands']);
  if (isSeq(commands))
    for (const command of commands.items) if (isMap(command)) addAfter(command, 'command', 'url', requestUrl);
  manifest.setIn(['settings', 'event_subscriptions', 'request_url'], requestUrl);
  manifest.setIn(['settings', 'interactivity', 'request_url'], requestUrl);
  manifest.setIn(['settings', 'interactivity', 'message_menu_options_url'], requestUrl);
  manifest.setIn(['settings', 'socket_mode_enabled'], false);
  return manifest.toString({ lineWidth: 0 });
}

function requestUrlOf(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (!url)
    throw new Error(`"${typed}" is no address. Give the public one, such as https://helpdesk.example.com.`);
  if (url.protocol !== 'https:')
    throw new Error(
      `Slack sends to https only: "${typed}" would never be called. Give the public https address.`,
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
