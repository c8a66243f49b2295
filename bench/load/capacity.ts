import { createScreen } from './screen.ts';
import type { Worlds } from './worlds.ts';

/** As many presses as are taken in, from people who press again as soon as they are answered. */
export interface Capacity {
  readonly replicas: number;
  /** Answered presses a second. */
  readonly rate: number;
  /** CPU that the replicas, and the script's own process, used of one core: 1 is a whole one. */
  readonly replicaCores: number;
  readonly ownCores: number;
}

const AT_ONCE = 40;
const ANSWER_MS = 20_000;

/** `help` and the list of requests, from forty people at once: what the app itself can do, without Kandji. */
export async function measureCapacity(worlds: Worlds, seconds: number): Promise<Capacity> {
  const screen = createScreen(worlds.slack);
  const replicas = worlds.rotation.members;
  const cpuBefore = replicas.map(({ samples }) => samples.at(-1)?.cpu ?? 0);
  const ownBefore = process.cpuUsage();
  const began = performance.now();
  const over = () => performance.now() - began > seconds * 1_000;
  const counts = { answered: 0 };
  const people = worlds.crowd.agents.slice(0, AT_ONCE);
  await Promise.all(
    people.map(async ({ userId, channelId }, index) => {
      const person = worlds.slack.as(userId);
      const said = () => worlds.slack.world.messages(channelId).length;
      for (let pressed = index; !over(); pressed += 1) {
        const before = said();
        const { acked } = await person.command(
          channelId,
          pressed % 2 === 0 ? '/kandji help' : '/kandji requests',
        );
        if (acked && (await screen.shows(() => said() > before, ANSWER_MS))) counts.answered += 1;
      }
    }),
  );
  const ms = performance.now() - began;
  screen.close();
  const { user, system } = process.cpuUsage(ownBefore);
  const used = replicas.reduce(
    (sum, { samples }, index) => sum + (samples.at(-1)?.cpu ?? 0) - (cpuBefore[index] ?? 0),
    0,
  );
  return {
    replicas: replicas.length,
    rate: (counts.answered / ms) * 1_000,
    replicaCores: used / ms,
    ownCores: (user + system) / 1_000 / ms,
  };
}
