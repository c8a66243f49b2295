import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isProse,
  nameIn,
  parseCommand,
  readAgain,
  readSaid,
  readTyped,
} from '../../../src/slack/commands/parse.ts';

const said = (text: string) => readSaid(text, 'UBOT');

describe('a polite command is read as its verb, typed or said', () => {
  it.each([
    ['please erase H4TX90QLM2', 'erase H4TX90QLM2'],
    ['erase H4TX90QLM2 please', 'erase H4TX90QLM2'],
    ['H4TX90QLM2 erase, please!', 'erase H4TX90QLM2'],
    ['could you please lock H4TX90QLM2?', 'lock H4TX90QLM2'],
    ['pls wipe my mac', 'erase mine mac'],
    ['please show me the apps on H4TX90QLM2', 'apps H4TX90QLM2'],
    ['please update H4TX90QLM2', 'update H4TX90QLM2'],
  ])('%s', (text, as) => {
    const { typed: _, notes: __, ...meant } = parseCommand(as);
    expect(readTyped(text, 'UBOT')).toMatchObject(meant);
    expect(said(text)).toMatchObject(meant);
  });

  it.each([
    'dana iphone',
    'H4TX90QLM2',
    '"please lock"',
    'freeze accounts stolen, thanks',
    'find user:dana please',
    'welcome ipad',
    'can erase H4TX90QLM2',
    'erase Hi Mac',
  ])('and nothing else is read otherwise: %s', (text) => {
    expect(readTyped(text, 'UBOT')).toEqual(parseCommand(text, 'UBOT'));
  });
});

