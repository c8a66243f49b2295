import type { VNode } from 'preact';
import { useGoing } from '../state/place.ts';
import { FaultPanel } from './fault-panel.tsx';
import { JsonOf } from './json-of.tsx';
import { Traffic } from './traffic.tsx';

/** The panel beside the workspace: what passed between Slack, the app and Kandji, or what goes wrong on purpose. */
export function Inspector(): VNode {
  const { spot, go } = useGoing();
  const faults = spot.beside === 'faults';
  const title = faults ? 'Faults' : 'Look inside';
  return (
    <aside class="beside" aria-label={title}>
      <div class="beside-head">
        <h2>{title}</h2>
        <span class="spacer" />
        <button
          type="button"
          class="icon-button"
          aria-label={`Close ${title}`}
          onClick={() => go({ beside: '', json: '' })}
        >
          ✕
        </button>
      </div>
      {faults ? <FaultPanel /> : spot.json === '' ? <Traffic /> : <JsonOf what={spot.json} />}
    </aside>
  );
}
