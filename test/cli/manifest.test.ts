import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestFor } from '../../src/cli/manifest.ts';
import { readAppManifest } from '../support/manifest/app-manifest.ts';

const MANIFEST = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
const URL_OF_EVENTS = 'https://helpdesk.example.com/slack/events';

describe('the manifest for HTTP', () => {
  test('has the address of every kind of request, and Socket Mode off', () => {
    const { features, settings } = readAppManifest(
      manifestFor(MANIFEST, { url: 'https://helpdesk.example.com', command: '/kandji' }),
    );
    expect(features.slash_commands.map(({ url }) => url)).toEqual([URL_OF_EVENTS]);
    expect(settings.event_subscriptions.request_url).toBe(URL_OF_EVENTS);
    expect(settings.interactivity).toEqual({
      is_enabled: true,
      request_url: URL_OF_EVENTS,
      message_menu_options_url: URL_OF_EVENTS,
    });
    expect(settings.socket_mode_enabled).toBe(false);
  });

  test('is otherwise the same app', () => {
    const socket = parse(MANIFEST);
    const http = parse(manifestFor(MANIFEST, { url: 'https://helpdesk.example.com', command: '/kandji' }));
    delete http.features.slash_commands[0].url;
    delete http.settings.event_subscriptions.request_url;
    http.settings.interactivity = socket.settings.interactivity;
    http.settings.socket_mode_enabled = true;
    expect(http).toEqual(socket);
  });

  test('made twice is the same as made once', () => {
    const once = manifestFor(MANIFEST, { url: 'https://helpdesk.example.com', command: '/kandji' });
    expect(manifestFor(once, { url: 'https://helpdesk.example.com', command: '/kandji' })).toBe(once);
  });

  test.each([
    ['https://helpdesk.example.com/', URL_OF_EVENTS],
    [URL_OF_EVENTS, URL_OF_EVENTS],
    ['https://example.com:8443/kandji/', 'https://example.com:8443/kandji/slack/events'],
  ])('%s leads to %s', (typed, expected) => {
    expect(
      readAppManifest(manifestFor(MANIFEST, { url: typed, command: '/kandji' })).settings.event_subscriptions
        .request_url,
    ).toBe(expected);
  });

  test.each([
    ['helpdesk.example.com', /is no address/],
    ['http://helpdesk.example.com', /https only/],
    ['https://me:secret@helpdesk.example.com', /bare address/],
    ['https://helpdesk.example.com/?a=1', /bare address/],
  ])('%s is refused in a sentence', (typed, sentence) => {
    expect(() => manifestFor(MANIFEST, { url: typed, command: '/kandji' })).toThrow(sentence);
  });

  test.each(['', '- a list', 'features: ['])('%o is no manifest', (text) => {
    expect(() => manifestFor(text, { url: 'https://helpdesk.example.com', command: '/kandji' })).toThrow(
      /not a YAML mapping/,
    );
  });
});

describe('the manifest with another command', () => {
  test('is otherwise the same app', () => {
    const renamed = parse(manifestFor(MANIFEST, { url: null, command: '/kandji-staging' }));
    expect(renamed.features.slash_commands[0].command).toBe('/kandji-staging');
    renamed.features.slash_commands[0].command = '/kandji';
    expect(renamed).toEqual(parse(MANIFEST));
  });

  test('can be for HTTP, too', () => {
    const { features } = readAppManifest(
      manifestFor(MANIFEST, { url: 'https://helpdesk.example.com', command: '/iru' }),
    );
    expect(features.slash_commands).toMatchObject([{ command: '/iru', url: URL_OF_EVENTS }]);
  });

  test.each(['/a', '/kandji_2', `/${'x'.repeat(31)}`, '/支援'])('%s is a name', (command) => {
    const { features } = readAppManifest(manifestFor(MANIFEST, { url: null, command }));
    expect(features.slash_commands[0]?.command).toBe(command);
  });

  test.each(['kandji', '/', '/Kandji', '/two words', `/${'x'.repeat(32)}`, '/a/b', ''])(
    '%o is refused in a sentence',
    (command) => {
      expect(() => manifestFor(MANIFEST, { url: null, command })).toThrow(/A slash command starts with/);
    },
  );
});
