import { describe, expect, it } from 'vitest';
import { EMPTY_RESULT, type SearchResult } from '../../../src/helpdesk/search/query.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import { notUnderstoodText } from '../../../src/slack/kandji-command.ts';
import { notAvailableText } from '../../../src/slack/not-available.ts';
import {
  assignedTo,
  emptyResultRemarks,
  narrowingHint,
  nothingFoundText,
  queryText,
  resultRemarks,
  wasFullyRead,
} from '../../../src/slack/search/result-text.ts';
import { aDevice, person, refusedBy } from '../../support/helpdesk/search-fixture.ts';

const queryOf = (typed: string) => {
  const line = parseCommand(typed);
  if (!('query' in line) || line.query === null) throw new Error(`${typed} has no query`);
  return line.query;
};
const found = (some: Partial<SearchResult> = {}): SearchResult => ({
  ...EMPTY_RESULT,
  tried: ['serial', 'asset', 'name', 'user'],
  ...some,
});
const READER = {
  command: '/kandji',
  email: 'dana@acme.example',
  places: { admins: [], channel: 'C0HELP' },
};
const saying = (typed: string, some: Partial<SearchResult> = {}, meant: string | null = null) =>
  nothingFoundText(found(some), queryOf(typed), meant, READER).mrkdwn;

describe('nothing found', () => {
  it('says what was tried, why, and the next step', () => {
    expect(saying('h4tx9')).toBe(
      "Nothing found for `h4tx9`. I tried serial, asset tag, device name and person. Devices that aren't enrolled don't show up here. Try fewer letters.",
    );
  });

  it('says how a tag is looked for when the word may be one', () => {
    expect(saying('berlin')).toContain('If it is a tag at Kandji: `/kandji tag:berlin`');
  });

  it.each([
    ['a4:83:e7:01:02:03', 'Check the address, or try the serial number.'],
    ['find mac:a4-83-e7-01-02-03', 'Check the address, or try the serial number.'],
    ['dana@larkfield.example', "Check the address, or try the person's name."],
    ['find tag:x', 'Try fewer letters.'],
  ])('%s: what else can be typed', (typed, advice) => {
    const text = saying(typed);
    expect(text).toMatch(new RegExp(`${advice}$`));
  });

  it('names each of several serials, and says it once', () => {
    const remarks = [{ kind: 'not-found' as const, typed: ['C02XG1ABCD', 'C02XG2ABCD'] }];
    const typed = 'C02XG1ABCD C02XG2ABCD';
    expect(saying(typed, { remarks })).toContain('Nothing found for `C02XG1ABCD`, `C02XG2ABCD`.');
    expect(saying(typed, { remarks, isLimited: true })).toContain(
      'No device that you have permission to see matches `C02XG1ABCD`, `C02XG2ABCD`.',
    );
    expect(emptyResultRemarks(found({ remarks }), '/kandji')).toEqual([]);
  });

  it('offers near misses', () => {
    const near = [{ meant: 'H4TX90QLM2', devices: [aDevice({ id: 'a' })] }];
    expect(saying('SH4TX90QLM2', { near })).toContain('Did you mean `H4TX90QLM2`?');
  });

  it('offers the command that was perhaps meant', () => {
    expect(saying('libary C02XG', {}, 'library C02XG')).toContain('Did you mean `/kandji library C02XG`?');
  });

  it('names the word that matches nothing', () => {
    const perWord = [
      { word: 'C02XG', devices: [aDevice({ id: 'a' })], more: false },
      { word: 'uninstall', devices: [], more: false },
    ];
    expect(saying('uninstall C02XG', { perWord })).toContain(
      '`C02XG` alone matches 1 device; `uninstall` matches nothing.',
    );
  });

  it('does not say it tried what Kandji refused', () => {
    const failed = [{ by: 'user' as const, error: refusedBy('GET /devices') }];
    expect(saying('dana', { failed })).toContain('I tried serial, asset tag and device name.');
  });

  it('says the same of what the person may not see as of what is not there', () => {
    expect(saying('dana', { isLimited: true })).toContain(
      'No device that you have permission to see matches `dana`.',
    );
  });

  it.each([
    [
      'mine',
      {},
      '*No devices are assigned to dana@acme.example.* If you have one, tell <#C0HELP> its serial number.',
    ],
    ['mine iphone', {}, 'No iPhones are assigned to dana@acme.example. `/kandji mine` shows every device'],
    [
      '<@UDANA>',
      { tried: ['email' as const, 'user' as const] },
      '<@UDANA> has no device that I can find. I tried email and person.',
    ],
    [
      '<https://acme.kandji.io/devices/1>',
      { remarks: [{ kind: 'foreign-link' as const }] },
      "another company's Kandji",
    ],
    [
      'find tag:x user:y',
      { tried: ['keys' as const] },
      'Nothing found for `user:y tag:x`. I tried all keys together. Leave a key out',
    ],
  ])('%s', (typed, some, said) => {
    expect(saying(typed, some)).toContain(said);
  });

  it('shows what was typed as text', () => {
    expect(saying('&lt;!channel&gt;')).toContain('`&lt;!channel&gt;`');
  });
});

