import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/helpdesk/search/query.ts';
import { COMMANDS, type ParsedCommand, parseCommand } from '../../../src/slack/commands/parse.ts';

const words = (text: string, some: object = {}) => ({
  by: 'words',
  text,
  words: text.split(' '),
  literal: false,
  platforms: [],
  where: {},
  ...some,
});
const notes = (line: ParsedCommand) => line.notes.map(({ mrkdwn }) => mrkdwn).join(' ');
const queryOf = (text: string): Query | null => {
  const line = parseCommand(text);
  return 'query' in line ? line.query : null;
};

describe('every example in help', () => {
  it.each(COMMANDS.map(({ example, kind, topic }) => [example, kind, topic] as const))(
    '%s is read as %s',
    (example, kind, topic) => {
      const line = parseCommand(example);
      expect(line.kind).toBe(kind);
      expect(line.notes).toEqual([]);
      if (line.kind === 'panel') expect(line.panel).toBe(topic);
    },
  );
});

describe('verbs', () => {
  it.each([
    'lost C02XG1ABCD',
    'lost-mode C02XG1ABCD',
    'lostmode C02XG1ABCD',
    'lost mode C02XG1ABCD',
    'Lost Mode C02XG1ABCD',
    'C02XG1ABCD lost',
    'C02XG1ABCD lost mode',
    'C02XG1ABCD lost-mode',
    '/kandji C02XG1ABCD lost',
  ])('%s', (typed) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'lost', query: words('C02XG1ABCD'), notes: [] });
  });

  it.each(['library', 'parameters', 'apps', 'activity', 'details'] as const)(
    '%s comes first or last',
    (panel) => {
      const expected = {
        kind: 'panel',
        panel,
        query: words('dana', { text: 'dana iphone', platforms: ['iPhone'] }),
      };
      expect(parseCommand(`${panel} dana iphone`)).toMatchObject(expected);
      expect(parseCommand(`dana iphone ${panel}`)).toMatchObject(expected);
    },
  );

  it.each([
    ['update C02XG', 'C02XG', null],
    ['C02XG update', 'C02XG', null],
    ['update C02XG asset LF-1', 'C02XG', 'LF-1'],
    ['update C02XG asset tag LF-1', 'C02XG', 'LF-1'],
    ['update C02XG asset:LF-1', 'C02XG', 'LF-1'],
    ['update C02XG asset "LF 1"', 'C02XG', 'LF 1'],
    ['C02XG update asset LF-1', 'C02XG', 'LF-1'],
    ['update C02XG asset ""', 'C02XG', ''],
    ['update asset cart', 'asset cart', null],
  ])('%s', (typed, device, assetTag) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'update', query: words(device), assetTag });
  });

  it('update asset:LF-1 means the device with that tag', () => {
    expect(parseCommand('update asset:LF-1')).toMatchObject({
      kind: 'update',
      query: { by: 'keys', where: { asset: 'LF-1' } },
      assetTag: null,
    });
  });

  it.each([
    ['requests', 'open'],
    ['requests mine', 'own'],
    ['my requests', 'own'],
    ['requests all', 'all'],
    ['all requests', 'all'],
  ])('%s', (typed, which) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'requests', which });
  });

  it.each([
    ['history <@UDANA|dana>', { by: 'person', userId: 'UDANA' }],
    ['<@UDANA> history', { by: 'person', userId: 'UDANA' }],
    ['history me', { by: 'self' }],
    ['history keys', { by: 'keys' }],
    ['history "keys"', { by: 'device' }],
    ['history 7F3K9ABC', { by: 'device', requestId: '7F3K9ABC' }],
    ['history H4TX90QLM2', { by: 'device', requestId: null, query: words('H4TX90QLM2') }],
  ])('%s', (typed, of) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'history', of });
  });

  const DAY = 86_400_000;
  it.each([
    ['history H4TX90QLM2 since 7d', { since: { agoMs: 7 * DAY } }],
    ['history H4TX90QLM2 since:24h all', { since: { agoMs: DAY }, all: true }],
    ['history by <@UBEN> since 2w', { of: { by: 'everything' }, byWhom: 'UBEN', since: { agoMs: 14 * DAY } }],
    ['history H4TX90QLM2 by me', { byWhom: 'self' }],
    ['history keys since 90d all', { of: { by: 'keys' }, since: { agoMs: 90 * DAY }, all: true }],
    ['history since 2026-11-01', { since: { at: Date.UTC(2026, 10, 1) } }],
  ])('%s is narrowed', (typed, wanted) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'history', ...wanted });
  });

  it.each(['history H4TX90QLM2 since yesterday', 'history H4TX90QLM2 by somebody', 'history since'])(
    '%s is not understood, and says how',
    (typed) => {
      const line = parseCommand(typed);
      expect(line.kind === 'not-understood' && line.why.plain).toContain('7d');
    },
  );

  it.each([
    ['can set-blueprint C02XG', 'set-blueprint'],
    ['can i set blueprint C02XG', 'set-blueprint'],
    ['can disable-lost-mode C02XG', 'disable-lost-mode'],
    ['can lost mode off C02XG', 'disable-lost-mode'],
    ['can set-blueprnt C02XG', 'set-blueprint'],
    ['can update location C02XG', 'update-location'],
  ])('%s', (typed, operation) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'can', operation, query: words('C02XG') });
  });

  it('a right needs no device, an operation does', () => {
    expect(parseCommand('can see-requests')).toMatchObject({ kind: 'can', query: null });
    expect(parseCommand('can set-blueprint')).toMatchObject({
      kind: 'can',
      operation: 'set-blueprint',
      query: null,
    });
  });

  it.each([
    ['', null],
    ['help', null],
    ['?', null],
    ['help lost', 'lost'],
    ['help lost-mode', 'lost'],
    ['help libary', 'library'],
    ['lost help', 'lost'],
  ])('"%s" is help', (typed, topic) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'help', topic });
  });

  it('mine, narrowed or with a panel', () => {
    expect(queryOf('mine')).toEqual({ by: 'mine', platforms: [] });
    expect(queryOf('my iphone')).toEqual({ by: 'mine', platforms: ['iPhone'] });
    expect(parseCommand('mine apps')).toMatchObject({
      kind: 'panel',
      panel: 'apps',
      query: { by: 'mine' },
    });
    expect(parseCommand('apps mine')).toMatchObject({
      kind: 'panel',
      panel: 'apps',
      query: { by: 'mine' },
    });
  });
});

