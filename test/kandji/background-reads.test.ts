import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { clientOf, failure, startWorld, TOKEN, until } from '../support/kandji/harness.ts';
import { type Seen, startServer } from '../support/kandji/server.ts';

const ID = NAMED.noorsMac;

type Client = Pick<ReturnType<typeof clientOf>, 'source' | 'background'>;

/** Every read that is made in the background. */
const READS: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'a page of devices': ({ source }) => source.page(0, 10),
  'a device for the walk': ({ source }) => source.device(ID),
  'a device for a watch': ({ background }) => background.device(ID),
  'library items for a watch': ({ background }) => background.libraryItems(ID),
  FileVault: ({ source }) => source.fileVault(0, 10),
  blueprints: ({ source }) => source.blueprints(),
  "a blueprint's items": ({ source }) => source.blueprintItems('b'),
  "an item's status": ({ source }) => source.itemStatuses('i', 0, 10),
};

const TROUBLE = {
  '429': (response: ServerResponse) => response.writeHead(429, { 'retry-after': '0' }).end(),
  '500': (response: ServerResponse) => response.writeHead(500).end(),
  '503': (response: ServerResponse) => response.writeHead(503, { 'retry-after': '0' }).end(),
  'a broken connection': (response: ServerResponse) => response.destroy(),
  silence: () => undefined,
} as const;

describe('reads in the background', () => {
  test.each(Object.keys(READS))('%s leaves once, whatever Kandji answers', async (name) => {
    for (const [said, answer] of Object.entries(TROUBLE)) {
      const { url, seen } = await startServer((_, response) => void answer(response));
      const client = clientOf(url, TOKEN, { readTimeoutMs: 100 });
      await failure(READS[name]?.(client) ?? Promise.resolve());
      expect(seen, said).toHaveLength(1);
      expect(client.budget.taken, said).toEqual(['background']);
    }
  });

  test('are one at a time, and leave every slot to people', async () => {
    const isForPeople = ({ url }: Seen) => /\/(?:details|action\/blankpush)$/u.test(url);
    const { url, seen } = await startServer(() => undefined);
    const client = clientOf(url, TOKEN, { cacheMs: 0 });
    for (const read of Object.values(READS)) void read(client).catch(() => null);
    await until(() => seen.length > 0, 'a read in the background');
    for (const id of ['a', 'b', 'c', 'd']) void client.fleet.details(id).catch(() => null);
    void client.commands.blankPush(ID, { timeoutMs: 5_000 });
    await until(() => seen.filter(isForPeople).length === 5, 'four look-ups and a change at once');
    expect(seen.filter((one) => !isForPeople(one))).toHaveLength(1);
  });

  test.each([{ kind: 'rate-limit-second' }, { kind: 'status', status: 503 }, { kind: 'hang' }] as const)(
    'while Kandji answers them with $kind, a look-up leaves at once',
    async (fault) => {
      const { tenant, source, fleet, calls } = await startWorld({}, { cacheMs: 0 });
      tenant.faults.add({ ...fault, template: '/devices' });
      const pages = [1, 2, 3, 4, 5].map((page) => source.page(page, 10).catch(() => null));
      expect((await fleet.device(ID)).value.id).toBe(ID);
      expect(calls.filter(({ endpoint }) => endpoint === 'GET /devices/{device_id}')).toEqual([
        { endpoint: 'GET /devices/{device_id}', status: 200 },
      ]);
      if (fault.kind === 'hang') return;
      await Promise.all(pages);
      expect(calls.filter(({ endpoint }) => endpoint === 'GET /devices')).toHaveLength(pages.length);
    },
    5_000,
  );
});
