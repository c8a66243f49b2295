import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { errorOf, usePage, useWorld } from '../state/page.ts';
import { shownAt, useGoing } from '../state/place.ts';

/** Each try asks for something else, so that no answer comes from the app's memory. */
const LINES = {
  find: ['dana', 'noor', 'LF-IPH-31', 'ben', 'H4TX90QLM2', 'lobby', 'warehouse', 'ana', 'lea', 'vera'],
  apps: ['apps H4TX90QLM2', 'apps C02ANA7RZQ05', 'apps C02BEN4KFQ05'],
} as const;

/** Types a command in the open channel, so that its answer with this fault is seen. */
export function TryIt({ about }: { about: keyof typeof LINES }): VNode {
  const { send } = usePage();
  const { spot, go, note } = useGoing();
  const channels = useWorld().all('channel:');
  const at = shownAt(spot, channels);
  const channel = channels.find((one) => one.id === at) ?? channels[0];
  const [tries, setTries] = useState(0);
  const lines = LINES[about];
  const text = `/kandji ${lines[tries % lines.length]}`;
  const run = async (): Promise<void> => {
    if (channel === undefined) return;
    setTries(tries + 1);
    go({ at: channel.id, beside: window.innerWidth < 900 ? '' : 'faults' });
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
