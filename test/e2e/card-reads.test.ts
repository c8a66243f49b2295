import { describe, expect, test } from 'vitest';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { asks } from '../support/e2e/at-slack.ts';
import { ANA, startWorld } from '../support/e2e/harness.ts';

/** Resolves once it was opened. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { isOpen: promise, open: () => resolve() };
}

/** The same read, which opens a gate when it is asked. */
const opening =
  <Given extends unknown[], Read>({ open }: ReturnType<typeof gate>, read: (...given: Given) => Read) =>
  (...given: Given): Read => {
    open();
    return read(...given);
  };

const appendingWith =
  (append: (next: Ports['store']['audit']['append']) => Ports['store']['audit']['append']) =>
  (ports: Ports): Ports => {
    const { store } = ports;
    return { ...ports, store: { ...store, audit: { ...store.audit, append: append(store.audit.append) } } };
  };

describe('from a serial to its card', () => {
  test('Kandji is asked for the rest while the search is written to the audit log', async () => {
    const rest = gate();
    const between = (ports: Ports): Ports => {
      const { fleet } = ports;
      const details: Ports['fleet']['details'] = (...given) => {
        rest.open();
        return fleet.details(...given);
      };
      const waiting = appendingWith((append) => async (entry) => {
        if (entry.action === 'searched') await rest.isOpen;
        return append(entry);
      });
      return waiting({ ...ports, fleet: { ...fleet, details } });
    };
    const world = await startWorld({ between });
    expect((await asks(world, ANA, 'find serial:H4TX90QLM2')).words).toContain("Noor's MacBook Air · Mac");
  });

  test('the open requests and the freeze are read while Kandji answers', async () => {
    const [requests, freeze] = [gate(), gate()];
    const between = (ports: Ports): Ports => {
      const { fleet, store } = ports;
      return {
        ...ports,
        fleet: {
          ...fleet,
          details: async (...given) => {
            await Promise.all([requests.isOpen, freeze.isOpen]);
            return fleet.details(...given);
          },
        },
        store: {
          ...store,
          requests: { ...store.requests, list: opening(requests, store.requests.list) },
          controls: { ...store.controls, freeze: opening(freeze, store.controls.freeze) },
        },
      };
    };
    const world = await startWorld({ between });
    for (const typed of [
      'find serial:H4TX90QLM2',
      world.kandji.tenant.deviceBySerial('H4TX90QLM2')?.id ?? '',
    ])
      expect((await asks(world, ANA, typed)).words).toContain("Noor's MacBook Air · Mac");
  });

  test.each(['searched', 'looked'] as const)(
    'nothing is shown while the audit log does not take that it was %s',
    async (action) => {
      const refusing = appendingWith((append) => async (entry) => {
        if (entry.action === action) throw new Error('the audit log is full');
        return append(entry);
      });
      const world = await startWorld({ between: refusing });
      world.allow('errors');
      const { words } = await asks(world, ANA, 'find serial:H4TX90QLM2');
      expect(words).toMatch(/Something went wrong/i);
      expect(words).not.toContain("Noor's MacBook Air");
    },
  );

  test('a search is in the audit log before the look that it led to', async () => {
    const entries: string[] = [];
    const noting = appendingWith((append) => async (entry) => {
      const written = await append(entry);
      entries.push(`${written.seq} ${written.action}`);
      return written;
    });
    const world = await startWorld({ between: noting });
    await asks(world, ANA, 'find serial:H4TX90QLM2');
    const [searched, looked] = entries.map((line) => Number(line.split(' ')[0]));
    expect(entries.map((line) => line.split(' ')[1])).toEqual(['searched', 'looked']);
    expect(looked).toBe((searched ?? 0) + 1);
  });
});