describe('beside a list', () => {
  it('names what could not be searched, by the permission or by the endpoint', () => {
    const failed = [
      { by: 'user' as const, error: refusedBy('GET /devices', 'Device list') },
      { by: 'name' as const, error: refusedBy('GET /devices') },
    ];
    expect(resultRemarks(found({ failed }), '/kandji').map(({ mrkdwn }) => mrkdwn)).toEqual([
      "Couldn't search by person: the Kandji token is missing the permission “Device list”.",
      "Couldn't search by device name: the Kandji token may not call `GET /devices`.",
    ]);
  });

  it('says how tags and blueprints were read', () => {
    const remarks = [
      { kind: 'tag-spelling' as const, typed: 'BERLIN', names: ['Berlin'] },
      { kind: 'unknown-blueprint' as const, typed: 'kiosks', nearest: 'Kiosk' },
    ];
    expect(resultRemarks(found({ remarks }), '/kandji').map(({ mrkdwn }) => mrkdwn)).toEqual([
      'I read the tag `BERLIN` as `Berlin`.',
      'Kandji has no blueprint `kiosks`. Did you mean `Kiosk`?',
    ]);
  });

  it('says when it read everything, and when it stopped', () => {
    const devices = [aDevice({ id: 'a' }), aDevice({ id: 'b' })];
    expect(wasFullyRead(found({ devices })).plain).toBe('That is all: 2 devices.');
    expect(wasFullyRead(found({ devices, more: true, capped: true })).plain).toContain(
      'stopped reading at 2 devices',
    );
    expect(wasFullyRead(found({ devices, more: true })).plain).toContain('may be more');
  });
});

describe('narrowing', () => {
  const devices = [
    aDevice({ id: 'a', platform: 'iPhone', user: person('Dana Li') }),
    aDevice({ id: 'b', platform: 'Mac', user: person('Dana Li') }),
  ];

  it.each([
    ['dana', 'find dana platform:iphone'],
    ['dana li', 'find dana li platform:iphone'],
    ['find tag:loaner', 'find tag:loaner platform:iphone'],
    ['mine', 'mine iphone'],
  ])('%s → %s, which is understood', (typed, narrow) => {
    expect(narrowingHint(queryOf(typed), devices, 'card')).toBe(narrow);
    expect(parseCommand(narrow).kind).not.toBe('not-understood');
  });

  it('offers nothing that would not narrow', () => {
    expect(narrowingHint(queryOf('dana'), devices.slice(0, 1), 'card')).toBeNull();
    expect(narrowingHint(queryOf('dana iphone'), devices, 'card')).toBeNull();
  });
});

describe('whose devices these are', () => {
  const dana = person('Dana Li');
  const hers = [aDevice({ id: 'a', user: dana }), aDevice({ id: 'b', user: dana })];
  const others = [...hers, aDevice({ id: 'c', name: 'Dana', user: person('Noor Halim') })];

  it.each([
    ['dana', hers, 'Dana Li'],
    ['dana li', hers, 'Dana Li'],
    ["dana's iphone", hers, 'Dana Li'],
    ['warehouse', hers, null],
    ['dana', others, null],
    ['"dana"', hers, null],
    ['dana tag:loaner', hers, null],
    ['mine', hers, 'you'],
    ['lost mine', hers, 'you'],
  ])('%s', (typed, devices, name) => {
    expect(assignedTo(queryOf(typed), found({ devices }), '')).toBe(name);
  });

  it('the reader’s own are theirs, by whatever they typed', () => {
    const email = dana.email.toUpperCase();
    expect(assignedTo(queryOf('dana li'), found({ devices: hers }), email)).toBe('you');
    expect(assignedTo(queryOf('dana'), found({ devices: others }), email)).toBeNull();
  });

  it('people who were mentioned are named, unless they were found by name only', () => {
    const people = [{ userId: 'UDANA', name: 'Dana Li' }];
    expect(assignedTo(queryOf('<@UDANA>'), found({ people }), '')).toBe('Dana Li');
    const byName = { kind: 'by-name-instead' as const, userId: 'UDANA', name: 'Dana Li', email: '' };
    expect(assignedTo(queryOf('<@UDANA>'), found({ people, remarks: [byName] }), '')).toBeNull();
    expect(queryText(queryOf('<@UDANA> tag:x'), people)).toBe('user:"Dana Li" tag:x');
  });
});

it('shows a search as it was typed', () => {
  for (const typed of [
    'dana platform:iphone',
    "Ana's MacBook Pro",
    'Apple TV Lobby',
    'user:"Noor Halim" tag:a,b filevault:off sort:model',
    'email-exact:a@b.example user-id:12 tag:"Paris, HQ",loaner tag-id:1,2',
    '"Kim Lost"',
  ])
    expect(queryText(queryOf(typed))).toBe(typed);
});

describe('what was not understood', () => {
  it('names it, the nearest form and an example', () => {
    const line = parseCommand('find colour:red');
    if (line.kind !== 'not-understood') throw new Error(line.kind);
    const { mrkdwn } = notUnderstoodText(line, '/kandji');
    expect(mrkdwn).toContain('`colour`');
    expect(mrkdwn).toContain('Try `/kandji find key:value …`, for example `/kandji find user:');
  });

  it('what Slack cannot do yet leads to the console, and nothing was done', () => {
    const line = parseCommand('remotedesktop H4TX90QLM2');
    if (line.kind !== 'not-in-slack-yet') throw new Error(line.kind);
    const { mrkdwn } = notAvailableText(line, 'https://larkfield.kandji.io/devices/1', '/kandji');
    expect(mrkdwn).toContain("I can't turn on Remote Desktop from Slack yet.");
    expect(mrkdwn).toContain('<https://larkfield.kandji.io/devices/1|the Kandji console>');
  });
});
