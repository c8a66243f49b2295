import type { SeenMessage, SeenView } from '../../../packages/slack-sandbox/src/person/types.ts';
import { HELP, type World } from './harness.ts';

/** The modal on this person's screen once it says this. */
export const modalSaying = (
  world: Pick<World, 'slack'>,
  who: string,
  words: string | RegExp,
): Promise<SeenView> =>
  world.slack.until(() => {
    const view = world.slack.as(who).topView();
    return view && says(`${view.title}\n${view.words}`, words) && !view.busy ? view : undefined;
  }, `a modal that says ${words}`);

/** A message in a channel, the newest that says this. */
export const messageSaying = (
  world: Pick<World, 'slack'>,
  who: string,
  channel: string,
  words: string | RegExp,
): Promise<SeenMessage> =>
  world.slack.until(
    () =>
      world.slack
        .as(who)
        .sees(channel)
        .findLast((message) => says(message.words, words)),
    `a message in ${channel} that says ${words}`,
  );

/** A direct message of the app, the newest that says this. */
export const dmSaying = (world: World, who: string, words: string | RegExp): Promise<SeenMessage> =>
  messageSaying(world, who, world.slack.as(who).dmId(), words);

const says = (text: string, words: string | RegExp): boolean =>
  typeof words === 'string' ? text.includes(words) : words.test(text);

/** Opens the update form by the command line. */
export async function openUpdate(world: World, who: string, typed: string): Promise<SeenView> {
  await world.slack.as(who).command(HELP, `/kandji update ${typed}`);
  return modalSaying(world, who, 'Review shows before and after');
}

/** What Kandji was asked to change: method, path and body of every call that was no read. */
export const sent = (world: World) =>
  world.kandji
    .received()
    .filter(({ method, path }) => method !== 'GET' && !path.includes('/notes'))
    .map(({ method, path, body }) => ({ method, path, body }));
