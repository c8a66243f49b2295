import type { Device } from '../../packages/kandji-simulator/src/index.ts';
import { createDesk, type DeskOptions, type Pressed } from './desk.ts';
import { type Failing, type FaultRates, letThingsFail } from './faults.ts';
import { keepLedger, type Ledger } from './ledger.ts';
import { somethingOrdinary } from './mix.ts';
import { startPace } from './pace.ts';
import { type Sample, sampleThisProcess } from './samples.ts';
import { createScreen } from './screen.ts';
import { createSeats, type Seats } from './seats.ts';
import { atRest, type StoredRequest } from './stored.ts';
import { type Acknowledged, checkIn, moveToBlueprint, type Stage, setAssetTag } from './stories.ts';
import type { Worlds } from './worlds.ts';

export interface HourOptions extends DeskOptions {
  readonly seconds: number;
  /** Presses a second, over all replicas. */
  readonly rate: number;
  /** Between two requests that someone begins. */
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
  /** No one was free to press: the rate was not kept. */
  readonly notPressed: number;
  readonly struckUsers: Failing['struckUsers'];
  /** Of the script's own process: it is Slack, Kandji and all the people. */
  readonly own: readonly Sample[];
  /** What went wrong in the script itself. */
  readonly astray: readonly string[];
}

const STORIES = [setAssetTag, checkIn, moveToBlueprint];

/** People press at a steady rate, requests are made and decided, things fail; then everything comes to rest. */
export async function pressFor(worlds: Worlds, options: HourOptions): Promise<Hour> {
  const { seconds, rate, faults, meanwhile } = options;
  const ledger = keepLedger(worlds.kandji);
  const own: Sample[] = [];
  const unsample = sampleThisProcess((sample) => own.push(sample));
  const screen = createScreen(worlds.slack);
  const seats = createSeats(worlds.crowd.agents);
  const acknowledged: Acknowledged[] = [];
  const failing = faults && letThingsFail(worlds.kandji, worlds.slack, faults);
  const somebodyNew = () => seats.send((seat) => somethingOrdinary(stage, seat));
  const pace = startPace({ rate, seconds, somebodyNew });
  const desk = createDesk(worlds, screen, pace, options);
  const stage: Stage = { worlds, desk, screen };
  const stories = beginStories(stage, seats, options.requestEveryMs, (one) => acknowledged.push(one));
  await Promise.all([pace.over, meanwhile(worlds, () => pace.isOver)]);
  clearInterval(stories);
  await seats.idle();
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
    notPressed: seats.missing,
    struckUsers: failing?.struckUsers ?? [],
    own,
    astray: seats.astray,
  };
}

/** Every so often someone begins to change a device that no one else touches; each kind of change in turn. */
function beginStories(
  stage: Stage,
  seats: Seats,
  everyMs: number,
  done: (one: Acknowledged) => void,
): NodeJS.Timeout {
  const devices = changeable(stage.worlds);
  let begun = 0;
  return setInterval(() => {
    const device = devices.pop();
    const tell = STORIES[begun % STORIES.length];
    begun += 1;
    if (!device || !tell) return;
    seats.send(async (seat) => {
      const one = await tell(stage, seat, device);
      if (one) done(one);
    });
  }, everyMs);
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
