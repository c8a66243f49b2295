import { Session } from 'node:inspector/promises';
import { setTimeout } from 'node:timers/promises';
import { type Playground, startPlayground } from '../../playground/start.ts';

type Slack = Playground['slack'];
type Person = ReturnType<Slack['as']>;
type Where = Parameters<Person['press']>[0];
type View = Parameters<Person['submit']>[0];

/** The files of `src` that ran for one interaction, by its name. */
export type FilesRun = ReadonlyMap<string, readonly string[]>;

const ANA = 'U0ANA'; // agent
const BEN = 'U0BEN'; // approver
const HELP = 'C0HELP';
const PANEL = 'Library items';
const APPROVALS = 'C0APPROVALS';
/** After these rounds, what is read or asked once only has been. */
const WARM_ROUNDS = 2;
/** A timer that happens to fire in one round is no part of the interaction: only what ran in all of these counts. */
const ROUNDS = 2;
/** Slack and Kandji have heard nothing for so long: what the interaction set off has ended. */
const QUIET_MS = 750;

/**
 * Uses the real app between the simulators and sees, by V8's own counts, which files of `src` run for one warm
 * interaction: from the payload until nothing more passes between the app, Slack and Kandji.
 * @param root the repository, as a file URL that ends with `/`
 */
export async function filesRunByInteraction(root: string): Promise<FilesRun> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  // The worker wakes when something is written. Its clockwork is not part of an interaction.
  const playground = await startPlayground({ pollMs: 3_600_000 });
  let round = 0;
  const results = new Map<string, readonly string[]>();
  const measure = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    await quiet(playground);
    await session.post('Profiler.takePreciseCoverage');
    const outcome = await act();
    await quiet(playground);
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ran = result
      .filter(({ url, functions }) => url.startsWith(`${root}src/`) && functions.some(hasRun))
      .map(({ url }) => url.slice(root.length));
    const before = round > WARM_ROUNDS + 1 ? (results.get(name) ?? ran) : ran;
    results.set(
      name,
      before.filter((path) => ran.includes(path)),
    );
    return outcome;
  };
  try {
    for (const device of macs(playground, WARM_ROUNDS + ROUNDS)) {
      round += 1;
      await useOnce(playground, device, measure);
    }
  } finally {
    await playground.close();
    session.disconnect();
  }
  return results;
}

const hasRun = ({ ranges }: { ranges: readonly { count: number }[] }): boolean =>
  ranges.some(({ count }) => count > 0);

type Measure = <T>(name: string, act: () => Promise<T>) => Promise<T>;
type Device = Playground['kandji']['tenant']['devices'][number];

/** So many Macs that an agent may move with one approval. */
function macs({ kandji }: Playground, howMany: number): readonly Device[] {
  const found = kandji.tenant.devices.filter(
    ({ platform, serial, name, tags }) =>
      platform === 'Mac' && serial.length >= 10 && name !== '' && tags.length === 0,
  );
  if (found.length < howMany) throw new Error('The simulated tenant has too few Macs.');
  return found.slice(0, howMany);
}