describe('a sentence is read as what it is about', () => {
  it.each([
    ['can you look up C02XG0FDH7 please?', 'C02XG0FDH7'],
    ['Could you please check C02XG0FDH7 for me?', 'C02XG0FDH7'],
    ['whose is C02XG0FDH7?', 'C02XG0FDH7'],
    ['Who has C02XG0FDH7', 'C02XG0FDH7'],
    ['hey, what’s the status of LF-00412?', 'LF-00412'],
    ['C02XG0FDH7 is not working', 'C02XG0FDH7'],
    ['show C02XG0FDH7', 'C02XG0FDH7'],
    ['hi :wave: C02XG0FDH7', 'C02XG0FDH7'],
    ['SN C02XG0FDH7', 'SN C02XG0FDH7'],
    ['can you find serial number C02XG0FDH7?', 'serial number C02XG0FDH7'],
    ["help me find ada's mac", "ada's mac"],
    ['where’s dana’s iPhone?', 'dana’s iPhone'],
    ['please show me the apps on C02XG0FDH7', 'apps C02XG0FDH7'],
    ['can you find <@UDANA>’s mac?', '<@UDANA> mac'],
    ['who is the owner of "Front desk"?', '"Front desk"'],
    ['can you search tag:"Paris, HQ" please', 'tag:"Paris, HQ"'],
    ['what about C02XG0FDH7 and J9K2L7PQ4R?', 'C02XG0FDH7 J9K2L7PQ4R'],
    ['I lost my iPhone!!', 'lost mine iPhone'],
    ['I lost my iPhone :(', 'lost mine iPhone'],
    ['I lost my iPhone :-/.', 'lost mine iPhone'],
    ['my iPhone was stolen :(', 'lost mine iPhone'],
    ['my iPhone was stolen =(', 'lost mine iPhone'],
    ['my iPhone was stolen :disappointed:', 'lost mine iPhone'],
    ['whose is C02XG0FDH7 ;)', 'C02XG0FDH7'],
    ['C02XG0FDH7 :)', 'C02XG0FDH7'],
    ['C02XG0FDH7 thanks :D', 'C02XG0FDH7'],
    ['thanks, is C02XG0FDH7 lost? ^^', 'lost C02XG0FDH7'],
    ['thanks, dana iphone', 'dana iphone'],
    ['danke, apps for C02XG0FDH7', 'apps C02XG0FDH7'],
    ['lost my phone', 'lost mine phone'],
    ['someone stole my laptop', 'lost mine laptop'],
    ['I can’t find my ipad', 'lost mine ipad'],
    ['my ipad is gone', 'lost mine ipad'],
    ['My new work iPad’s gone!', 'lost mine iPad'],
    ['my phone got nicked', 'lost mine phone'],
    ['my laptop has disappeared from my desk', 'lost mine laptop'],
    ['I think I left my iPhone on the train', 'lost mine iPhone'],
    ['left my macbook behind', 'lost mine macbook'],
    ['someone took my iphone 15', 'lost mine iphone'],
    ['I lost my iPad and my password', 'lost mine iPad'],
    ['I lost my bag with my laptop in it', 'lost mine laptop'],
    ['my phone with all my accounts was stolen', 'lost mine phone'],
    ['I lost my phone, so I lost access to my account', 'lost mine phone'],
    ['I lost access to C02XG0FDH7', 'C02XG0FDH7'],
    ['I lost my pin', 'pin mine'],
    ['my iphone has gone black', 'mine iphone'],
    ['I left my mac on overnight', 'mine mac'],
    ['someone took my ipad charger', 'mine ipad'],
    ['I found my ipad', 'mine ipad'],
    ['found my iPhone!', 'mine iPhone'],
    ['C02XG0FDH7 was stolen, please help', 'lost C02XG0FDH7'],
    ['my ipad is broken', 'mine ipad'],
    ['what is my serial number?', 'mine'],
    ['can you show me my requests', 'requests mine'],
    ['does dana have an ipad?', 'dana ipad'],
    ['Does Dana have an iPad', 'Dana iPad'],
    ['has dana any macs', 'dana macs'],
    ['how many macs in berlin', 'macs berlin'],
    ['is it lost?', 'lost'],
    ["is dana's mac lost?", "lost dana's mac"],
    ['erase my mac please', 'erase mine mac'],
    ['please restart my mac', 'restart mine mac'],
    ['requests waiting for me', 'requests'],
    ['cancel my request', 'request mine'],
    ['show requests', 'requests'],
    ['any open requests?', 'open requests'],
    ['my laptop H4TX90QLM2 is slow', 'H4TX90QLM2'],
  ])('%s', (text, command) => {
    const { notes: _, ...line } = said(text);
    const { notes: __, ...read } = parseCommand(command, 'UBOT');
    expect(line).toEqual(read);
  });
});

describe('a loss that is not of a device is help', () => {
  it.each([
    'I lost my access to outlook',
    'I lost access to outlook',
    'I have lost access to my account',
    'lost my password',
    'someone stole my password',
    "I can't find my password",
    'I lost the wifi connection',
    'we lost connection to the vpn',
    'my ipad lost its connection to wifi',
    'I lost my mind',
    'I am losing my mind',
    'I lost track of time',
    'I lost my way',
    'I lost all my files',
    'my files are missing on my mac',
    'my email is gone',
    'I lost access to mail on my iphone',
    'I lost my phone number',
    'I lost my iPad charger',
    'I lost my notes',
    'I lost my authenticator',
    'I lost my temper with my mac',
  ])('%j', (text) => expect(said(text)).toMatchObject({ kind: 'help', topic: null }));
});

describe('greetings and thanks are help', () => {
  it.each([
    'hi',
    'Hello!',
    'hey there',
    'Good morning',
    'hi team :wave:',
    '👋',
    'thanks!',
    'Thank you so much',
    'ok thanks',
    'please help me',
    'can you help me?',
    'what can you do',
    'How do I find a device?',
    'who are you',
    'yes',
    'No',
    'nope, not now',
    'great',
    'yes please',
    'hi :)',
    'ok :)',
    'ok :-)',
    ':)',
    'thanks :)',
    'thanks =)',
    'thanks &lt;3',
    'thanks :+1:',
    'thank you ;)',
    'thx xD',
    'danke!',
    'Danke :)',
    'vielen Dank!',
    'merci',
    'gracias!',
    'hallo',
    'thanks, that worked!',
    'Thanks, that did the trick',
    'Thanks Noor!',
    'danke, hat geklappt',
    'that worked :)',
    'it works now, thanks',
    'great, that fixed it!',
  ])('%s', (text) => {
    expect(said(text)).toMatchObject({ kind: 'help', topic: null });
  });
});

