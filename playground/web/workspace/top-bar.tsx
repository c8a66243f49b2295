import type { VNode } from 'preact';
import { useWorld } from '../state/page.ts';
import { type Beside, type Theme, useGoing } from '../state/place.ts';
import { YouAre } from './you-are.tsx';

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'dark', dark: 'light', light: 'auto' };
const FACES: Readonly<Record<Theme, string>> = { auto: '◐', dark: '☾', light: '☀' };

/** The dark bar on top: who you are, and the two panels that no real Slack has. */
export function TopBar(): VNode {
  const going = useGoing();
  const world = useWorld();
  const about = world.get('about');
  const faults = world.get('faults');
  const fine = faults === undefined || (faults.kandji === 'fine' && faults.slack === 'fine');
  const { spot, go, theme } = going;
  const toggle = (beside: Beside): void => go({ beside: spot.beside === beside ? '' : beside });
  return (
    <header class="top-bar">
      <button
        type="button"
        class="bar-button only-narrow"
        aria-label="Channels"
        aria-expanded={spot.drawer}
        onClick={() => go({ drawer: !spot.drawer })}
      >
        ☰
      </button>
      <span class="workspace-name">
        {about?.team ?? 'Playground'}
        <small>playground · nothing here is real</small>
      </span>
      <span class="spacer" />
      {!going.online && (
        <span class="offline" role="status">
          Connection lost. Trying again…
        </span>
      )}
      <YouAre />
      <Toggle
        name="faults"
        face={fine ? '⚡' : '🔥'}
        label={fine ? 'Faults' : 'Faults: on'}
        on={spot.beside === 'faults'}
        onPress={toggle}
      />
      <Toggle name="inside" face="🔍" label="Look inside" on={spot.beside === 'inside'} onPress={toggle} />
      <button
        type="button"
        class="bar-button"
        aria-label={`Colors: ${theme}. Change`}
        title={`Colors: ${theme}`}
        onClick={() => going.setTheme(NEXT[theme])}
      >
        {FACES[theme]}
      </button>
    </header>
  );
}

function Toggle(props: {
  name: Beside;
  face: string;
  label: string;
  on: boolean;
  onPress: (name: Beside) => void;
}): VNode {
  return (
    <button
      type="button"
      class={`bar-button${props.on ? ' on' : ''}`}
      aria-label={props.label}
      aria-pressed={props.on}
      onClick={() => props.onPress(props.name)}
    >
      <span aria-hidden="true">{props.face}</span> <span class="bar-label">{props.label}</span>
    </button>
  );
}
