import { setTimeout as wait } from 'node:timers/promises';
import type { Worlds } from './worlds.ts';

type Meanwhile = (worlds: Worlds, isOver: () => boolean) => Promise<void>;

const STEP_MS = 100;

/** Kills the last replica of the rotation with SIGKILL every so often and starts it again. The first one lives through it all. */
export const killing =
  (everyMs: number, most = Number.POSITIVE_INFINITY): Meanwhile =>
  async (worlds, isOver) => {
    for (let killed = 0; killed < most; killed += 1) {
      if (!(await passes(everyMs, isOver))) return;
      const victim = worlds.rotation.members.at(-1);
      if (victim && worlds.rotation.members.length > 1) await worlds.replace(victim);
    }
    await passes(Number.POSITIVE_INFINITY, isOver);
  };

/** A rolling restart: each replica in turn is asked to end, and its successor is ready before the next one is asked. */
export const rolling =
  (afterMs: number, ended: (code: number | null) => void): Meanwhile =>
  async (worlds, isOver) => {
    await passes(afterMs, isOver);
    for (const replica of [...worlds.rotation.members]) {
      const ending = replica.end('SIGTERM');
      await worlds.startReplica(`${replica.name}, new`);
      ended((await ending).code);
    }
    await passes(Number.POSITIVE_INFINITY, isOver);
  };

/** @returns false when everything was over before that */
async function passes(ms: number, isOver: () => boolean): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    if (isOver()) return false;
    await wait(STEP_MS);
  }
  return true;
}
