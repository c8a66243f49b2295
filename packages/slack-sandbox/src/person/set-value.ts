import type { ViewStateValue } from '@slack/bolt';
import type { Placed } from '../blocks.ts';
import type { Core } from '../core.ts';
import type { Place } from '../sender/payloads.ts';
import type { User } from '../world/types.ts';

/** Keeps what was typed or chosen: with the view, or for this person with the message. */
export function setValue(core: Core, user: User, place: Place, placed: Placed, value: ViewStateValue): void {
  const { blockId, actionId } = placed;
  if (place.kind === 'message') {
    core.drafts.set(user.id, place.message, blockId, actionId, value);
    return;
  }
  const { view } = place;
  const values = { ...view.values, [blockId]: { ...view.values[blockId], [actionId]: value } };
  const { [blockId]: _, ...errors } = view.errors;
  core.views.change(view, { values, errors });
}