describe('names that read like a verb', () => {
  it.each(['"Kim Lost"', '“Kim Lost”', "'Kim Lost'", '"Apps iPad"', '"lost"', '"erase"'])(
    '%s is searched for',
    (typed) => {
      const text = typed.slice(1, -1);
      expect(parseCommand(typed)).toMatchObject({
        kind: 'find-anything',
        query: { by: 'words', text, words: [text], literal: true },
      });
    },
  );

  it.each([
    ['find lost', 'lost'],
    ['find erase', 'erase'],
    ['find Kim Lost', 'Kim Lost'],
  ])('%s searches', (typed, text) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'find-anything', query: words(text), readOn: true });
  });

  it.each(['Kim Lost', 'Apps iPad'])('%s is the verb, and the way out is told', (typed) => {
    expect(notes(parseCommand(typed))).toContain(`\`"${typed}"\``);
  });

  it('My Nguyen is a person', () => {
    expect(queryOf('My Nguyen')).toEqual(words('My Nguyen'));
  });

  it('one word that is a verb is the verb', () => {
    expect(parseCommand('lost')).toMatchObject({ kind: 'lost', query: null });
    expect(parseCommand('update')).toMatchObject({ kind: 'not-understood', what: 'update' });
  });
});

describe('operations that have a command of their own', () => {
  it.each([
    ['restart C02XG', 'restart'],
    ['reboot C02XG', 'restart'],
    ['C02XG restart', 'restart'],
    ['shut down C02XG', 'shut-down'],
    ['shutdown C02XG', 'shut-down'],
    ['rename C02XG', 'rename'],
    ['unlock C02XG', 'unlock-account'],
    ['renew-mdm C02XG', 'renew-mdm-profile'],
    ['lock C02XG', 'lock'],
    ['passcode C02XG', 'clear-passcode'],
    ['erase C02XG', 'erase'],
    ['C02XG wipe', 'erase'],
    ['delete C02XG', 'delete-device'],
  ])('%s', (typed, operation) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'operation', operation, query: words('C02XG') });
  });

  it('without a device say how it is typed', () => {
    expect(parseCommand('restart')).toMatchObject({
      kind: 'not-understood',
      nearest: 'restart H4TX90QLM2',
      why: { plain: 'Which device?' },
    });
  });
});

describe('keys and PINs', () => {
  it.each([
    ['key C02XG', 'show-filevault-key'],
    ['C02XG filevault key', 'show-filevault-key'],
    ['recovery key C02XG', 'show-filevault-key'],
    ['pin C02XG', 'show-unlock-pin'],
    ['C02XG unlock pin', 'show-unlock-pin'],
    ['recovery C02XG', 'show-recovery-password'],
    ['bypass code C02XG', 'show-bypass-code'],
  ])('%s', (typed, operation) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'operation', operation, query: words('C02XG') });
  });
});

describe('commands that Slack does not have yet', () => {
  it.each([
    ['deleteuser C02XG', 'delete a user'],
    ['C02XG remotedesktop', 'turn on Remote Desktop'],
    ['please remotedesktop C02XG', 'turn on Remote Desktop'],
  ])('%s is never searched for', (typed, command) => {
    expect(parseCommand(typed)).toMatchObject({
      kind: 'not-in-slack-yet',
      command,
      query: words('C02XG'),
    });
  });

  it.each([])('by the word %s', (word, command) => {
    expect(parseCommand(`${word} C02XG`)).toMatchObject({ kind: 'not-in-slack-yet', command });
  });

  it('alone name no device', () => {
    expect(parseCommand('remotedesktop')).toMatchObject({ kind: 'not-in-slack-yet', query: null });
  });
});
