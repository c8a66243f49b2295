import type { PlaygroundOptions } from '../../../playground/start.ts';
import { callsDuring } from './at-slack.ts';
import { startWorld, type World } from './harness.ts';

const walked = (world: World): number => world.log.filter((line) => line.includes('fleet.walked')).length;

/** A world whose device index has been built. */
export async function worldWithIndex(options: PlaygroundOptions = {}): Promise<World> {
  const world = await startWorld({ ...options, env: { FLEET_SHARE: '50', ...options.env } });
  await world.slack.until(() => walked(world) > 0 || undefined, 'the first walk over the fleet');
  world.kandji.forgetReceived();
  return world;
}

/** Another whole walk. */
export async function walksAgain(world: World): Promise<void> {
  const before = walked(world);
  world.clock.forward(6 * 60_000);
  await world.slack.until(() => walked(world) > before || undefined, 'another walk over the fleet');
}

/** Until FileVault and library items of the whole fleet have been read so many times. */
export const findingsRead = (world: World, times = 1): Promise<true> =>
  world.slack.until(
    () =>
      world.log.filter((line) => line.includes('fleet.findings_read')).length >= times ? true : undefined,
    'FileVault and library items of the fleet',
  );

const IN_BACKGROUND = /\/prism\/|library-items\/|\/list-library-items$|GET \/blueprints$/;

/** The calls that Kandji got for people while something was done: without those for FileVault and library items of the fleet. */
export const callsForPeople = async (world: World, act: () => Promise<unknown>): Promise<string[]> =>
  (await callsDuring(world, act)).filter((call) => !IN_BACKGROUND.test(call));
