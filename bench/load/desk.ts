import type { Delivery, Person } from '../../packages/slack-sandbox/src/index.ts';
import type { Pace } from './pace.ts';
import { APPROVALS, type Seat } from './people.ts';
import type { Screen } from './screen.ts';
import type { Worlds } from './worlds.ts';

/** One press, from the moment it was made until something could be seen. */
export interface Pressed {
  readonly kind: string;
  readonly userId: string;
  /** Serial number or id of the device it was about. */
  readonly about: string;
  /** Epoch ms of the first try. */
  readonly at: number;
  /** Ms from the last try to the first visible answer; `null`: there never was one. */
  readonly ms: number | null;
  /** Why it was pressed again, once for each further try: as a rule because a replica had died under it. */
  readonly again: readonly string[];
  /** What Slack said of it, when it was not answered. */
  readonly trouble: string | null;
}

export interface Press {
  readonly kind: string;
  readonly seat: Seat;
  readonly about?: string;
  /** Does it. What comes back was acknowledged, or not. */
  act(person: Person): Promise<Done>;
  /** `ack`: the acknowledgement itself is what can be seen. Else something on the screen. */
  readonly seen: 'ack' | 'message' | 'view';
}

/** How an act ended as Slack tells it. */
interface Done {
  readonly acked: boolean;
  readonly delivery?: Delivery;
  /** Why it was not taken, where no delivery says so. */
  readonly trouble?: string;
}

/** Makes presses and writes down what came of them. */
export interface Desk {
  /** @returns whether it was answered */
  press(press: Press): Promise<boolean>;
  readonly pressed: readonly Pressed[];
}

/** People wait this long for anything at all; Kandji's own time-outs are 25 s together. */
export const PATIENCE_MS = 40_000;
const MOST_TRIES = 6;
const NEWS_MS = 1_000;
const DIED = 'its replica was killed';
/** How Slack and Bolt's receiver tell that no acknowledgement came within three seconds. */
const LATE = /timeout|refused 404/u;

export interface DeskOptions {
  /** On a machine that is too busy to keep Slack's three seconds people press again, too. */
  readonly againWhenLate?: boolean;
}

export function createDesk(
  worlds: Worlds,
  screen: Screen,
  pace: Pace,
  { againWhenLate = false }: DeskOptions = {},
): Desk {
  const pressed: Pressed[] = [];
  const whyAgain = ({ ms, died, trouble }: Once): string | null => {
    if (ms !== null) return null;
    if (died) return DIED;
    return againWhenLate && LATE.test(trouble ?? '') ? trouble : null;
  };
  return {
    pressed,
    async press(press) {
      await pace.turn();
      const at = Date.now();
      const { kind, seat, about = '' } = press;
      const again: string[] = [];
      for (;;) {
        const once = await tryOnce(worlds, screen, press);
        const why = whyAgain(once);
        if (why !== null && again.length < MOST_TRIES) {
          again.push(why);
          await screen.shows(() => worlds.rotation.members.length > 0, PATIENCE_MS);
          continue;
        }
        const { ms, trouble } = once;
        pressed.push({ kind, userId: seat.userId, about, at, ms, again, trouble });
        return ms !== null;
      }
    },
  };
}

interface Once {
  readonly ms: number | null;
  /** The replica that got it was killed meanwhile. */
  readonly died: boolean;
  readonly trouble: string | null;
}

async function tryOnce(worlds: Worlds, screen: Screen, { act, seat, seen }: Press): Promise<Once> {
  const person = worlds.slack.as(seat.userId);
  const look = lookAt(worlds, seat, seen);
  const before = look();
  const began = performance.now();
  const since = Date.now();
  const acting = act(person);
  const taker = worlds.rotation.last;
  const died = () => taker === null || !taker.alive;
  // Who really took it is not known for sure: others press at the same time.
  const killedSince = () => worlds.kills.some((at) => at >= since - NEWS_MS);
  const { acked, delivery, trouble = `${delivery?.outcome} ${delivery?.status ?? ''}`.trim() } = await acting;
  if (!acked) {
    // That a process has died is known some ms after its connections have.
    const over =
      trouble.includes('unreachable') && (await screen.shows(() => died() || killedSince(), NEWS_MS));
    return { ms: null, died: over || died(), trouble };
  }
  const answered = seen === 'ack' || (await screen.shows(() => look() !== before, PATIENCE_MS, died));
  return answered
    ? { ms: performance.now() - began, died: false, trouble: null }
    : { ms: null, died: died() || killedSince(), trouble: 'acknowledged, and then nothing' };
}

/** What stands there now, as something that differs when it changes. What Slack refuses to take here arrives as a direct message. */
function lookAt({ slack }: Worlds, seat: Seat, seen: Press['seen']): () => string {
  if (seen === 'ack') return () => '';
  const count = (channelId: string) => slack.world.messages(channelId).length;
  const directId = slack.as(seat.userId).dmId();
  // A press on a card among the approvals is answered there, to its person alone, where no window opens.
  const alone = () => slack.world.messages(APPROVALS).filter(({ onlyFor }) => onlyFor === seat.userId).length;
  const said = () => `${count(seat.channelId)} ${count(directId)} ${alone()}`;
  if (seen === 'message') return said;
  return () => {
    const view = slack.as(seat.userId).topView();
    return `${said()} ${view?.id} ${view?.hash}`;
  };
}

/** A process that has just begun is slow: its code is not compiled, its caches are empty. */
const WARM_UP_MS = 5_000;

/** Without the first five seconds. */
export function warmedUp(pressed: readonly Pressed[]): readonly Pressed[] {
  const began = Math.min(...pressed.map(({ at }) => at));
  return pressed.filter(({ at }) => at >= began + WARM_UP_MS);
}
