import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { pretendToBeSlack } from '../../bench/load/unsigned.ts';
import { type Playground, startPlayground } from '../../playground/start.ts';

const open: Playground[] = [];
afterEach(async () => {
  for (const playground of open.splice(0)) await playground.close();
});

/** Changes whenever anybody else commits to the store (SQLite docs, PRAGMA data_version). */
function watchStore(dataDir: string): () => number {
  const file = readdirSync(dataDir).find((name) => /\.(db|sqlite3?)$/.test(name));
  if (!file) throw new Error(`no store in ${dataDir}: ${readdirSync(dataDir).join(', ')}`);
  const database = new DatabaseSync(join(dataDir, file), { readOnly: true });
  return () => Number(Object.values(database.prepare('pragma data_version').get() ?? {})[0]);
}

test('unsigned requests cost nothing: 401, no write, no call to Kandji, no call to Slack', async () => {
  const log: string[] = [];
  const playground = await startPlayground({ log: (line) => log.push(line) });
  open.push(playground);
  const { slack, kandji } = playground;
  const version = watchStore(playground.dataDir);
  await expect.poll(async () => [version(), await settled(version)]).toSatisfy(([one, two]) => one === two);
  const before = { version: version(), slack: slack.traffic.length, lines: log.length };
  const { statuses } = await pretendToBeSlack(
    `http://127.0.0.1:${playground.app().port}/slack/events`,
    5_000,
  );
  expect([...statuses]).toEqual([401]);
  expect(slack.traffic).toHaveLength(before.slack);
  expect(kandji.received()).toEqual([]);
  expect(version()).toBe(before.version);
  expect(log.slice(before.lines).filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

const settled = async (version: () => number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return version();
};

test('a signed payload that no one listens to is acked', async () => {
  const playground = await startPlayground();
  open.push(playground);
  const { deliver } = playground.slack;
  const contentType = 'application/x-www-form-urlencoded';
  const send = (payload: unknown) =>
    deliver.raw({ contentType, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
  const user = { id: 'U0ANA' };
  expect((await send({ type: 'block_actions', user, actions: [] })).status).toBe(200);
  expect((await send({ type: 'interactive_message', user, actions: [{ name: 'old' }] })).status).toBe(200);
  expect((await send({ type: 'dialog_submission', user, callback_id: 'old' })).status).toBe(200);
  expect((await send({ type: 'message_action', user, channel: null, callback_id: 'x' })).status).toBe(200);
  expect((await send({ type: 'shortcut', user, callback_id: 'gone' })).status).toBe(200);
});
