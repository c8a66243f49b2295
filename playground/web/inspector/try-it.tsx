import type { VNode } from 'preact';
import { errorOf, usePage, useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';

const LINES = { find: '/kandji dana', apps: '/kandji apps H4TX90QLM2' } as const;

/** Types a command in the open channel, so that one sees what the app says in this weather. */
export function TryIt({ sky }: { sky: keyof typeof LINES }): VNode {
  const { send } = usePage();
  const { spot, go, note } = useGoing();
  const channels = useWorld().all('channel:');
  const channel = channels.find((one) => one.id === spot.at) ?? channels[0];
  const text = LINES[sky];
  const run = async (): Promise<void> => {
    if (channel === undefined) return;
    go({ at: channel.id, beside: window.innerWidth < 900 ? '' : 'weather' });
    const error = errorOf(await send('command', { channel: channel.id, text }));
    if (error !== '') note(channel.id, error);
  };
  return (
    <div class="row">
      <button type="button" class="button small" onClick={() => void run()}>
        Try it: {text}
      </button>
    </div>
  );
}
