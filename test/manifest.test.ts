import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AppManifest, readAppManifest } from './support/manifest/app-manifest.ts';
import { appSource, calledMethods } from './support/manifest/called-methods.ts';
import { explainedScopes, mismatches, type Sides } from './support/manifest/mismatches.ts';
import { METHODS } from './support/manifest/reasons.ts';
import { type Registered, registeredRoutes } from './support/manifest/registered.ts';

const file = (name: string) => new URL(`../${name}`, import.meta.url);
const MANIFEST = readFileSync(file('manifest.yml'), 'utf8');

const REAL: Sides = {
  manifest: readAppManifest(MANIFEST),
  routes: registeredRoutes(),
  methods: calledMethods(appSource()),
};

describe('the manifest and the code', () => {
  test('agree', () => expect(mismatches(REAL)).toEqual([]));

  test('every method whose scopes are known is called', () => {
    expect(REAL.methods.filter((method) => method in METHODS)).toEqual(Object.keys(METHODS).sort());
  });

  test('people and channels in a command arrive as ids', () => {
    expect(
      readAppManifest(MANIFEST).features.slash_commands.map(({ should_escape }) => should_escape),
    ).toEqual([true]);
  });

  test('the configuration page gives a reason for each scope, and for no other', () => {
    const { bot } = readAppManifest(MANIFEST).oauth_config.scopes;
    expect(explainedScopes(readFileSync(file('docs/configuration.md'), 'utf8')).sort()).toEqual(
      [...bot].sort(),
    );
  });
});

describe('a planted fault is found', () => {
  /** The real sides with one thing wrong. */
  const planted = (
    spoil: (sides: { manifest: AppManifest; routes: Registered; methods: string[] }) => void,
  ) => {
    const copy = structuredClone({ ...REAL, methods: [...REAL.methods] });
    spoil(copy);
    return mismatches(copy);
  };

  test.each<[string, Parameters<typeof planted>[0]]>([
    ['command of any name: nobody listens', ({ routes }) => routes.commands.pop()],
    ['command of any name: not in the manifest', ({ manifest }) => manifest.features.slash_commands.pop()],
    ['command of any name has two listeners', ({ routes }) => routes.commands.push('of any name')],
    ['shortcut global: nobody listens', ({ routes }) => routes.shortcuts.shift()],
    ['shortcut message: not in the manifest', ({ manifest }) => manifest.features.shortcuts.pop()],
    ['shortcut message has two listeners', ({ routes }) => routes.shortcuts.push('message')],
    [
      'event app_mention: nobody listens',
      ({ routes }) => routes.events.splice(routes.events.indexOf('app_mention'), 1),
    ],
    ['event team_join: not in the manifest', ({ routes }) => routes.events.push('team_join')],
    [
      'event message: not in the manifest',
      ({ manifest }) => remove(manifest.settings.event_subscriptions.bot_events, 'message.im'),
    ],
    [
      'event user_changed: no scope is known for it',
      ({ manifest }) => manifest.settings.event_subscriptions.bot_events.push('user_changed'),
    ],
    ['event app_mention has two listeners', ({ routes }) => routes.events.push('app_mention')],
    [
      'scope chat:write is needed and not asked for',
      ({ manifest }) => remove(manifest.oauth_config.scopes.bot, 'chat:write'),
    ],
    [
      'scope im:history is needed and not asked for',
      ({ manifest }) => remove(manifest.oauth_config.scopes.bot, 'im:history'),
    ],
    [
      'scope commands is needed and not asked for',
      ({ manifest }) => remove(manifest.oauth_config.scopes.bot, 'commands'),
    ],
    [
      'scope files:read is asked for and not needed',
      ({ manifest }) => manifest.oauth_config.scopes.bot.push('files:read'),
    ],
    ['scope users:read.email is asked for and not needed', ({ methods }) => methods.splice(0)],
    ['scope files:read has no reason', ({ manifest }) => manifest.oauth_config.scopes.bot.push('files:read')],
    ['scope commands is listed twice', ({ manifest }) => manifest.oauth_config.scopes.bot.push('commands')],
    ['files.info: no scope is known for it', ({ methods }) => methods.push('files.info')],
    [
      'interactivity is off',
      ({ manifest }) => Object.assign(manifest.settings.interactivity, { is_enabled: false }),
    ],
    [
      'the Home tab is off',
      ({ manifest }) => Object.assign(manifest.features.app_home, { home_tab_enabled: false }),
    ],
    [
      'people cannot write to the app',
      ({ manifest }) => Object.assign(manifest.features.app_home, { messages_tab_read_only_enabled: true }),
    ],
  ])('%s', (sentence, spoil) => expect(planted(spoil)).toContain(sentence));

  test.each([
    ['a name over 35 characters', 'name: Kandji helpdesk\n', `name: ${'x'.repeat(36)}\n`],
    ['a shortcut name over 24 characters', 'name: Find a device', 'name: Find a device in the whole fleet'],
    ['a command without its slash', 'command: /kandji', 'command: kandji'],
    ['a key that Slack does not know', 'features:\n', 'features:\n  rich_previews: { is_active: true }\n'],
    ['a background that is no colour', '"#1d2733"', 'dark'],
    ['interactivity without is_enabled', '{ is_enabled: true }', '{}'],
  ])('%s', (_what, from, to) => {
    expect(MANIFEST).toContain(from);
    expect(() => readAppManifest(MANIFEST.replace(from, to))).toThrow();
  });

  test('methods are found however they are written', () => {
    const source = `await client\n  .chat\n  .delete({}); room.client.files.info({ file }); this.web.apiCall('dnd.info'); say('hi')`;
    expect(calledMethods(source)).toEqual(['chat.delete', 'chat.postMessage', 'dnd.info', 'files.info']);
  });

  test('an event that is registered by a pattern', () => {
    expect(() => registeredRoutes((app) => void app.event(/.*/, async () => undefined))).toThrow(
      /not by name/,
    );
  });

  test('a command or a shortcut that is served under one name only', () => {
    expect(() => registeredRoutes((app) => void app.command('/kandji', async () => undefined))).toThrow(
      /\/kandji alone/,
    );
    expect(() =>
      registeredRoutes(
        (app) => void app.shortcut({ type: 'shortcut', callback_id: 'find_device' }, async () => undefined),
      ),
    ).toThrow(/find_device alone/);
  });

  test('a scope without a reason in the configuration page', () => {
    const readme =
      '| Scope | Why |\n|---|---|\n| `commands` | for /kandji |\n| `chat:write` | |\n| `im:history` |  DMs |\n';
    expect(explainedScopes(readme)).toEqual(['commands', 'im:history']);
  });
});

/** Takes one name out of a list. */
const remove = (list: string[], name: string): void => void list.splice(list.indexOf(name), 1);
