import type { Device } from '../../playground/kandji/index.ts';
import { createDesk, type Pressed } from './desk.ts';
import { type Failing, type FaultRates, letThingsFail } from './faults.ts';
import { keepLedger, type Ledger } from './ledger.ts';
import { somethingOrdinary } from './mix.ts';
import { type Pace, startPace } from './pace.ts';
import type { Seat } from './people.ts';
import { type Sample, sampleThisProcess } from './samples.ts';
import { createScreen } from './screen.ts';
import { atRest, type StoredRequest } from './stored.ts';
import { type Acknowledged, blankPush, moveToBlueprint, type Stage, setAssetTag } from './stories.ts';
import type { Worlds } from './worlds.ts';

export interface HourOptions {
  readonly seconds: number;
  /** Presses a second, over all replicas. */
  readonly rate: number;
  /** Between two requests that somebody begins. */
  readonly requestEveryMs: number;
  readonly faults: FaultRates | null;
  /** What happens to the replicas meanwhile; ends when the presses have ended. */
  readonly meanwhile: (worlds: Worlds, isOver: () => boolean) => Promise<void>;
}

/** What a compressed hour came to. */
export interface Hour {
  readonly seconds: number;
  readonly pressed: readonly Pressed[];
  readonly acknowledged: readonly Acknowledged[];
  readonly stored: readonly StoredRequest[];
  readonly ledger: Ledger;
  readonly stuckModals: readonly string[];
  /** Nobody was free to press: the rate was not kept. */
  readonly notPressed: number;
  readonly struckUsers: Failing['struckUsers'];
  /** Of the script's own process: it is Slack, Kandji and all the people. */
  readonly own: readonly Sample[];
  /** What went wrong in the script itself. */
  readonly astray: readonly string[];
}

const STORIES = [setAssetTag, blankPush, moveToBlueprint];

/** People press at a steady rate, requests are made and decided, things fail; then everything comes to rest. */
export async function pressFor(worlds: Worlds, options: HourOptions): Promise<Hour> {
  const { seconds, rate } = options;
  const ledger = keepLedger(worlds.kandji);
  const own: Sample[] = [];
  const unsample = sampleThisProcess((sample) => own.push(sample));
  const screen = createScreen(worlds.slack);
  const idle = [...worlds.crowd.agents];
  const devices = changeable(worlds);
  const acknowledged: Acknowledged[] = [];
  const astray: string[] = [];
  const busy = new Set<Promise<unknown>>();
  const counts = { notPressed: 0, stories: 0 };
  let pace: Pace | null = null;
  const desk = createDesk(worlds, screen, () => pace ?? fail('the presses have not begun'));
  const stage: Stage = { worlds, desk, screen };
  const seated = (act: (seat: Seat) => Promise<unknown>) => {
    const seat = idle.shift();
    if (!seat) {
      counts.notPressed += 1;
      return;
    }
    const one: Promise<unknown> = act(seat)
      .catch((error: Error) => astray.push(error.message))
      .finally(() => {
        busy.delete(one);
        idle.push(seat);
      });
    busy.add(one);
  };
  const story = setInterval(() => {
    const device = devices.pop();
    const tell = STORIES[counts.stories % STORIES.length];
    counts.stories += 1;
    if (!device || !tell || pace?.isOver) return;
    seated(async (seat) => {
      const one = await tell(stage, seat, device);
      if (one) acknowledged.push(one);
    });
  }, options.requestEveryMs);
  const failing = options.faults && letThingsFail(worlds.kandji, worlds.slack, options.faults);
  pace = startPace({ rate, seconds, somebodyNew: () => seated((seat) => somethingOrdinary(stage, seat)) });
  const running = pace;
  await Promise.all([running.over, options.meanwhile(worlds, () => running.isOver)]);
  clearInterval(story);
  await Promise.all(busy);
  failing?.end();
  const stored = await atRest(worlds.databaseUrl);
  unsample();
  screen.close();
  return {
    seconds,
    pressed: desk.pressed,
    acknowledged,
    stored,
    ledger,
    stuckModals: worlds.stuckModals,
    notPressed: counts.notPressed,
    struckUsers: failing?.struckUsers ?? [],
    own,
    astray,
  };
}

/** Macs that are there and may be changed without an admin. */
const changeable = ({ kandji }: Worlds): Device[] =>
  kandji.tenant.devices.filter(
    ({ platform, mdmEnabled, removed, erased, bare, online, tags, serial }) =>
      platform === 'Mac' &&
      mdmEnabled &&
      online &&
      !(removed || erased || bare || tags.includes('executive')) &&
      serial.length === 10,
  );

function fail(sentence: string): never {
  throw new Error(sentence);
}
