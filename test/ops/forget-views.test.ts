import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startForgettingViews } from '../../src/ops/scheduled.ts';
import { openStore } from '../../src/store/index.ts';

const DAY_MS = 24 * 3_600_000;
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('what a modal was drawn from is forgotten after a week, not before', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'views-'));
  let offset = 0;
  const store = await openStore({ dataDir, log: LOG, clockOffset: () => offset });
  const put = (viewId: string) =>
    store.views.put({ viewId, userId: 'U0ANA', requestId: null, digest: 'd', draft: 'Noor Halim' });
  await put('V1');
  offset = 6 * DAY_MS;
  await put('V2');
  offset = 8 * DAY_MS;
  const forgetting = startForgettingViews(store, LOG);
  onTestFinished(async () => {
    forgetting.stop();
    await store.close();
    rmSync(dataDir, { recursive: true });
  });
  await expect.poll(() => store.views.get('V1')).toBeNull();
  expect(await store.views.get('V2')).toMatchObject({ draft: 'Noor Halim' });
});
