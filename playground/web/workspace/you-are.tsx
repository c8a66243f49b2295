import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { usePage, useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { Avatar } from './avatar.tsx';

/** Chooses who this window is. Another window can be someone else. */
export function YouAre(): VNode {
  const id = useId();
  const { me } = usePage();
  const { become } = useGoing();
  const people = useWorld()
    .all('person:')
    .filter((one) => one.playable);
  const mine = people.find((one) => one.id === me);
  return (
    <span class="you-are">
      <label for={id}>You are</label>
      {mine !== undefined && <Avatar id={mine.id} name={mine.name} small />}
      <select id={id} aria-label="You are" value={me} onChange={(event) => become(event.currentTarget.value)}>
        {people.map((one) => (
          <option key={one.id} value={one.id}>
            {one.about === '' ? one.name : `${one.name} · ${one.about}`}
          </option>
        ))}
      </select>
      <a
        class="bar-button second-window"
        href={`?as=${encodeURIComponent(me)}`}
        target="_blank"
        rel="noopener"
        title="Open a second window, to be two people at once"
      >
        <span aria-hidden="true">+</span>
        <span class="sr-only">Open a second window</span>
      </a>
    </span>
  );
}
