import type { OpenStore } from '../../../src/store/index.ts';
import { askFor, entryOf } from './samples.ts';

/** One that writes until it is stopped, with what the store told it. */
export interface Writer {
  /** Requests of which it was told that they are stored, and that they are denied. */
  readonly asked: string[];
  readonly denied: string[];
  /** What it was told in place of that. */
  readonly faults: unknown[];
  stop(): Promise<void>;
}

/** Asks and denies, one after the other, whatever happens to the database. */
export function writeOn({ requests }: OpenStore, name: string): Writer {
  const writer = { asked: [] as string[], denied: [] as string[], faults: [] as unknown[] };
  let stopped = false;
  const write = async (n: number) => {
    const one = `${name}-${n}`;
    const { kind, request } = await requests.submit(askFor({ deviceId: one, viewId: one }), entryOf(), []);
    if (kind !== 'created') throw new Error(`${one} is ${kind}`);
    writer.asked.push(request.id);
    const denial = { state: 'denied', entry: entryOf({ action: 'denied' }), dueInMs: null } as const;
    await requests.change(request.id, ({ state }) => (state === 'pending' ? denial : null));
    writer.denied.push(request.id);
  };
  const writing = (async () => {
    for (let n = 0; !stopped; n += 1)
      await write(n).catch(async (error: unknown) => {
        writer.faults.push(error);
        await new Promise((next) => setTimeout(next, 10));
      });
  })();
  return {
    ...writer,
    stop: async () => {
      stopped = true;
      await writing;
    },
  };
}
