import type { SeenMessage, SeenView } from '../packages/slack-sandbox/src/person/types.ts';
import { type Bed, makeBed } from './bed.ts';
import { atMost, type Figure, figure, type Measurement, mb, ms } from './figure.ts';
import type { Child } from './load/child.ts';
import { percentile } from './load/samples.ts';

const DEVICES = 100_000;
const ANA = 'U0ANA';
const MAX = 'U0ROOT';
const HELP = 'C0HELP';
const TYPED = ['dana', 'macbook', 'c02', 'lf-1234', 'noor ha', 'ipad von', 'zzqq'];
const ROUNDS = 4;
/** For the walk and for a file of the whole fleet. */
const LONGEST_MS = 240_000;

/** The whole app over a large tenant: what typing costs, the walk's calls, and a file of every device. */
export const fleet: Measurement = {
  name: 'fleet',
  title: `The whole app and ${DEVICES.toLocaleString('en')} simulated devices, embedded store`,
  async run() {
    // Half of Kandji's hour, so that the first walk is over in a minute.
    const bed = await makeBed({ devices: DEVICES, env: { FLEET_SHARE: '50' } });
    try {
      const app = await bed.startHelpdesk();
      const calls = await firstWalk(bed);
      const view = await findModal(bed.slack);
      return [
        atMost('first walk, calls', calls, Math.ceil(DEVICES / 299) + 1, String),
        ...(await costs(bed, view)),
        ...(await typing(bed, view)),
        ...(await file(bed, app)),
      ];
    } finally {
      await bed.close();
    }
  },
};

const LIST = '/devices';

/** Until reports answer. @returns the pages that were read */
async function firstWalk({ slack, kandji }: Bed): Promise<number> {
  for (;;) {
    const { words } = await answered(slack, ANA, 'report by-os');
    if (words.includes('OS versions')) break;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  return kandji.received({ template: LIST }).length;
}

/** Types after `/kandji` and waits for the answer. */
async function answered(slack: Bed['slack'], who: string, typed: string): Promise<SeenMessage> {
  const person = slack.as(who);
  const answers = () => person.sees(HELP).filter(({ author }) => author.isBot);
  const before = answers().length;
  await person.command(HELP, `/kandji ${typed}`);
  return slack.until(() => answers()[before], `an answer to ${typed}`, LONGEST_MS);
}

/** Kandji calls for people: what is read in the background has endpoints of its own, but for the list, which rests now. */
async function costs({ slack, kandji }: Bed, view: SeenView): Promise<Figure[]> {
  const forPeople = () =>
    kandji
      .received()
      .filter(({ template }) => template === LIST || /^\/devices\/\{device_id\}/.test(template ?? '')).length;
  const spent = async (act: () => Promise<unknown>) => {
    const before = forPeople();
    await act();
    return forPeople() - before;
  };
  const person = slack.as(ANA);
  const keystroke = await spent(() => person.suggest(view, 'find.pick', 'dana'));
  const word = await spent(() => answered(slack, ANA, 'macbook'));
  const card = await spent(() => answered(slack, ANA, 'H4TX90QLM2'));
  return [
    atMost('Kandji calls per keystroke', keystroke, 0, String),
    atMost('Kandji calls per bare word, up to the list', word, 0, String),
    atMost('Kandji calls for the card opened from it', card, 3, String),
  ];
}

async function findModal(slack: Bed['slack']): Promise<SeenView> {
  const person = slack.as(ANA);
  await person.shortcut('find_device');
  return slack.until(() => {
    const view = person.topView();
    return view && !view.busy ? view : undefined;
  }, 'the window of Find a device');
}

async function typing({ slack }: Bed, view: SeenView): Promise<Figure[]> {
  const person = slack.as(ANA);
  const took: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const text of TYPED)
      for (let letters = 2; letters <= text.length; letters += 1) {
        const began = performance.now();
        await person.suggest(view, 'find.pick', text.slice(0, letters));
        if (round > 0) took.push(performance.now() - began);
      }
  return [
    atMost('type-ahead, signed request → options, p99', percentile(took, 0.99), 50, ms),
    figure('the same, median', percentile(took, 0.5), ms),
  ];
}

/** *CSV to my DM* of every device that is not removed. */
async function file({ slack }: Bed, app: Child): Promise<Figure[]> {
  const person = slack.as(MAX);
  const report = await answered(slack, MAX, 'report by-os');
  const rss = () => app.samples.at(-1)?.rss ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [before, from] = [rss(), app.samples.length];
  const began = performance.now();
  await person.press(report, 'report.csv');
  await slack.until(() => person.dm().flatMap(({ files }) => files)[0], 'the file', LONGEST_MS);
  const tookMs = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const during = app.samples.slice(from);
  return [
    figure('CSV of every device: time', tookMs, ms),
    atMost(
      'CSV of every device: added RSS, MB',
      addedMb(
        during.map((one) => one.rss),
        before,
      ),
      50,
      String,
    ),
    figure('RSS before it', before, mb),
    figure(
      'event loop late at p99 meanwhile',
      percentile(
        during.map(({ delayP99 }) => delayP99),
        0.99,
      ),
      ms,
    ),
  ];
}

const addedMb = (rss: readonly number[], before: number): number =>
  Math.max(0, Math.round((Math.max(...rss, before) - before) / 1e6));
