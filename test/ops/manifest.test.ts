import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { httpManifest } from '../../src/ops/manifest.ts';
import { readAppManifest } from '../manifest/app-manifest.ts';

const MANIFEST = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
const URL_OF_EVENTS = 'https://helpdesk.example.com/slack/events';

describe('the manifest for HTTP', () => {
  test('has the address of every kind of request, and Socket Mode off', () => {
    const { features, settings } = readAppManifest(httpManifest(MANIFEST, 'https://helpdesk.example.com'));
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
    const http = parse(httpManifest(MANIFEST, 'https://helpdesk.example.com'));
    delete http.features.slash_commands[0].url;
    delete http.settings.event_subscriptions.request_url;
    http.settings.interactivity = socket.settings.interactivity;
    http.settings.socket_mode_enabled = true;
    expect(http).toEqual(socket);
  });

  test('made twice is the same as made once', () => {
    const once = httpManifest(MANIFEST, 'https://helpdesk.example.com');
    expect(httpManifest(once, 'https://helpdesk.example.com')).toBe(once);
  });

  test.each([
    ['https://helpdesk.example.com/', URL_OF_EVENTS],
    [URL_OF_EVENTS, URL_OF_EVENTS],
    ['https://example.com:8443/kandji/', 'https://example.com:8443/kandji/slack/events'],
  ])('%s leads to %s', (typed, expected) => {
    expect(readAppManifest(httpManifest(MANIFEST, typed)).settings.event_subscriptions.request_url).toBe(
      expected,
    );
  });

  test.each([
    ['helpdesk.example.com', /is no address/],
    ['http://helpdesk.example.com', /https only/],
    ['https://me:secret@helpdesk.example.com', /bare address/],
    ['https://helpdesk.example.com/?a=1', /bare address/],
  ])('%s is refused in a sentence', (typed, sentence) => {
    expect(() => httpManifest(MANIFEST, typed)).toThrow(sentence);
  });

  test.each(['', '- a list', 'features: ['])('%o is no manifest', (text) => {
    expect(() => httpManifest(text, 'https://helpdesk.example.com')).toThrow(/not a YAML mapping/);
  });
});
