import { actions, button, section } from '../blocks.ts';
import { findView } from '../modals/find.ts';
import type { Press } from '../press.ts';

const LATE = 'Slack was too slow to open the search. Press here, or type /kandji and what you look for.';

/** The search with type-ahead; where its trigger came too late, the way to it. */
export async function openFind(press: Press): Promise<void> {
  if (await press.open(findView())) return;
  await press.tell({
    text: LATE,
    blocks: [section(LATE), ...actions([button('home.find', {}, 'Find a device')])],
  });
}
