import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATION_NAMES } from '../../../src/helpdesk/operation.ts';
import {
  ACTION_IDS,
  action,
  choiceOperation,
  doChoice,
  NEXT_STEPS,
  SHOW_CHOICES,
  VIEW_IDS,
  view,
} from '../../../src/slack/block-kit/ids.ts';
import {
  EMPTY_PANEL_QUERY,
  panelQuery,
  pressedValue,
  selectedOffer,
} from '../../../src/slack/block-kit/view-state.ts';
import { NASTY, NOOR_ID } from '../../support/slack/fixtures.ts';

const FREE = new Set([
  'panel.search',
  'case.person',
  'freeze.open',
  'unfreeze.open',
  'freeze.stopped',
  'hold.list',
  'freeze.form',
  'unfreeze.form',
  'home.find',
  'home.refresh',
  'loading',
  'failed',
  'find',
  'look-up',
]);

describe('what a press carries', () => {
  test('comes back as it was written', () => {
    const { value, read } = action('device.open');
    expect(read(value({ deviceId: NOOR_ID }))).toEqual({ deviceId: NOOR_ID });
    for (const next of NEXT_STEPS)
      for (const typed of NASTY.map((text) => [...text.toWellFormed()].slice(0, 100).join(''))) {
        const open = action('list.open');
        expect(open.read(open.value({ next, deviceId: NOOR_ID, typed }))).toEqual({
          next,
          deviceId: NOOR_ID,
          typed,
        });
      }
  });

  test('a page of history is understood by the release before, and the other way round', () => {
    const older = action('history.older');
    const about = { deviceId: NOOR_ID, actorId: '', requestId: '', since: 7, before: '9.AB12' } as const;
    const before = `1|${NOOR_ID}|||7|9.AB12`;
    expect(older.value({ ...about, only: '' })).toBe(before);
    expect(older.read(before)).toEqual({ ...about, only: '' });
    expect(older.value({ ...about, only: 'keys' })).toBe(`${before}|keys`);
    expect(older.read(`${before}|keys`)).toEqual({ ...about, only: 'keys' });
    for (const forged of [`${before}|`, `${before}|all`, `${before}|keys|`])
      expect(older.read(forged)).toBeNull();
  });

  test('what was typed survives bars and per cent signs', () => {
    const page = action('list.page');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '7', 'C', '2', '5', '|', 'x', '💻'), maxLength: 60 }),
        (typed) => {
          expect(page.read(page.value({ next: 'card', page: 3, typed }))?.typed).toBe(typed);
        },
      ),
    );
  });

  test('too much of it is cut, not lost', () => {
    const page = action('list.page');
    expect(page.read(page.value({ next: 'card', page: 0, typed: 'x'.repeat(5000) }))?.typed).toHaveLength(
      400,
    );
  });

  test('forged and garbled values read as null', () => {
    const forged = [
      undefined,
      null,
      7,
      {},
      '',
      '1',
      `2|${NOOR_ID}`,
      `1|${NOOR_ID}|more`,
      '1|../../users',
      `1|${NOOR_ID}\n`,
      '1|'.repeat(2000),
    ];
    for (const id of ACTION_IDS.filter((known) => !FREE.has(known)))
      for (const value of forged.filter((one) => one !== `2|${NOOR_ID}` || id !== 'panel.filter'))
        expect([
          id,
          value,
          action(id).read(value) === null || action(id).value(action(id).read(value) as never) === value,
        ]).toEqual([id, value, true]);
  });

  test('reading never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (thing, text) => {
        for (const id of ACTION_IDS) action(id).read(thing);
        for (const id of VIEW_IDS) view(id).read(`1|${text}`);
      }),
    );
  });

  test('an upper-case device id is the same device', () => {
    expect(action('device.open').read(`1|${NOOR_ID.toUpperCase()}`)).toEqual({ deviceId: NOOR_ID });
  });

  test('options of a menu stay within 75 characters', () => {
    const longest = SHOW_CHOICES.map(
      (choice) => action('device.show').value({ choice, deviceId: NOOR_ID }).length,
    );
    expect(Math.max(...longest)).toBeLessThanOrEqual(75);
  });

  test('every operation can be chosen in the menu', () => {
    expect(OPERATION_NAMES.map(doChoice).map(choiceOperation)).toEqual(OPERATION_NAMES);
    expect(choiceOperation('refresh')).toBeNull();
  });
});

describe('what stands in a view', () => {
  const values = {
    search: { 'panel.search': { type: 'plain_text_input', value: '  figma ' } },
    filter: {
      'panel.filter': {
        type: 'static_select',
        selected_option: { value: action('panel.filter').value({ filter: 'problem' }) },
      },
    },
    find: {
      'find.pick': {
        type: 'external_select',
        selected_option: { value: action('find.pick').value({ deviceId: NOOR_ID, typed: '' }) },
      },
    },
  };

  test('search, filter and pick are read', () => {
    expect(panelQuery(values, 2)).toEqual({ search: 'figma', filter: 'problem', page: 2 });
    expect(selectedOffer(values)).toEqual({ deviceId: NOOR_ID, typed: '' });
  });

  test('nothing, nulls and forgeries ask for nothing', () => {
    for (const wrong of [
      undefined,
      null,
      'x',
      { search: null, filter: { 'panel.filter': { selected_option: null } } },
      { filter: { 'panel.filter': { selected_option: { value: 'problem' } } } },
    ]) {
      expect(panelQuery(wrong)).toEqual(EMPTY_PANEL_QUERY);
      expect(selectedOffer(wrong)).toBeNull();
    }
  });

  test('a pressed button and a chosen option', () => {
    expect(pressedValue({ type: 'button', value: 'a' })).toBe('a');
    expect(pressedValue({ type: 'static_select', selected_option: { value: 'b' } })).toBe('b');
    expect(pressedValue(null)).toBeUndefined();
  });
});
