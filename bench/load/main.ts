import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measureBare } from './bare.ts';
import { type Capacity, measureCapacity } from './capacity.ts';
import { warmedUp } from './desk.ts';
import { killing } from './disturb.ts';
import { USUAL_FAULTS } from './faults.ts';
import { pressFor } from './hour.ts';
import { type LoadOptions, readOptions } from './options.ts';
import { promisesOf, unharmed } from './promises.ts';
import { goalsOf, tableOf, verdictOf } from './report.ts';
import { pretendToBeSlack } from './unsigned.ts';
import { startWorlds, type Worlds } from './worlds.ts';

const AGENTS = 300;
const DEVICES = 900;
const REQUEST_EVERY_MS = 4_000;
const COMPARE_SECONDS = 20;
const CAPACITY_SECONDS = 10;
const SETTLE_MS = 4_000;
const UNSIGNED = 10_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** A compressed hour on two replicas, beside an app that does nothing. @returns the exit code: 1 for a broken promise */
async function load({ seconds, rate, killEverySeconds }: LoadOptions): Promise<number> {
  const worlds = await startWorlds({ agents: AGENTS, devices: DEVICES });
  try {
    say(
      `A bare Bolt app for ${COMPARE_SECONDS} s, then two replicas for ${seconds} s, at ${rate} presses a second …`,
    );
    const bare = await measureBare(worlds, rate, COMPARE_SECONDS);
    const survivor = await worlds.startReplica('one');
    await worlds.startReplica('two');
    await wait(SETTLE_MS);
    const rssIdle = survivor.samples.at(-1)?.rss ?? 0;
    const hour = await pressFor(worlds, {
      seconds,
      rate,
      requestEveryMs: REQUEST_EVERY_MS,
      faults: USUAL_FAULTS,
      meanwhile: killing(killEverySeconds * 1_000),
    });
    const samples = survivor.samples.slice();
    const unsigned = await pretendToBeSlack(`http://127.0.0.1:${survivor.port}/slack/events`, UNSIGNED);
    const capacities = await measureCapacities(worlds);
    const own = warmedUp(unharmed(hour, (about) => namesOf(worlds, about)));
    const kills = worlds.kills.length;
    const measured = {
      hour,
      own,
      bare,
      survivor: { ...survivor, samples },
      rssIdle,
      kills,
      capacities,
      rate,
      unsigned,
    };
    const promises = [...promisesOf(hour, worlds), ...goalsOf(measured)];
    say(`${tableOf(measured)}\n${verdictOf(promises)}`);
    return promises.every(({ broken }) => broken.length === 0) ? 0 : 1;
  } finally {
    await worlds.close();
  }
}

/** With one replica, then with two, both warm. */
async function measureCapacities(worlds: Worlds): Promise<Capacity[]> {
  const two = await measureCapacity(worlds, CAPACITY_SECONDS);
  await worlds.rotation.members.at(-1)?.end('SIGTERM');
  return [await measureCapacity(worlds, CAPACITY_SECONDS), two];
}

/** A fault on any path with one of these struck a press about this device; a search is known by what was typed. */
function namesOf({ kandji }: Worlds, about: string): string[] {
  const device = kandji.tenant.deviceBySerial(about) ?? kandji.tenant.device(about);
  return device ? [device.id, device.serial] : [about];
}

/** The same tests as always, with everything that they are asked for. */
function fuzz(): number {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const env = { ...process.env, FUZZ_RUNS: '100000' };
  return spawnSync(process.execPath, [vitest, 'run', 'test/fuzz'], { stdio: 'inherit', env }).status ?? 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = options.fuzz ? fuzz() : await load(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
