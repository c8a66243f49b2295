import { actions, button, section } from '../blocks.ts';
import { findView } from '../modals/find.ts';
import type { Press } from '../press.ts';

/** The search with type-ahead; where its trigger came too late, the way to it. */
export async function openFind(press: Press): Promise<void> {
  if (await press.open(findView())) return;
  const late = `Slack was too slow to open the search. Press here, or type ${press.command} and what you look for.`;
  await press.tell({
    text: late,
    blocks: [section(late), ...actions([button('home.find', {}, 'Find a device')])],
  });
}
