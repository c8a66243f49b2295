import type { Core } from '../core.ts';
import { viewOutput } from '../views/output.ts';
import type { User } from '../world/types.ts';
import { seeView } from './seen.ts';
import type { SeenView } from './types.ts';

/** Opens the app's Home tab: what was published before is shown, and the app hears `app_home_opened`. */
export async function openHome(core: Core, user: User): Promise<SeenView | undefined> {
  if (!core.manifest.homeTab) throw new Error('The manifest has no Home tab.');
  const known = core.views.home(user.id);
  await core.emit({
    type: 'app_home_opened',
    user: user.id,
    channel: core.world.openDm(user.id).id,
    tab: 'home',
    ...(known === undefined ? {} : { view: viewOutput(known, core.world) }),
    event_ts: core.world.nextTs(),
  });
  return home(core, user);
}

/** The Home tab as it is now; none until the app published one. */
export function home(core: Core, user: User): SeenView | undefined {
  const view = core.views.home(user.id);
  return view === undefined ? undefined : seeView(view);
}
