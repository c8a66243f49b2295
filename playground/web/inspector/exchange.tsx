import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Said, WireTraffic } from '../../page/wire.ts';
import { useNames } from '../state/page.ts';
import { Json } from './json.tsx';

/** One exchange in a line; opened, everything that was said. */
export function Exchange({ row, trouble }: { row: WireTraffic; trouble: boolean }): VNode {
  const names = useNames();
  const [said, setSaid] = useState<Said | null>(null);
  const [open, setOpen] = useState(false);
  const toggle = async (): Promise<void> => {
    setOpen(!open);
    if (!open) setSaid(await fetchSaid(row.id));
  };
  const who = row.person === '' ? '' : (names.person(row.person) ?? row.person);
  return (
    <li class={`exchange ${row.to.toLowerCase()} ${trouble ? 'bad' : ''}`}>
      <button type="button" class="exchange-line" aria-expanded={open} onClick={() => void toggle()}>
        <span class="way">
          {row.from} → {row.to}
        </span>
        <span class="what">
          <span class="kind">{kindOf(row)}</span> {row.title}
          {row.text !== '' && <span class="said-text">{row.text}</span>}
        </span>
        <span class={`outcome ${row.outcome === 'waiting' ? 'waiting' : ''}`}>{outcomeOf(row)}</span>
        <span class="when">
          {timeOf(row.at)}
          {who !== '' && ` · ${who}`}
          {row.ms >= 0 && ` · ${row.ms} ms`}
        </span>
      </button>
      {row.problems.map((problem) => (
        <p key={problem} class="problem">
          {problem}
        </p>
      ))}
      {open && said !== null && (
        <div class="said">
          <Json name={row.to === 'app' ? 'Payload' : 'Request'} value={said.request} />
          <Json name="Answer" value={said.reply} />
        </div>
      )}
    </li>
  );
}

function kindOf(row: WireTraffic): string {
  if (row.to === 'Kandji') return row.kind;
  return row.kind === 'api' ? '' : row.kind.replaceAll('_', ' ');
}

function outcomeOf(row: WireTraffic): string {
  if (row.outcome === 'ok' || row.outcome === 'waiting')
    return row.status > 0 ? String(row.status) : row.outcome;
  return row.status > 0 && !row.outcome.includes(String(row.status))
    ? `${row.outcome} ${row.status}`
    : row.outcome;
}

function timeOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 1,
  }).format(at);
}

async function fetchSaid(id: string): Promise<Said> {
  const response = await fetch(`/traffic/${encodeURIComponent(id)}`);
  // Our own server wrote it.
  return (await response.json()) as Said;
}
