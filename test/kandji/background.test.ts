import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { clientOf, failure, TOKEN, until } from '../support/kandji/harness.ts';

const ID = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
/** Look-ups leave one of five slots alone. */
const LOOKUPS_AT_ONCE = 4;

/** A client of which every request waits until it is answered. */
function heldClient() {
  const sent: { readonly path: string; readonly answer: (response: Response | Error) => void }[] = [];
  const fetch: typeof globalThis.fetch = (url) =>
    new Promise((resolve, reject) => {
      const answer = (response: Response | Error) =>
        response instanceof Error ? reject(response) : resolve(response);
      sent.push({ path: new URL(String(url)).pathname, answer });
    });
  return { ...clientOf('https://lark.api.kandji.io', TOKEN, { fetch }), sent };
}
const answered = (status: number, headers: Record<string, string> = {}) =>
  new Response('{}', { status, headers });

test('one background read leaves at a time, and holds no slot of look-ups and changes', async () => {
  const { source, fleet, commands, sent } = heldClient();
  const pages = Array.from({ length: 5 }, (_, n) => failure(source.page(n * 299, 300)));
  await until(() => sent.length > 0, 'the first page');
  await pause(30);
  expect(sent).toHaveLength(1);
  const lookups = Array.from({ length: LOOKUPS_AT_ONCE }, (_, n) => failure(fleet.device(ID(n))));
  const change = commands.blankPush(ID(9), { timeoutMs: 5_000 });
  await until(() => sent.length === 2 + LOOKUPS_AT_ONCE, 'every look-up and the change have left');
  for (const { answer } of sent.slice(1)) answer(answered(404));
  await Promise.all([...lookups, change]);
  for (let n = 0; n < pages.length; n += 1) {
    const isPage = ({ path }: (typeof sent)[number]) => path.endsWith('/devices');
    await until(() => sent.filter(isPage).length === n + 1, `page ${n}`);
    sent.findLast(isPage)?.answer(answered(503));
    expect((await pages[n])?.status).toBe(503);
  }
  await pause(30);
  expect(sent).toHaveLength(pages.length + LOOKUPS_AT_ONCE + 1);
});

test.each([
  ['429', () => answered(429, { 'retry-after': '30' })],
  ['503', () => answered(503, { 'retry-after': '30' })],
  ['500', () => answered(500)],
  ['no answer', () => new TypeError('fetch failed')],
] as const)('after %s nothing is tried again in place, and look-ups leave at once', async (_name, answer) => {
  const { source, background, fleet, sent } = heldClient();
  for (const read of [
    () => source.page(0, 300),
    () => source.device(ID(1)),
    () => source.fileVault(0, 300),
    () => source.blueprints(),
    () => source.blueprintItems(ID(2)),
    () => source.itemStatuses(ID(3), 0, 300),
    () => background.device(ID(4)),
    () => background.libraryItems(ID(5)),
  ]) {
    const before = sent.length;
    const failed = failure(read());
    await until(() => sent.length === before + 1, 'the read has left');
    sent.at(-1)?.answer(answer());
    await failed;
    expect(sent).toHaveLength(before + 1);
  }
  const before = sent.length;
  const lookup = failure(fleet.device(ID(6)));
  await until(() => sent.length > before, 'the look-up has left');
  sent.at(-1)?.answer(answered(404));
  expect((await lookup).status).toBe(404);
});