/** What an agent and an approver do with one device: its card, a panel, a request, its approval. */
async function useOnce({ slack, kandji }: Playground, device: Device, measure: Measure): Promise<void> {
  const ana = slack.as(ANA);
  const ben = slack.as(BEN);
  const target = kandji.tenant.blueprints.find(
    ({ id, platforms }) => id !== device.blueprintId && platforms.includes(device.platform),
  );
  if (!target) throw new Error('The simulated tenant has one blueprint only.');
  const cardOf = () =>
    ana
      .sees(HELP)
      .findLast((message) => message.words.includes(device.serial) && offering(message, PANEL).length > 0);
  await measure('card', async () => {
    await ana.command(HELP, `/kandji ${device.serial}`);
    return slack.until(cardOf, 'the card');
  });
  await measure('library items', async () => {
    await ana.command(HELP, `/kandji library ${device.serial}`);
    await modal(slack, ana, ({ callbackId }) => callbackId !== 'loading');
  });
  for (let top = ana.topView(); top; top = ana.topView()) await ana.close(top);

  const toApprove = () => ben.sees(APPROVALS).findLast(({ buttons }) => buttons.includes('Approve'));
  const request = await measure('ask', async () => {
    await ana.command(HELP, `/kandji update ${device.serial}`);
    const form = await modal(slack, ana, ({ submit }) => submit !== undefined);
    const picker = inputId(form, ({ type, words }) => type === 'external_select' && /blueprint/i.test(words));
    await ana.suggest(form, picker, target.name);
    await ana.choose(form, picker, target.name);
    await ana.submit(form);
    const review = await modal(
      slack,
      ana,
      ({ submit, words }) => submit !== undefined && words !== form.words,
    );
    await ana.fill(
      review,
      inputId(review, ({ type }) => type === 'plain_text_input'),
      'A new job',
    );
    await ana.submit(review);
    return slack.until(toApprove, 'the request in the approvals channel');
  });
  await measure('approve', async () => {
    await pick(ben, request, 'Approve');
    await ben.submit(await modal(slack, ben, ({ submit }) => submit !== undefined));
    await slack.until(
      () => !toApprove() && kandji.tenant.device(device.id)?.blueprintId === target.id,
      'the move',
    );
  });
  for (const person of [ana, ben])
    for (let top = person.topView(); top; top = person.topView()) await person.close(top);
}

/** The person's top modal, once it is filled and fits. */
const modal = (slack: Slack, person: Person, fits: (view: View) => boolean): Promise<View> =>
  slack.until(() => {
    const view = person.topView();
    return view && !view.busy && fits(view) ? view : null;
  }, 'a modal');

interface Element {
  readonly type: string;
  readonly actionId: string;
  /** Everything that can be read at it, its options among them. */
  readonly words: string;
}

/** All that can be pressed or filled in, with the label of the block around it. */
function elements(blocks: Where['blocks']): Element[] {
  const found: Element[] = [];
  for (const block of blocks)
    JSON.stringify(block, (_key, part: unknown) => {
      if (typeof part === 'object' && part !== null && 'action_id' in part && 'type' in part) {
        const around = JSON.stringify({ ...block, elements: undefined, element: undefined });
        found.push({
          type: String(part.type),
          actionId: String(part.action_id),
          words: `${around}${JSON.stringify(part)}`,
        });
      }
      return part;
    });
  return found;
}

/** The menus and buttons that offer this, menus first. */
const offering = ({ blocks }: Where, label: string): Element[] =>
  elements(blocks)
    .filter(({ words }) => words.includes(`"text":"${label}"`))
    .toSorted((a, b) => Number(a.type === 'button') - Number(b.type === 'button'));

/** Presses the button with this label, or chooses it in the menu that has it. */
async function pick(person: Person, where: Where, label: string): Promise<void> {
  const [element] = offering(where, label);
  if (!element) throw new Error(`Nothing on the screen offers "${label}".`);
  if (element.type === 'button') await person.press(where, element.actionId);
  else await person.choose(where, element.actionId, label);
}

function inputId({ blocks }: Where, fits: (element: Element) => boolean): string {
  const element = elements(blocks).find(fits);
  if (!element) throw new Error('The form lacks an input.');
  return element.actionId;
}

/** Waits until nothing has passed between the app, Slack and Kandji for `QUIET_MS`. */
async function quiet({ slack, kandji }: Playground): Promise<void> {
  let last = performance.now();
  const heard = () => {
    last = performance.now();
  };
  const stops = [slack.onChange(heard), kandji.onTraffic(heard)];
  while (performance.now() - last < QUIET_MS) await setTimeout(QUIET_MS / 5);
  for (const stop of stops) stop();
}
