import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceMood, FaultDevice } from '../../page/wire.ts';
import { usePage } from '../state/page.ts';
import { FaultPicker } from './fault-picker.tsx';

const MOODS: readonly { name: DeviceMood; label: string; detail: string }[] = [
  { name: 'normal', label: 'Online', detail: 'carries out commands' },
  { name: 'offline', label: 'Offline', detail: 'commands wait until it is back' },
  { name: 'failing', label: 'Failing', detail: 'answers every command with an error' },
];

/** One device that is offline, failing, or back again. */
export function DeviceFaults({ devices }: { devices: readonly FaultDevice[] }): VNode | null {
  const { send } = usePage();
  const [chosen, setChosen] = useState('');
  const device = devices.find((one) => one.id === chosen) ?? devices[0];
  if (device === undefined) return null;
  return (
    <section class="fault" aria-labelledby="faults-device">
      <h3 id="faults-device">A device</h3>
      <select
        class="field"
        aria-label="Which device"
        value={device.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        {devices.map((one) => (
          <option key={one.id} value={one.id}>
            {`${one.name} · ${one.platform} · ${one.serial}${one.mood === 'normal' ? '' : ` (${one.mood})`}`}
          </option>
        ))}
      </select>
      <FaultPicker
        title={device.name}
        choices={MOODS}
        now={device.mood}
        onPick={(mood) => void send('device', { id: device.id, mood })}
      />
    </section>
  );
}
