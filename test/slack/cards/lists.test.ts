import { describe, expect, test } from 'vitest';
import { type DeviceList, deviceList } from '../../../src/slack/cards/device-list.ts';
import { homeRequest, homeView } from '../../../src/slack/cards/home.ts';
import { action } from '../../../src/slack/ids.ts';
import { words } from '../../../src/slack/words.ts';
import { labels, linesOf, picture } from '../read-blocks.ts';
import { HOUR, ipad, mac, NOW, request } from '../world.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ipad({ name: `iPad ${n + 1}`, lostMode: 'off' }));

const list = (change: Partial<DeviceList> = {}): DeviceList => ({
  devices: many(23),
  more: false,
  page: 0,
  searched: 'dana',
  typed: 'dana',
  next: 'card',
  narrower: '/kandji find user:dana platform:iphone',
  ...change,
});

const pressed = (blocks: unknown, id: string): string[] =>
  [...JSON.stringify(blocks).matchAll(new RegExp(`"action_id":"${id}".*?"value":"(.*?)"`, 'gu'))].map(
    ([, value]) => value ?? '',
  );

describe('the list', () => {
  test('says how many, shows ten, and how to narrow', async () => {
    const { blocks, text } = deviceList(list(), NOW);
    expect(text).toBe(
      "23 devices match 'dana'. Here are the best 10. Narrow it: `/kandji find user:dana platform:iphone`",
    );
    expect(labels(blocks).filter((label) => label === 'Open')).toHaveLength(10);
    expect(labels(blocks).at(-1)).toBe('Next 10 devices');
    await expect(picture(blocks)).toMatchFileSnapshot('__snapshots__/list.json');
  });

  test('"300+" when Kandji has more', () => {
    expect(deviceList(list({ devices: many(300), more: true }), NOW).text).toMatch(/^300\+ devices match/u);
  });

  test('the last page, and a page past the end', () => {
    for (const page of [2, 50]) {
      const { blocks, text } = deviceList(list({ page }), NOW);
      expect(text).toContain('Page 3 of 3');
      expect(linesOf(blocks).filter((line) => line.startsWith('*iPad'))).toEqual([
        '*iPad 21* · iPad',
        '*iPad 22* · iPad',
        '*iPad 23* · iPad',
      ]);
      expect(labels(blocks)).toEqual(['Open', 'Open', 'Open', 'Previous']);
    }
  });

  test('keeps the verb, and what else was typed', () => {
    const { blocks } = deviceList(
      list({ next: 'update', rest: 'asset LF-1', devices: [mac(), ipad()] }),
      NOW,
    );
    expect(labels(blocks)).toEqual(['Update', 'Update']);
    expect(pressed(blocks, 'list.open').map((value) => action('list.open').read(value))).toEqual([
      { next: 'update', deviceId: mac().id, typed: 'asset LF-1' },
      { next: 'update', deviceId: ipad().id, typed: 'asset LF-1' },
    ]);
  });

  test('the way on carries the search and the verb', () => {
    const { blocks } = deviceList(list({ page: 1, next: 'lost' }), NOW);
    const read = (id: 'list.back' | 'list.page') =>
      pressed(blocks, id).map((value) => action(id).read(value));
    expect(read('list.back')).toEqual([{ next: 'lost', page: 0, typed: 'dana' }]);
    expect(read('list.page')).toEqual([{ next: 'lost', page: 2, typed: 'dana' }]);
  });

  test('what is wrong with a device stands in its row', () => {
    const devices = [
      mac({ isRemoved: true }),
      mac({ isMissing: true }),
      ipad({ lostMode: 'on' }),
      ipad({ lostMode: 'off', user: null }),
    ];
    const rows = linesOf(deviceList(list({ devices }), NOW).blocks).join('\n');
    for (const words of [
      '⛔ removed',
      '🔴 missing',
      '🔴 Lost Mode on',
      'nobody assigned · J9K2L7PQ4R · LF-IPD-07 · seen 2 h ago',
    ])
      expect(rows).toContain(words);
  });

  test('an odd name costs only its own row the formatting', () => {
    const { blocks } = deviceList(list({ devices: [mac({ name: '*Noor*' }), mac({ name: 'Plain' })] }), NOW);
    expect(linesOf(blocks)).toEqual(expect.arrayContaining(['*Noor* · Mac', '*Plain* · Mac']));
    expect(blocks.flatMap((block) => (block.type === 'section' ? [block.text?.type] : []))).toEqual([
      'mrkdwn',
      'plain_text',
      'mrkdwn',
    ]);
  });
});

describe('Home', () => {
  const one = homeRequest(request());

  test('those that wait for me, my devices, my requests, help', async () => {
    const home = homeView({ devices: [mac(), ipad()], mine: [one], waiting: [one], refused: null, now: NOW });
    const read = linesOf(home.blocks as never);
    const order = ['Waiting for you', 'My devices', 'My requests', 'Help'].map((title) =>
      read.indexOf(title),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(read.join('\n')).toContain('*blueprint → Sales* · Noor');
    await expect(picture(home.blocks as never)).toMatchFileSnapshot('__snapshots__/home.json');
  });

  test('empty lists say so, lists of others are not shown', () => {
    const read = linesOf(
      homeView({ devices: [], mine: [], waiting: null, refused: null, now: NOW }).blocks as never,
    );
    expect(read).toContain('No device is assigned to your e-mail address.');
    expect(read).toContain('You have asked for nothing lately.');
    expect(read).not.toContain('Waiting for you');
  });

  test('a list that could not be read takes nothing else down', () => {
    const read = linesOf(
      homeView({ devices: words`Kandji did not answer.`, mine: [one], waiting: [], refused: null, now: NOW })
        .blocks as never,
    );
    expect(read).toContain('Kandji did not answer.');
    expect(read).toContain('Nothing waits for your decision.');
    expect(read.join('\n')).toContain('waiting for approval, open until <!date^');
  });

  test('somebody from elsewhere sees a reason and nothing else', () => {
    const home = homeView({
      devices: [mac()],
      mine: [one],
      waiting: [one],
      refused: 'You are a guest here.',
      now: NOW + HOUR,
    });
    expect(linesOf(home.blocks as never)).toEqual(['Kandji helpdesk', 'You are a guest here.']);
  });
});
