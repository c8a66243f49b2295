import type { Core } from '../core.ts';
import type { User } from '../world/types.ts';
import { act } from './act.ts';
import { elementAt, placeOf } from './place.ts';
import type { PressOptions, PressResult, Where } from './types.ts';

/** Presses a button. */
export async function press(
  core: Core,
  user: User,
  where: Where,
  actionId: string,
  options: PressOptions = {},
): Promise<PressResult> {
  const place = placeOf(core, user, where, options.stale);
  const placed = elementAt(place, actionId, options);
  if (!placed.type.endsWith('button')) throw new Error(`"${actionId}" is a ${placed.type}, not a button.`);
  const { text, value, style } = placed.element;
  const fields = {
    text,
    ...(value === undefined ? {} : { value }),
    ...(style === undefined ? {} : { style }),
  };
  return act(core, user, place, placed, fields, options);
}
