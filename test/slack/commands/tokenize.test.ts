import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/slack/commands/parse.ts';

const ID = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';
const where = (text: string): unknown => {
  const line = parseCommand(text);
  return line.kind === 'find-keys' && line.query.by === 'keys' ? line.query.where : line;
};
const query = (text: string): unknown => {
  const line = parseCommand(text);
  return 'query' in line ? line.query : line;
};
const notes = (text: string) => parseCommand(text).notes.map(({ mrkdwn }) => mrkdwn);

describe('what Slack puts around words', () => {
  it.each([
    ['`H4TX90QLM2`', 'H4TX90QLM2'],
    ['*H4TX90QLM2*?', 'H4TX90QLM2'],
    ['<mailto:dana@larkfield.example|dana@larkfield.example>', 'dana@larkfield.example'],
    ['<mailto:dana@larkfield.example>', 'dana@larkfield.example'],
    ['<http://larkfield.example|larkfield.example>', 'larkfield.example'],
    ['R&amp;D', 'R&D'],
    ['&lt;b&gt;', '<b>'],
    ['@dana', 'dana'],
    ['Ｈ４ＴＸ９０', 'H4TX90'],
    ['H4TX\u200b90', 'H4TX90'],
    ['<#C123|lobby-ipads>', '#lobby-ipads'],
  ])('%s is %s', (typed, text) => {
    expect(query(typed)).toMatchObject({ by: 'words', text });
  });

  it('mentions are people; our own is how we were called', () => {
    expect(query('<@UDANA|dana> iphone')).toEqual({
      by: 'slack-people',
      userIds: ['UDANA'],
      platforms: ['iPhone'],
    });
    expect(parseCommand('<@UBOT> mine', 'UBOT')).toMatchObject({ kind: 'mine' });
    expect(query('<@UDANA> warehouse')).toMatchObject({ by: 'words', where: { slackUserId: 'UDANA' } });
  });

  it.each([
    [
      `<https://larkfield.kandji.io/devices/${ID}/overview>`,
      `https://larkfield.kandji.io/devices/${ID}/overview`,
    ],
    [`<https://larkfield.kandji.io/devices/${ID}|the iPad>`, `https://larkfield.kandji.io/devices/${ID}`],
    [`larkfield.iru.com/devices/${ID}`, `larkfield.iru.com/devices/${ID}`],
  ])('%s is a console link', (typed, url) => {
    expect(query(typed)).toEqual({ by: 'console-link', url });
  });

  it('an id is a device', () => {
    expect(query(ID.toUpperCase())).toEqual({ by: 'id', deviceId: ID });
  });

  it('a MAC address is one word', () => {
    expect(query('A4:83:E7:01:02:03')).toMatchObject({ by: 'words', words: ['A4:83:E7:01:02:03'] });
    expect(where('mac:a4:83:e7:01:02:03')).toEqual({ mac: 'a4:83:e7:01:02:03' });
  });

  it('what is typed reads the same when it is read again', () => {
    for (const typed of [
      '<@UDANA|dana> library',
      'R&amp;D mac',
      'find user:“Noor Halim”',
      '&lt;@UX&gt;',
      'a &amp;amp; b',
    ]) {
      const once = parseCommand(typed);
      expect(parseCommand(once.typed)).toEqual(once);
    }
  });
});

describe('platform words', () => {
  it.each([
    ['dana mac', ['Mac']],
    ['dana macbook', ['Mac']],
    ['dana apple tv', ['AppleTV']],
    ['dana tv', ['AppleTV']],
    ['dana pc', ['Windows']],
    ['dana phone', ['iPhone', 'Android']],
    ['dana laptop', ['Mac', 'Windows']],
    ['android dana', ['Android']],
    ['dana iphones ipad', ['iPhone', 'iPad']],
  ])('%s', (typed, platforms) => {
    expect(query(typed)).toMatchObject({ by: 'words', words: ['dana'], text: typed, platforms });
  });

  it('alone find all of that platform', () => {
    expect(query('apple tv')).toEqual({ by: 'keys', where: { platforms: ['AppleTV'] } });
  });
});

