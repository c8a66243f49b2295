import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { WireTraffic } from '../../page/wire.ts';
import { useWorld } from '../state/page.ts';
import { Exchange } from './exchange.tsx';

const FILTERS = {
  all: ['All', () => true],
  slack: ['Slack', (row: WireTraffic) => row.to !== 'Kandji'],
  kandji: ['Kandji', (row: WireTraffic) => row.to === 'Kandji'],
  trouble: ['Trouble', isTrouble],
} as const;
type Filter = keyof typeof FILTERS;

/** Every exchange, newest first. */
export function Traffic(): VNode {
  const [filter, setFilter] = useState<Filter>('all');
  const [from, setFrom] = useState(0);
  const rows = useWorld()
    .all('traffic:')
    .filter((row) => row.at > from)
    .filter(FILTERS[filter][1])
    .toSorted((a, b) => b.at - a.at || b.order - a.order);
  return (
    <div class="traffic">
      <div class="filters">
        {Object.entries(FILTERS).map(([name, [label]]) => (
          <button
            key={name}
            type="button"
            class={`pill${filter === name ? ' on' : ''}`}
            aria-pressed={filter === name}
            onClick={() => setFilter(name as Filter)}
          >
            {label}
          </button>
        ))}
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => setFrom(Date.now())}>
          Clear
        </button>
      </div>
      <ol class="exchanges" aria-label="Traffic, newest first">
        {rows.length === 0 && <li class="quiet-text">Nothing yet. Type /kandji in a channel and watch.</li>}
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ol>
    </div>
  );
}

function Line({ row }: { row: WireTraffic }): VNode {
  return useMemo(() => <Exchange row={row} trouble={isTrouble(row)} />, [row]);
}

function isTrouble(row: WireTraffic): boolean {
  return row.problems.length > 0 || (row.outcome !== 'ok' && row.outcome !== 'waiting');
}
