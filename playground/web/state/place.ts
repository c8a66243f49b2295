import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What this window looks at. Kept in the address, so that a reload or a second window comes to the same place. */
export interface Spot {
  /** A channel id, or `home` for the app's Home tab. */
  readonly at: string;
  /** The `ts` of the thread that is open; empty when none is. */
  readonly thread: string;
  readonly beside: Beside;
  /** On a narrow window the list of channels is a drawer. */
  readonly drawer: boolean;
  /** Whose JSON is shown: a message or view key, or empty. */
  readonly json: string;
}

export type Beside = '' | 'inside' | 'faults';

export interface Going {
  readonly spot: Spot;
  go(change: Partial<Spot>): void;
  /** Becomes someone else. */
  become(person: string): void;
  readonly theme: Theme;
  setTheme(theme: Theme): void;
  /** What Slack itself says to this person alone in a channel, such as a command that failed. */
  readonly notices: readonly Notice[];
  note(channel: string, text: string): void;
  readonly online: boolean;
  readonly tour: boolean;
  setTour(on: boolean): void;
}

export type Theme = 'auto' | 'light' | 'dark';

export interface Notice {
  readonly channel: string;
  readonly at: number;
  readonly text: string;
}

export const GoingContext = createContext<Going | null>(null);

export function useGoing(): Going {
  const going = useContext(GoingContext);
  if (going === null) throw new Error('Nothing is drawn outside of the page.');
  return going;
}

/** The channel that is shown: the chosen one, or else the first that this person can see. `home` is the Home tab. */
export function shownAt(spot: Spot, channels: readonly { readonly id: string }[]): string {
  if (spot.at === 'home' || channels.some((channel) => channel.id === spot.at)) return spot.at;
  return channels[0]?.id ?? '';
}

/** Reads the person and the place from the address. */
export function readAddress(location: Location): { person: string; at: string } {
  const person = new URLSearchParams(location.search).get('as') ?? 'U0ANA';
  return { person, at: location.hash.slice(1) };
}

/** Writes them back without a reload. */
export function writeAddress(person: string, at: string): void {
  history.replaceState(null, '', `?as=${encodeURIComponent(person)}#${at}`);
}
