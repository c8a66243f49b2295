import type { Option } from '@slack/types';
import type { Placed } from '../blocks.ts';
import type { Core } from '../core.ts';
import { codePoints, isObject, type JsonObject, objectsOf } from '../json.ts';
import { optionsProblems, worded } from '../limits/index.ts';
import { type Place, suggestionPayload } from '../sender/payloads.ts';
import type { User } from '../world/types.ts';
import { elementAt, placeOf } from './place.ts';
import type { Where } from './types.ts';

const MIN_QUERY = 3;

/** Types into an external menu and reads what it offers; [] while too little is typed. Throws when the menu shows an error. */
export async function suggest(
  core: Core,
  user: User,
  where: Where,
  actionId: string,
  typed: string,
): Promise<Option[]> {
  const place = placeOf(core, user, where);
  const placed = elementAt(place, actionId);
  // The checker accepted these options.
  return (await askSuggestions(core, user, place, placed, typed)) as unknown as Option[];
}

/** The same, for an element already found. */
export async function askSuggestions(
  core: Core,
  user: User,
  place: Place,
  placed: Placed,
  typed: string,
): Promise<JsonObject[]> {
  if (!placed.type.includes('external'))
    throw new Error(`"${placed.actionId}" is a ${placed.type}: it asks nobody.`);
  const min = placed.element.min_query_length;
  if (codePoints(typed) < (typeof min === 'number' ? min : MIN_QUERY)) return [];
  const payload = suggestionPayload(core, user, place, placed, typed);
  const delivery = await core.sender.send({
    type: 'block_suggestion',
    name: placed.actionId,
    user: user.id,
    payload,
  });
  if (delivery.outcome !== 'ok')
    throw new Error(`The menu shows an error: ${delivery.outcome} ${delivery.status ?? ''}`);
  const problems = optionsProblems(delivery.ack).map(worded);
  core.log.blame(delivery, problems);
  if (problems.length > 0) throw new Error(`The menu shows an error: ${problems.join('; ')}`);
  const answer = isObject(delivery.ack) ? delivery.ack : {};
  const groups = objectsOf(answer.option_groups);
  return [...objectsOf(answer.options), ...groups.flatMap((group) => objectsOf(group.options))];
}

/** What this person's menu offered before, newest first. */
export function suggested(core: Core, user: User, placed: Placed): JsonObject[] {
  return core.log.entries
    .filter((entry) => entry.kind === 'delivery' && entry.type === 'block_suggestion')
    .filter((entry) => entry.kind === 'delivery' && entry.user === user.id && entry.name === placed.actionId)
    .toReversed()
    .flatMap((entry) => {
      const answer = entry.kind === 'delivery' && isObject(entry.ack) ? entry.ack : {};
      const groups = objectsOf(answer.option_groups);
      return [...objectsOf(answer.options), ...groups.flatMap((group) => objectsOf(group.options))];
    });
}
