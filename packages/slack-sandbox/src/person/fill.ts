import type { Core } from '../core.ts';
import { isObject, stringsOf } from '../json.ts';
import type { User } from '../world/types.ts';
import { act } from './act.ts';
import { choose } from './choose.ts';
import { elementAt, placeOf } from './place.ts';
import { setValue } from './set-value.ts';
import type { FillOptions, Where } from './types.ts';

const TYPED = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'];

/** Types into an input, and presses Enter in it if wanted; pickers take a date or time as text. */
export async function fill(
  core: Core,
  user: User,
  where: Where,
  id: string,
  value: string,
  { enter = false }: FillOptions = {},
): Promise<void> {
  const place = placeOf(core, user, where);
  const placed = elementAt(place, id);
  if (!TYPED.includes(placed.type)) {
    await choose(core, user, where, id, value === '' ? null : value);
    return;
  }
  setValue(core, user, place, placed, { type: placed.type, value: value === '' ? null : value });
  const config = placed.element.dispatch_action_config;
  const on = isObject(config) ? stringsOf(config.trigger_actions_on) : [];
  const tells =
    on.includes('on_character_entered') || (enter && (on.length === 0 || on.includes('on_enter_pressed')));
  const dispatches = placed.block.dispatch_action === true && tells;
  if (dispatches) await act(core, user, place, placed, { value });
}
