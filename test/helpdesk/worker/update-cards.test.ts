import { expect, test } from 'vitest';
import type { Ports } from '../../../src/helpdesk/ports.ts';
import { updateCard } from '../../../src/helpdesk/worker/jobs.ts';
import { openStore } from '../../../src/store/index.ts';
import { silent, temporaryFolder } from '../../support/store/harness.ts';
import { askFor, entryOf } from '../../support/store/samples.ts';

/** No policy, and nobody at Slack: neither is asked for a card that waits. */
const NOBODY: Pick<Ports, 'policies' | 'people'> = {
  policies: { current: () => null, fault: () => null },
  people: {
    actor: () => Promise.reject(new Error('nobody was to be read')),
    humanOf: async (userId) => userId,
    holding: async () => [],
    byEmail: async () => [],
  },
};

/** A real store whose note of a posting fails so many times, and a Slack that counts what is posted. */
async function world(failures: number) {
  const folder = temporaryFolder();
  const real = await openStore({ dataDir: folder.path, log: silent });
  const { request } = await real.requests.submit(
    askFor({ cards: [{ place: 'approvals', channel: 'C1' }] }),
    entryOf(),
    [],
  );
  let left = failures;
  const posted: string[] = [];
  const store: Ports['store'] = {
    ...real,
    cards: {
      ...real.cards,
      drawn: async (...given) => {
        if (left-- > 0) throw new Error('the database is restarting');
        return real.cards.drawn(...given);
      },
    },
  };
  const notices: Ports['notices'] = {
    draw: async (card) => {
      const ts = card.ts ?? `${posted.length + 1}.0`;
      if (card.ts === null) posted.push(ts);
      return { kind: 'drawn', channel: 'C1', ts };
    },
    notify: async () => undefined,
    summarize: async () => undefined,
    remind: async () => null,
    takeBack: async () => undefined,
    announce: async () => undefined,
    announceFreeze: async () => undefined,
    drawUnfreeze: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
    tellHold: async () => undefined,
    tellUnfreezeUnposted: async () => undefined,
    drawHold: async () => ({ kind: 'drawn', channel: 'C0', ts: '1.0' }),
  };
  return {
    posted,
    draw: () => updateCard({ ...NOBODY, store, notices, log: silent }, 'worker', async () => undefined),
    cards: () => real.cards.of(request?.id ?? ''),
    close: async () => {
      await real.close();
      folder.remove();
    },
  };
}

test.each([0, 1, 9])('a card whose place cannot be noted %i times is posted once', async (failures) => {
  const one = await world(failures);
  expect(await one.draw()).toBe(true);
  expect(await one.draw()).toBe(false);
  expect(one.posted).toEqual(['1.0']);
  expect(await one.cards()).toMatchObject([{ place: 'approvals', channel: 'C1', ts: '1.0' }]);
  await one.close();
});
