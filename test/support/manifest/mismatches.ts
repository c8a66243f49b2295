import type { AppManifest } from './app-manifest.ts';
import { EVENTS, METHODS, SCOPES } from './reasons.ts';
import type { Registered } from './registered.ts';

/** The two sides that must agree, and what the code calls. */
export interface Sides {
  readonly manifest: AppManifest;
  readonly routes: Registered;
  readonly methods: readonly string[];
}

/** Every place where the manifest and the code disagree, a sentence each. */
export const mismatches = (sides: Sides): string[] => [...ofRoutes(sides), ...ofScopes(sides)];

function ofRoutes({ manifest: { features, settings }, routes }: Sides): string[] {
  const events = settings.event_subscriptions.bot_events;
  return [
    ...compare(
      'command',
      features.slash_commands.slice(0, 1).map(() => 'of any name'),
      routes.commands,
    ),
    ...compare('shortcut', [...new Set(features.shortcuts.map(({ type }) => type))], routes.shortcuts),
    ...compare('event', events.map(listenedAs), routes.events),
    ...events
      .filter((event) => !(event in EVENTS))
      .map((event) => `event ${event}: no scope is known for it`),
    ...(routes.interactions.length > 0 && !settings.interactivity.is_enabled ? ['interactivity is off'] : []),
    ...(events.includes('app_home_opened') && !features.app_home.home_tab_enabled
      ? ['the Home tab is off']
      : []),
    ...(features.app_home.messages_tab_enabled && !features.app_home.messages_tab_read_only_enabled
      ? []
      : ['people cannot write to the app']),
  ];
}

/** Slack names message events by the kind of conversation, and sends them all as `message`. */
const listenedAs = (event: string): string => event.replace(/^message\..*/, 'message');

function ofScopes({ manifest, routes, methods }: Sides): string[] {
  const listed: readonly string[] = manifest.oauth_config.scopes.bot;
  const known: Readonly<Record<string, readonly string[]>> = { ...METHODS, ...EVENTS };
  const uses = [...methods, ...manifest.settings.event_subscriptions.bot_events];
  const needed = new Set(uses.flatMap((use) => known[use] ?? []));
  if (routes.commands.length + routes.shortcuts.length > 0) needed.add('commands');
  return [
    ...methods
      .filter((method) => !(method in METHODS))
      .map((method) => `${method}: no scope is known for it`),
    ...[...needed]
      .filter((scope) => !listed.includes(scope))
      .map((scope) => `scope ${scope} is needed and not asked for`),
    ...listed
      .filter((scope) => !needed.has(scope))
      .map((scope) => `scope ${scope} is asked for and not needed`),
    ...listed.filter((scope) => !(scope in SCOPES)).map((scope) => `scope ${scope} has no reason`),
    ...repeated(listed).map((scope) => `scope ${scope} is listed twice`),
  ];
}

function compare(what: string, inManifest: readonly string[], inCode: readonly string[]): string[] {
  return [
    ...inManifest.filter((name) => !inCode.includes(name)).map((name) => `${what} ${name}: nobody listens`),
    ...inCode
      .filter((name) => !inManifest.includes(name))
      .map((name) => `${what} ${name}: not in the manifest`),
    ...repeated(inManifest).map((name) => `${what} ${name} is in the manifest twice`),
    ...repeated(inCode).map((name) => `${what} ${name} has two listeners`),
  ];
}

const repeated = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

/** The scopes of a Markdown table, `| \`scope\` | reason |`, that say why. */
export function explainedScopes(markdown: string): string[] {
  const rows = markdown.matchAll(/^\|\s*`([a-z_]+(?::[a-z.]+)?)`\s*\|\s*([^|\n]*[^|\s][^|\n]*)\|/gm);
  return [...rows].flatMap(([, scope]) => (scope !== undefined && scope in SCOPES ? [scope] : []));
}