describe('keys', () => {
  it.each([
    ['find serial:x', { serial: 'x' }],
    ['serial:x', { serial: 'x' }],
    ['serial：x', { serial: 'x' }],
    ['find asset:LF-1 name:cart user:dana', { asset: 'LF-1', name: 'cart', user: 'dana' }],
    ['find user:“Noor Halim” model:air', { user: 'Noor Halim', model: 'air' }],
    ['find email:<mailto:a@b.example|a@b.example>', { email: 'a@b.example' }],
    ['find tag:loaner,berlin', { tags: [['loaner', 'berlin']] }],
    ['find tag:loaner tag:berlin', { tags: [['loaner'], ['berlin']] }],
    ['find platform:IPHONE,ipad', { platforms: ['iPhone', 'iPad'] }],
    ['find platform:"apple tv"', { platforms: ['AppleTV'] }],
    ['find os:18 blueprint:"Staff Macs"', { os: '18', blueprint: 'Staff Macs' }],
    ['find filevault:off', { filevault: false }],
    ['find filevault:yes', { filevault: true }],
    [`find id:${ID}`, { id: ID }],
    ['find sort:-last_check_in,model', { sort: '-last_check_in,model' }],
    ['find sort:—last-seen', { sort: '-last_check_in' }],
    ['find user:<@UDANA>', { slackUserId: 'UDANA' }],
    ['find tag:"Paris, HQ"', { tags: [['Paris, HQ']] }],
    ['find tag:“Paris, HQ”,berlin', { tags: [['Paris, HQ', 'berlin']] }],
    ['find tag:berlin,"Paris, HQ",loaner', { tags: [['berlin', 'Paris, HQ', 'loaner']] }],
    ['find os:"macOS 15.3"', { os: '15.3', platforms: ['Mac'] }],
    ['find os:"iOS 18"', { os: '18', platforms: ['iPhone', 'iPad'] }],
    ['find os:iPadOS', { platforms: ['iPad'] }],
    ['find mac:A4-83-E7-01-02-03', { mac: 'A4-83-E7-01-02-03' }],
    ['find user-id:12', { userId: '12' }],
    ['find tag-id:12,13', { tagIds: ['12', '13'] }],
  ])('%s', (typed, expected) => {
    expect(where(typed)).toEqual(expected);
  });

  it.each([
    ['find serial=x', { serial: 'x' }, 'serial:x'],
    ['find serial: x', { serial: 'x' }, 'serial:x'],
    ['find serial : x', { serial: 'x' }, 'serial:x'],
    ['find serial = x', { serial: 'x' }, 'serial:x'],
    ['find serail:x', { serial: 'x' }, 'serial:x'],
    ['serail:x', { serial: 'x' }, 'serial:x'],
    ['find plattform:mac', { platforms: ['Mac'] }, 'platform:mac'],
    ['find sn:x', { serial: 'x' }, 'serial:x'],
    ['find tag berlin', { tags: [['berlin']] }, 'tag:berlin'],
    ['tag berlin', { tags: [['berlin']] }, 'tag:berlin'],
    ['user dana', { user: 'dana' }, 'user:dana'],
    ['asset LF-00412', { asset: 'LF-00412' }, 'asset:LF-00412'],
    ['asset tag LF-00412', { asset: 'LF-00412' }, 'asset:LF-00412'],
    ['Asset tag: LF-00412', { asset: 'LF-00412' }, 'asset:LF-00412'],
    ['SN C02XG0FDH7', { serial: 'C02XG0FDH7' }, 'serial:C02XG0FDH7'],
    ['S/N: C02XG0FDH7', { serial: 'C02XG0FDH7' }, 'serial:C02XG0FDH7'],
    ['Serial number: C02XG0FDH7', { serial: 'C02XG0FDH7' }, 'serial:C02XG0FDH7'],
    ['serial no. C02XG0FDH7', { serial: 'C02XG0FDH7' }, 'serial:C02XG0FDH7'],
    ['serial=C02XG0FDH7', { serial: 'C02XG0FDH7' }, 'serial:C02XG0FDH7'],
    ['MAC address A4:83:E7:01:02:03', { mac: 'A4:83:E7:01:02:03' }, 'mac:A4:83:E7:01:02:03'],
    ['mac a483e7010203', { mac: 'a483e7010203' }, 'mac:a483e7010203'],
    ['email address: a@b.example', { email: 'a@b.example' }, 'email:a@b.example'],
    ['macOS 15.3', { os: '15.3', platforms: ['Mac'] }, 'os:"macOS 15.3"'],
    ['os 15.3', { os: '15.3' }, 'os:15.3'],
    [`device_id:${ID}`, { id: ID }, `id:${ID}`],
    ['serial_number:x', { serial: 'x' }, 'serial:x'],
    ['asset_tag:x', { asset: 'x' }, 'asset:x'],
    ['device_name:x', { name: 'x' }, 'name:x'],
    ['user_name:x', { user: 'x' }, 'user:x'],
    ['user_email:x', { email: 'x' }, 'email:x'],
    ['user_email_exact:a@b.example', { emailExact: 'a@b.example' }, 'email-exact:a@b.example'],
    ['user_id:12', { userId: '12' }, 'user-id:12'],
    ['tag_name:x', { tags: [['x']] }, 'tag:x'],
    ['tag_name_in:x,y', { tags: [['x', 'y']] }, 'tag:x,y'],
    ['tag_id:12', { tagIds: ['12'] }, 'tag-id:12'],
    ['tag_id_in:12,13', { tagIds: ['12', '13'] }, 'tag-id:12,13'],
    ['os_version:18', { os: '18' }, 'os:18'],
    ['blueprint_id:x', { blueprint: 'x' }, 'blueprint:x'],
    ['filevault_enabled:true', { filevault: true }, 'filevault:true'],
    ['mac_address:a4:83', { mac: 'a4:83' }, 'mac:a4:83'],
    ['ordering:-last_check_in', { sort: '-last_check_in' }, 'sort:-last_check_in'],
    ['find platform:ipone', { platforms: ['iPhone'] }, 'iphone'],
  ])('%s is accepted, and the answer says how it was read', (typed, expected, said) => {
    expect(where(typed)).toEqual(expected);
    expect(notes(typed).join()).toContain(said);
  });

  it.each(['asset cart', 'serial killer', 'mac mini', 'user 7 desk', 'email marketing', 'Test iOS 18'])(
    '%s may be a name and stays words',
    (typed) => {
      expect(query(typed)).toMatchObject({ text: typed, where: {} });
    },
  );

  it('several serials, asset tags, addresses, ids and links at once are each looked for', () => {
    const link = `https://larkfield.kandji.io/devices/${ID}`;
    for (const [typed, texts] of [
      ['H4TX90QLM2 J9K2L7PQ4R', ['H4TX90QLM2', 'J9K2L7PQ4R']],
      ['H4TX90QLM2,J9K2L7PQ4R;C02XG1ABCD', ['H4TX90QLM2', 'J9K2L7PQ4R', 'C02XG1ABCD']],
      ['H4TX90QLM2,\nLF-00412', ['H4TX90QLM2', 'LF-00412']],
      [`<${link}> ${ID}`, [link, ID]],
      ['<mailto:a@b.example|a@b.example> A4-83-E7-01-02-03', ['a@b.example', 'A4-83-E7-01-02-03']],
    ] as const)
      expect(query(typed), typed).toEqual({ by: 'each', texts, platforms: [] });
    expect(query('H4TX90QLM2 J9K2L7PQ4R ipad')).toMatchObject({ by: 'each', platforms: ['iPad'] });
    expect(parseCommand('apps H4TX90QLM2 J9K2L7PQ4R')).toMatchObject({
      kind: 'panel',
      query: { by: 'each' },
    });
    for (const typed of ['dana H4TX90QLM2', 'iPad 7 Lab 12', '"H4TX90QLM2 J9K2L7PQ4R"'])
      expect(query(typed), typed).toMatchObject({ by: 'words' });
  });

  it('an open quote is read to the end, and said', () => {
    expect(where('find user:"Noor Halim')).toEqual({ user: 'Noor Halim' });
    expect(notes('find user:"Noor Halim').join()).toContain("wasn't closed");
  });

  it('stand beside words', () => {
    expect(query('find dana tag:loaner')).toMatchObject({
      by: 'words',
      words: ['dana'],
      where: { tags: [['loaner']] },
    });
  });

  it.each([
    ['find colour:red', 'colour:red', '`colour`', 'find key:value'],
    ['find filevault:maybe', 'filevault:maybe', '`maybe`', 'filevault:off'],
    ['find platform:toaster', 'platform:toaster', '`toaster`', 'platform:iphone'],
    ['find sort:beauty', 'sort:beauty', '`beauty`', 'sort:-last_check_in'],
    ['find id:12', 'id:12', '`12`', 'serial:12'],
    ['find serial:', 'serial:', '`serial:`', 'serial:H4TX90'],
    ['requests yesterday', 'yesterday', '`yesterday`', 'requests'],
    ['can dance C02XG', 'dance', '`dance`', 'can'],
  ])('%s: names what was not understood, a form and an example', (typed, what, named, near) => {
    const line = parseCommand(typed);
    if (line.kind !== 'not-understood') throw new Error(`${typed} was read as ${line.kind}`);
    expect(line.what).toBe(what);
    expect(line.why.mrkdwn).toContain(named);
    expect(line.nearest).toContain(near);
    for (const form of [line.example, line.nearest]) expect(form).not.toMatch(/^\//);
    expect(parseCommand(line.example).kind).not.toBe('not-understood');
  });

  it('a colon in a name is no key', () => {
    expect(query('Lab:3')).toMatchObject({ by: 'words', text: 'Lab:3' });
    expect(notes('Lab:3').join()).toContain("`Lab` isn't a key");
  });
});

describe('mistyped verbs', () => {
  it.each([
    ['libary C02XG', 'library C02XG'],
    ['C02XG histroy', 'history C02XG'],
    ['updat "Noor Halim"', 'update "Noor Halim"'],
  ])('%s is searched for, with %s on offer', (typed, meant) => {
    expect(parseCommand(typed)).toMatchObject({ kind: 'find-anything', meant });
  });

  it('other words offer nothing', () => {
    expect(parseCommand('warehouse dana')).toMatchObject({ meant: null });
  });
});

it('reads anything at all without throwing, the same way each time', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(
      '"',
      '“',
      "'",
      ':',
      '=',
      '<@U1>',
      '<',
      '>',
      '|',
      '&amp;',
      'lost',
      'mode',
      'update',
      'asset',
      'find',
      'can',
      'tag:',
      'serial',
      'help',
      'mine',
      'erase',
      'apple',
      'tv',
      '\uE000',
      '\uE001',
      '__proto__',
      'constructor:x',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const line = parseCommand(pieces.join(' '), 'UBOT');
      expect(typeof line.kind).toBe('string');
      expect(parseCommand(line.typed, 'UBOT')).toMatchObject({ kind: line.kind });
    }),
    { numRuns: 5000 },
  );
});

describe('a message far longer than any command', () => {
  it.each(['"', '“', "'a ", 'a:"', "k:'a ", 'a ', 'a:b ', '<', '&amp;', '<@U0ANA> '])(
    'of many %s is read up to 4,000 characters, to the end of a word, and the answer says so',
    (unit) => {
      const text = `H4TX90QLM2 ${unit.repeat(Math.ceil(40_000 / unit.length))}`;
      const line = parseCommand(text);
      expect(notes(text)[0]).toBe('This is long, so I read only its first 4,000 characters.');
      expect(parseCommand(line.typed).typed.length).toBeLessThanOrEqual(line.typed.length);
      expect(line.typed.startsWith('H4TX90QLM2')).toBe(true);
    },
  );

  it('no word of it is cut in two', () => {
    expect(parseCommand('H4TX90QLM2 '.repeat(1_000)).typed).toMatch(/H4TX90QLM2$/);
    expect(notes('H4TX90QLM2 '.repeat(300))).not.toContain(expect.stringContaining('4,000'));
  });
});
