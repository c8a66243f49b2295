import type { Core } from '../core.ts';
import { closedPayload } from '../sender/payloads.ts';
import type { StoredView } from '../views/types.ts';
import type { User } from '../world/types.ts';
import { placeOf } from './place.ts';
import type { SeenView } from './types.ts';

/** Closes the top view, or all of them if it says `clear_on_close`; tells the app where it wants to know. */
export async function close(core: Core, user: User, seen: SeenView): Promise<void> {
  const place = placeOf(core, user, seen);
  if (place.kind !== 'view' || place.view.type !== 'modal') throw new Error('Only a modal can be closed.');
  const { view } = place;
  const cleared = view.clearOnClose;
  const gone = cleared ? core.views.stack(user.id).toReversed() : [view];
  if (cleared) core.views.closeAll(user.id);
  else core.views.close(view);
  await Promise.all(gone.filter((one) => one.notifyOnClose).map((one) => tell(core, user, one, cleared)));
}

function tell(core: Core, user: User, view: StoredView, cleared: boolean) {
  const payload = closedPayload(core, user, view, cleared);
  return core.sender.send({ type: 'view_closed', name: view.callbackId, user: user.id, payload });
}
