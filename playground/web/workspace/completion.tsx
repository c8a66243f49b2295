import type { TargetedKeyboardEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWorld } from '../state/page.ts';

/** Something that can be completed: a slash command, or a person after `@`. */
export interface Offer {
  readonly label: string;
  readonly detail: string;
  /** What the text ends with now, and what it will end with. */
  readonly typed: string;
  readonly full: string;
}

export interface CompletionState {
  readonly offers: readonly Offer[];
  readonly active: number;
  /** True when the key was for the list and not for the text. */
  key(event: TargetedKeyboardEvent<HTMLTextAreaElement>, pick: (offer: Offer) => void): boolean;
}

const MOST = 6;

/** What fits to the end of what is typed. */
export function useCompletion(text: string, commands: boolean): CompletionState {
  const world = useWorld();
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState('');
  const about = world.get('about');
  const found = [
    ...(commands ? commandOffers(about?.commands ?? [], text) : []),
    ...personOffers(world.all('person:'), text),
  ].slice(0, MOST);
  const offers = dismissed === text ? [] : found;
  const at = Math.min(active, Math.max(0, offers.length - 1));
  return {
    offers,
    active: at,
    key(event, pick) {
      const offer = offers[at];
      if (offer === undefined) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) setActive((at + step + offers.length) % offers.length);
      else if (event.key === 'Escape') setDismissed(text);
      else if (event.key === 'Tab' || (event.key === 'Enter' && offer.full.trim() !== offer.typed))
        pick(offer);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

type Command = { readonly command: string; readonly description: string; readonly usageHint: string };

function commandOffers(commands: readonly Command[], text: string): Offer[] {
  if (!/^\/\S*$/.test(text)) return [];
  return commands
    .filter(({ command }) => command.startsWith(text))
    .map(({ command, description, usageHint }) => ({
      label: `${command} ${usageHint}`.trim(),
      detail: description,
      typed: text,
      full: `${command} `,
    }));
}

function personOffers(
  people: readonly { name: string; handle: string; deactivated: boolean }[],
  text: string,
): Offer[] {
  const typed = /(?:^|\s)(@[\p{L}\p{N}._-]*)$/u.exec(text)?.[1];
  if (typed === undefined) return [];
  const part = typed.slice(1).toLowerCase();
  return people
    .filter((one) => !one.deactivated && `${one.handle} ${one.name.toLowerCase()}`.includes(part))
    .map((one) => ({ label: one.name, detail: `@${one.handle}`, typed, full: `@${one.handle} ` }));
}

/** The text with its end completed. */
export function completed(text: string, offer: Offer): string {
  return text.slice(0, text.length - offer.typed.length) + offer.full;
}

/** The list over the composer. */
export function Completion(props: {
  id: string;
  state: CompletionState;
  onPick: (offer: Offer) => void;
}): VNode {
  const { offers, active } = props.state;
  return (
    <div
      class="completion"
      id={`${props.id}-offers`}
      role="listbox"
      tabIndex={-1}
      aria-label="Suggestions"
      hidden={offers.length === 0}
    >
      {offers.map((offer, index) => (
        <div
          key={offer.full}
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          class={`option${index === active ? ' active' : ''}`}
          onPointerDown={(event) => {
            event.preventDefault();
            props.onPick(offer);
          }}
        >
          <span>{offer.label}</span>
          <small>{offer.detail}</small>
        </div>
      ))}
    </div>
  );
}
