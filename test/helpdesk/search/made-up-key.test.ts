import { describe, expect, test, vi } from 'vitest';
import { filtersOf } from '../../../packages/kandji-simulator/src/endpoints/device-filters.ts';
import { settle } from '../../../packages/kandji-simulator/src/options.ts';
import { createTenant } from '../../../packages/kandji-simulator/src/tenant/tenant.ts';
import { resolveFilters } from '../../../src/helpdesk/search/resolve-filters.ts';
import type * as searchKeys from '../../../src/helpdesk/search/search-keys.ts';
import { SEARCH_KEY_NAMES, searchKeyOf } from '../../../src/helpdesk/search/search-keys.ts';
import { deviceQuery } from '../../../src/kandji/list-devices.ts';
import { renderHelp } from '../../../src/slack/commands/help.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import { queryText } from '../../../src/slack/search/query-words.ts';

/** Kandji has no such filter. The table of keys is all that is given it here. */
vi.mock('../../../src/helpdesk/search/search-keys.ts', async (original) => {
  const real = await original<typeof searchKeys>();
  const department: searchKeys.SearchKey = {
    kind: 'text',
    field: 'department',
    parameter: 'department_name',
    aliases: ['dept'],
    example: 'sales',
    order: 'department',
    labelsAnything: true,
  };
  const table: Readonly<Record<string, searchKeys.SearchKey>> = { ...real.SEARCH_KEYS, department };
  return {
    ...real,
    SEARCH_KEYS: table,
    SEARCH_KEY_NAMES: Object.keys(table),
    searchKeyOf: (name: string) => table[name],
  };
});

const read = (text: string) => {
  const line = parseCommand(text);
  return { where: 'query' in line && line.query?.by === 'keys' ? line.query.where : null, line };
};
const said = (text: string): string => JSON.stringify(read(text).line);

describe('a key that only the table of keys has', () => {
  test.each([
    'find department:sales',
    'find dept:sales',
    'find department_name:sales',
    'find departmemt:sales',
    'find department sales',
  ])('is read from "%s"', (typed) => {
    expect(read(typed).where).toEqual({ department: 'sales' });
  });

  test('is a field to sort by', () => {
    expect(read('find sort:-department').where).toEqual({ sort: '-department' });
  });

  test('is asked of Kandji by its parameter', async () => {
    const { where } = read('find department:sales');
    const none = async () => ({ value: [], readAt: 0, fromCache: false });
    const lists = { tags: none, blueprints: none };
    const resolved = await resolveFilters(lists, where ?? {}, { platforms: [], fixed: {} });
    expect(resolved.filters.map((filter) => deviceQuery(filter, {}).get('department_name'))).toEqual([
      'sales',
    ]);
  });

  test('is shown as it is typed', () => {
    const { line } = read('find department:"inside sales" platform:mac');
    expect(line.kind === 'find-keys' && queryText(line.query)).toBe('platform:mac department:"inside sales"');
  });

  test('is listed by help and by the answer to an unknown key, with its example', () => {
    expect(
      JSON.stringify(renderHelp('find', { held: ['lookup'], name: '/kandji', turnedOff: [] })),
    ).toContain('sort, department.');
    expect(said('find zzzzzz:1')).toContain('sort, department.');
    expect(said('find department:')).toContain('department:sales');
  });

  test('is missed by the simulator', () => {
    const tenant = createTenant(settle({}));
    const missing = SEARCH_KEY_NAMES.map(searchKeyOf).filter(
      ({ kind, parameter, isOurs }) =>
        !isOurs &&
        kind !== 'order' &&
        filtersOf(new URLSearchParams({ [parameter]: 'x' }), tenant).length === 0,
    );
    expect(missing.map(({ parameter }) => parameter)).toEqual(['department_name']);
  });
});
