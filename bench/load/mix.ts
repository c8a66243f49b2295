import type { Seat } from './people.ts';
import { type Stage, seesCard } from './stories.ts';

/** What people do all day, by weight. Everything but the first look at a device is answered without Kandji. */
interface Habit {
  readonly weight: number;
  readonly act: (stage: Stage, seat: Seat) => Promise<unknown>;
}

/** Devices that everybody looks at today: their cards are in the cache most of the time. */
const TALKED_ABOUT = ['H4TX90QLM2', 'J9K2L7PQ4R'];

/** `about`: what Kandji is asked for, where it is asked at all. */
const types =
  (kind: string, text: string, about = '') =>
  ({ desk }: Stage, seat: Seat) =>
    desk.press({
      kind,
      seat,
      about,
      seen: 'message',
      act: (person) => person.command(seat.channelId, `/kandji ${text}`),
    });

const HABITS: readonly Habit[] = [
  { weight: 30, act: types('help', 'help') },
  { weight: 8, act: types('help', 'help find') },
  { weight: 24, act: (stage, seat) => seesCard(stage, seat, pick(TALKED_ABOUT)) },
  { weight: 10, act: types('requests', 'requests') },
  { weight: 6, act: types('requests', 'requests mine') },
  { weight: 6, act: types('history', `history <@U0BEN>`) },
  { weight: 2, act: types('refused', 'remotedesktop everything', 'everything') },
  { weight: 3, act: typesAhead },
];

const TYPED = ['mac', 'macb', 'dan'];

/** The global shortcut: types, sees what is offered, and goes away again. */
async function typesAhead({ desk, worlds, screen }: Stage, seat: Seat): Promise<void> {
  const person = worlds.slack.as(seat.userId);
  const open = await desk.press({
    kind: 'open a form',
    seat,
    seen: 'view',
    act: () => person.shortcut('find_device'),
  });
  if (!open) return;
  await screen.shows(() => person.topView()?.callbackId === 'find', 5_000);
  const view = person.topView();
  if (view?.callbackId === 'find')
    for (const typed of TYPED)
      await desk.press({
        kind: 'type-ahead',
        seat,
        about: typed,
        seen: 'ack',
        act: () =>
          person.suggest(view, 'find.pick', typed).then(
            () => ({ acked: true }),
            (error: Error) => ({ acked: false, trouble: error.message }),
          ),
      });
  const top = person.topView();
  if (top) await person.close(top);
}

/** Someone new does something, as likely as its weight. */
export function somethingOrdinary(stage: Stage, seat: Seat): Promise<unknown> {
  const drawn = Math.random() * HABITS.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  const habit = HABITS.find(({ weight }) => {
    passed += weight;
    return drawn < passed;
  });
  return habit ? habit.act(stage, seat) : Promise.resolve();
}

function pick(list: readonly string[]): string {
  return list[Math.floor(Math.random() * list.length)] ?? '';
}
