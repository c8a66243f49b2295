import type { Placed } from '../blocks.ts';
import type { Core } from '../core.ts';
import { isObject, type JsonObject, stringOf } from '../json.ts';
import { actionPayload, type Place } from '../sender/payloads.ts';
import type { User } from '../world/types.ts';
import type { PressOptions, PressResult } from './types.ts';

/** Sends a block action, after the dialog that its element asks for. `fields` say what was chosen. */
export async function act(
  core: Core,
  user: User,
  place: Place,
  placed: Placed,
  fields: JsonObject,
  options: PressOptions = {},
): Promise<PressResult> {
  const asked = dialogOf(placed);
  const dialog = asked === undefined ? {} : { asked };
  if (asked !== undefined && options.confirm === 'no') return { acked: true, ...dialog };
  const { type, actionId, blockId } = placed;
  const payload = actionPayload(core, user, place, {
    type,
    action_id: actionId,
    block_id: blockId,
    ...fields,
  });
  const delivery = await core.sender.send({ type: 'block_actions', name: actionId, user: user.id, payload });
  const url = stringOf(placed.element.url);
  const acked = delivery.outcome === 'ok';
  return { delivery, acked, ...dialog, ...(url === undefined ? {} : { url }) };
}

function dialogOf(placed: Placed): PressResult['asked'] {
  const dialog = placed.element.confirm;
  if (!isObject(dialog)) return undefined;
  const say = (name: string, otherwise: string): string => {
    const text = dialog[name];
    return (isObject(text) ? stringOf(text.text) : undefined) ?? otherwise;
  };
  return {
    title: say('title', 'Are you sure?'),
    text: say('text', ''),
    confirm: say('confirm', 'Yes'),
    deny: say('deny', 'No'),
  };
}
