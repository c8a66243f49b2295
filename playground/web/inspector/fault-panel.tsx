import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { KandjiFault, SlackFault } from '../../page/wire.ts';
import { clockTime } from '../mrkdwn/local-time.ts';
import { errorOf, usePage, useWorld } from '../state/page.ts';
import { DeviceFaults } from './device-faults.tsx';
import { FaultPicker } from './fault-picker.tsx';
import { StolenAccounts } from './stolen-accounts.tsx';
import { TryIt } from './try-it.tsx';

const KANDJI: readonly { name: KandjiFault; label: string; detail: string }[] = [
  { name: 'fine', label: 'Fine', detail: 'answers at once' },
  { name: 'slow', label: 'Slow', detail: 'six seconds for every answer' },
  { name: 'rate-limited', label: 'Too many requests', detail: '429, try later' },
  { name: 'down', label: 'Down', detail: '503 for everything' },
  { name: 'html', label: 'A web page instead of data', detail: 'HTML where JSON should be' },
  { name: 'no-permission', label: 'A permission is gone', detail: 'the token may not read installed apps' },
];

const SLACK: readonly { name: SlackFault; label: string; detail: string }[] = [
  { name: 'fine', label: 'Fine', detail: 'as on a good day' },
  { name: 'slow', label: 'Slow', detail: 'two seconds for every call' },
  { name: 'rate-limited', label: 'Too many requests', detail: 'the next two calls get 429' },
  {
    name: 'not-in-channel',
    label: 'Not in the channel',
    detail: 'channels refuse its messages, DMs do not; request an approval to see it',
  },
];

/** What goes wrong on purpose, to see what the app makes of it. */
export function FaultPanel(): VNode | null {
  const { send } = usePage();
  const faults = useWorld().get('faults');
  if (faults === undefined) return null;
  return (
    <div class="faults">
      <FaultPicker
        title="Kandji"
        choices={KANDJI}
        now={faults.kandji}
        onPick={(name) => void send('kandji', { faults: name })}
      />
      <TryIt about={faults.kandji === 'no-permission' ? 'apps' : 'find'} />
      <FaultPicker
        title="Slack"
        choices={SLACK}
        now={faults.slack}
        onPick={(name) => void send('slack', { faults: name })}
      />
      <StolenAccounts stolen={faults.stolen} />
      <DeviceFaults devices={faults.devices} />
      <Time aheadMs={faults.aheadMs} />
      <Restart />
    </div>
  );
}

const JUMPS = [
  ['+10 min', 600_000],
  ['+1 h', 3_600_000],
  ['+4 h', 14_400_000],
  ['+1 day', 86_400_000],
] as const;

function Time({ aheadMs }: { aheadMs: number }): VNode {
  const { send, now } = usePage();
  return (
    <section class="fault" aria-labelledby="faults-time">
      <h3 id="faults-time">Time</h3>
      <p class="quiet-text">
        The app’s clock says {clockTime(now())}
        {aheadMs > 0 && `, ${Math.round(aheadMs / 60_000)} minutes ahead`}. Requests expire and reminders come
        by it.
      </p>
      <div class="row">
        {JUMPS.map(([label, ms]) => (
          <button key={label} type="button" class="button small" onClick={() => void send('forward', { ms })}>
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

function Restart(): VNode | null {
  const { send } = usePage();
  const [state, setState] = useState('');
  if (useWorld().get('about')?.canRestart !== true) return null;
  const restart = async (): Promise<void> => {
    setState('Restarting…');
    setState(errorOf(await send('restart', {})) || 'The app is back. Open requests go on where they were.');
  };
  return (
    <section class="fault" aria-labelledby="faults-app">
      <h3 id="faults-app">The app</h3>
      <div class="row">
        <button type="button" class="button small" onClick={() => void restart()}>
          Restart the app
        </button>
        <span class="quiet-text" role="status">
          {state}
        </span>
      </div>
    </section>
  );
}
