import type { SeenMessage, SeenView, Where } from '../../../packages/slack-sandbox/src/person/types.ts';
import { HELP, type World } from './harness.ts';
import { modalSaying } from './steps.ts';

/** What the app has written in a channel, as this person sees it. */
export const answersIn = (world: World, who: string, channel: string): SeenMessage[] =>
  world.slack
    .as(who)
    .sees(channel)
    .filter(({ author }) => author.isBot);

/** Does something and waits for the app's next message in a channel. */
export async function answered(
  world: World,
  who: string,
  channel: string,
  act: () => Promise<unknown>,
): Promise<SeenMessage> {
  const before = answersIn(world, who, channel).length;
  await act();
  return world.slack.until(
    () => answersIn(world, who, channel)[before],
    `an answer for ${who} in ${channel}`,
  );
}

/** Types after `/kandji` and waits for the answer. */
export const asks = (world: World, who: string, typed: string, channel = HELP): Promise<SeenMessage> =>
  answered(world, who, channel, () => world.slack.as(who).command(channel, `/kandji ${typed}`));

/** Writes to the app itself and waits for its answer there. */
export function writes(world: World, who: string, text: string): Promise<SeenMessage> {
  const person = world.slack.as(who);
  return answered(world, who, person.dmId(), () => person.say(person.dmId(), text));
}

/** Does something and waits for the app's next direct message. */
export const toldDirectly = (world: World, who: string, act: () => Promise<unknown>): Promise<SeenMessage> =>
  answered(world, who, world.slack.as(who).dmId(), act);

/** Opens a panel from the *More…* menu of a card and waits for what it should show. */
export async function shows(
  world: World,
  who: string,
  card: Where,
  panel: string,
  words: string | RegExp,
): Promise<SeenView> {
  await world.slack.as(who).choose(card, 'device.show', panel);
  return modalSaying(world, who, words);
}

/** Presses the first of several equal buttons: the best device of a list. */
export function pressFirst(world: World, who: string, where: Where, actionId: string): Promise<unknown> {
  const value = valuesOf(where, actionId)[0];
  if (value === undefined) throw new Error(`nothing to press as ${actionId}`);
  return world.slack.as(who).press(where, actionId, { value });
}

/** The values of all buttons with this action_id. */
export function valuesOf({ blocks }: Where, actionId: string): string[] {
  const found: string[] = [];
  JSON.stringify(blocks, (_key, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'action_id' in part && part.action_id === actionId)
      found.push(String((part as { value?: unknown }).value));
    return part;
  });
  return found;
}

/** The calls that Kandji got while something was done, as `GET /devices/{device_id}`. */
export async function callsDuring(world: World, act: () => Promise<unknown>): Promise<string[]> {
  const before = world.kandji.received().length;
  await act();
  return world.kandji
    .received()
    .slice(before)
    .map(({ method, template }) => `${method} ${template}`);
}

/** The reference shown in words must stand in a line of the log. */
export function referenceIn(words: string): string {
  const reference = /Ref ([0-9A-Z]{4})/.exec(words)?.[1];
  if (reference === undefined) throw new Error(`no reference in: ${words}`);
  return reference;
}