describe('commands and names stay what they are', () => {
  it.each([
    'H4TX90QLM2',
    'dana li',
    'My Nguyen',
    'An Do',
    'Will Smith',
    'Warehouse iPad 7',
    'mine',
    'my iphone',
    'help find',
    'find dana',
    'lost C02XG0FDH7',
    'can set-blueprint C02XG0FDH7',
    'can i set blueprint C02XG0FDH7',
    'requests all',
    'history me',
    'erase C02XG0FDH7',
    'update C02XG0FDH7 asset LF-1',
    'find tag:berlin',
    'Lost Kim',
    'Will Good',
    'No Name Mac',
    'requests H4TX90QLM2',
    'missing',
    'serial :x',
    'serial : x',
    'os = 18',
    'D: drive',
    '"Mac :)"',
    'freeze stolen :(',
  ])('%s', (text) => {
    expect(said(text)).toEqual(parseCommand(text, 'UBOT'));
  });
});

describe('a text that may be a whole name is tried as one first', () => {
  const name = (text: string) => nameIn(text, said(text), 'UBOT');

  it.each(['Welcome iPad', 'Good Morning iPad', 'The Who iPad', 'Ok Computer'])('%s', (text) => {
    expect(name(text)).toBe(text);
  });

  it.each([
    'hi',
    'Good morning',
    'thanks!',
    'can you look up C02XG0FDH7 please?',
    'does dana have an ipad?',
    "help me find ada's mac",
    'I lost my iPhone',
    'Warehouse iPad 7',
  ])('%s is none, or is searched for anyway', (text) => {
    expect(name(text)).toBeNull();
  });
});

describe('what was found in vain is read again without the words of sentences', () => {
  const again = (text: string) => readAgain(text, 'UBOT', said(text))?.typed ?? null;

  it.each([
    ['spare in berlin', 'spare berlin'],
    ['any spare ipads', 'spare ipads'],
    ['My Nguyen', 'Nguyen'],
    ['apps for the front desk', 'apps front desk'],
  ])('%s', (text, rest) => {
    expect(again(text)).toBe(rest);
  });

  it.each(['dana li', 'find H4TX90QLM2 dock', 'H4TX90QLM2', 'mine', 'word '.repeat(30)])(
    'nothing is left out of %s',
    (text) => {
      expect(again(text)).toBeNull();
    },
  );
});

it('only a long text is prose', () => {
  expect(isProse(said('Lab 3 Berlin front desk spare'))).toBe(false);
  expect(isProse(said('quarterly report printer jammed next door reported yesterday'))).toBe(true);
});

it('reads anything at all without throwing, and never more into it than was said', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'hi',
      'please',
      'can',
      'you',
      'find',
      'my',
      'lost',
      'whose',
      'is',
      'iphone',
      "ada's",
      'H4TX90QLM2',
      '<@U1>',
      '"',
      'tag:',
      '"Paris, HQ"',
      ':wave:',
      '👋',
      'help',
      'apps',
      '&lt;',
      '?',
      'S/N:',
      'mac',
      'A4-83-E7-01-02-03',
      ',',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 9 }), (typed) => {
      const line = said(typed.join(' '));
      expect(parseCommand(line.typed, 'UBOT').kind).toBe(line.kind);
      if (!typed.includes('<@U1>')) expect(line.typed).not.toContain('<@');
    }),
    { numRuns: 3000 },
  );
});

it('a long pasted text is no sentence', () => {
  const line = said(`please look at this: ${'word '.repeat(500)}H4TX90QLM2`);
  expect(line.kind).toBe('find-anything');
  expect(isProse(line)).toBe(true);
});
