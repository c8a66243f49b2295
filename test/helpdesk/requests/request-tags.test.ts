import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

const add = (tag: string) => [{ operation: 'edit-tags', params: { add: [tag], remove: [] } }] as const;

test('five tags added at once by one process are all kept, however slow Kandji is', async () => {
  const desk = await openDesk({ working: false, kandji: { devices: 12, latency: 15 } });
  const tags = Array.from({ length: 5 }, (_, index) => `tag-${index}`);
  const asked = await Promise.all(tags.map((tag) => desk.ask('U0ANA', NAMED.noorsMac, add(tag))));
  desk.work();
  await Promise.all(asked.map(({ id }) => desk.reaches(id, 'completed')));
  expect(desk.kandji.tenant.device(NAMED.noorsMac)?.tags).toEqual(
    expect.arrayContaining(['loaner', 'berlin', ...tags]),
  );
  expect(desk.kandji.received({ method: 'PATCH' })).toHaveLength(tags.length);
});

test('no one else reads the tags while a change of them is on its way, even after a slow start', async () => {
  const desk = await openDesk({ working: false, kandji: { devices: 12 } });
  const asked = await desk.ask('U0ANA', NAMED.noorsMac, add('mine'));
  const taken: boolean[] = [];
  desk.work({
    between: (ports) => ({
      ...ports,
      fleet: {
        ...ports.fleet,
        device: async (...read) => {
          desk.forward(29_000);
          return ports.fleet.device(...read);
        },
      },
      commands: {
        ...ports.commands,
        updateDevice: async (...call) => {
          desk.forward(2_000);
          taken.push(await desk.store.leases.take(`tags:${NAMED.noorsMac}`, 'another replica', 1_000));
          return ports.commands.updateDevice(...call);
        },
      },
    }),
  });
  await desk.reaches(asked.id, 'completed');
  expect(taken).toEqual([false]);
});
