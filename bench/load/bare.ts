import { createDesk, warmedUp } from './desk.ts';
import { startPace } from './pace.ts';
import { percentile } from './samples.ts';
import { createScreen } from './screen.ts';
import { createSeats } from './seats.ts';
import type { Worlds } from './worlds.ts';

/** The app that does nothing, under the same rate, behind the same local Slack. */
export interface Bare {
  readonly startMs: number;
  readonly rssIdle: number;
  readonly rssBusy: number;
  /** Press → visible answer: Slack's own latency, and the machine's. */
  readonly p99: number;
}

const SETTLED_MS = 3_000;

/** Runs it alone for some seconds. */
export async function measureBare(worlds: Worlds, rate: number, seconds: number): Promise<Bare> {
  const child = await worlds.startBare();
  const screen = createScreen(worlds.slack);
  await screen.shows(() => false, SETTLED_MS);
  const rssIdle = child.samples.at(-1)?.rss ?? 0;
  const seats = createSeats(worlds.crowd.agents);
  const pace = startPace({
    rate,
    seconds,
    somebodyNew: () =>
      seats.send((seat) =>
        desk.press({
          kind: 'bare',
          seat,
          seen: 'message',
          act: (person) => person.command(seat.channelId, '/kandji help'),
        }),
      ),
  });
  const desk = createDesk(worlds, screen, pace);
  await pace.over;
  await seats.idle();
  const rssBusy = percentile(
    child.samples.slice(-10).map(({ rss }) => rss),
    0.5,
  );
  screen.close();
  await child.end('SIGTERM');
  const times = warmedUp(desk.pressed).map(({ ms }) => ms ?? Number.POSITIVE_INFINITY);
  return { startMs: child.startMs, rssIdle, rssBusy, p99: percentile(times, 0.99) };
}
