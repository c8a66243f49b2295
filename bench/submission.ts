import { findPostgres } from '../test/support/store/find-postgres.ts';
import { startPostgres } from '../test/support/store/postgres.ts';
import { type Bed, makeBed } from './bed.ts';
import { atMost, type Figure, type Measurement, median, ms, remark } from './figure.ts';

const DEVICES = 40;
/** The first ones run code that was never run before. */
const WARM_UP = 10;
const SLACK_MS = 50;
const ANA = 'U0ANA';
const HELP = 'C0HELP';

/** From the moment in which Slack's submission is on its way to that in which Kandji has the PATCH, less what Kandji took for its answers. */
export const submission: Measurement = {
  name: 'submission',
  title: `From Slack's submission of an update to Kandji's PATCH (${DEVICES} devices, median; less Kandji's own time)`,
  async run() {
    const embedded = await measured('the embedded store', undefined);
    if (findPostgres() === null) return [...embedded, remark('PostgreSQL', 'not installed here')];
    const postgres = await startPostgres();
    try {
      return [...embedded, ...(await measured('PostgreSQL', await postgres.createDatabase('bench')))];
    } finally {
      await postgres.stop();
    }
  },
};

async function measured(store: string, databaseUrl: string | undefined): Promise<Figure[]> {
  const bed = await makeBed();
  try {
    await bed.startHelpdesk(databaseUrl);
    const devices = bed.kandji.tenant.devices.filter(
      ({ serial, name, removed }) => serial.length >= 10 && name !== '' && !removed,
    );
    const took: number[] = [];
    for (const [index, { serial }] of devices.slice(0, DEVICES + WARM_UP).entries()) {
      const one = await update(bed, serial, `BENCH-${index}`);
      if (index >= WARM_UP) took.push(one);
    }
    return [atMost(`submission → PATCH, ${store}`, median(took), 15, ms)];
  } finally {
    await bed.close();
  }
}

/** Changes an asset tag as people do. @returns ms from the last submission to the PATCH, without those in which Kandji had the word */
async function update({ slack, kandji }: Bed, serial: string, assetTag: string): Promise<number> {
  const ana = slack.as(ANA);
  const modal = (title: RegExp) =>
    slack.until(() => {
      const view = ana.topView();
      return view && !view.busy && title.test(view.words) ? view : null;
    }, `a modal that says ${title}`);
  await ana.command(HELP, `/kandji update ${serial} asset ${assetTag}`);
  await ana.submit(await modal(/Review shows before and after/));
  const review = await modal(/No approval needed/);
  const { promise: arrived, resolve } = Promise.withResolvers<number>();
  let answering = 0;
  const stop = kandji.onTraffic((call) => {
    answering += call.ms ?? 0;
    if (call.method === 'PATCH') resolve(performance.now() - answering);
  });
  const notes = () => kandji.received({ method: 'POST', template: '/devices/{device_id}/notes' }).length;
  const before = notes();
  // Slack's usual pace for what is posted beside; the way to the PATCH asks nothing of Slack.
  slack.faults.slow(SLACK_MS);
  const [at] = await Promise.all([arrived, ana.submit(review)]);
  const submitted = slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  if (submitted?.kind !== 'delivery' || submitted.leftAt === undefined) throw new Error('nothing was sent');
  stop();
  slack.faults.slow(0);
  // What comes after must not get into the next one's way.
  await slack.until(() => notes() > before, 'the note on the record');
  const done = ana.topView();
  if (done) await ana.close(done);
  return at - submitted.leftAt;
}
