import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { SeenMessage, SeenView } from '../../../packages/slack-sandbox/src/person/types.ts';
import { action } from '../../../src/slack/block-kit/ids.ts';
import { ANA, DANA, HELP, type World } from './harness.ts';
import { messageSaying, modalSaying } from './steps.ts';

/** Where reports are posted. */
export const CASES = 'C0CASES';

export interface ReportedDevice {
  readonly deviceId?: string;
  readonly kind?: 'lost' | 'stolen';
  readonly place?: string;
  readonly phone?: string;
}

/** Opens the form of a person's own lost device and fills it in, up to *Report*. */
export async function fillReport(
  world: Pick<World, 'slack'>,
  who: string,
  {
    deviceId = NAMED.danasIphone,
    kind = 'stolen',
    place = 'Train to Hamburg',
    phone = '',
  }: ReportedDevice = {},
): Promise<SeenView> {
  const person = world.slack.as(who);
  await person.command(HELP, '/kandji lost');
  const form = await modalSaying(world, who, 'Which device?');
  await person.choose(form, 'case.device', action('case.device').value({ device: deviceId }));
  await world.slack.until(() => {
    const view = person.topView();
    return view && !view.busy && view.hash !== form.hash ? view : undefined;
  }, 'the line below the device');
  const drawn = person.topView() ?? form;
  await person.fill(drawn, 'case-kind', kind);
  await person.fill(drawn, 'case-place', place);
  await person.fill(drawn, 'case-phone', phone);
  return person.topView() ?? drawn;
}

/** Dana reports her iPhone as stolen. */
export async function report(world: Pick<World, 'slack'>, device: ReportedDevice = {}): Promise<SeenView> {
  await world.slack.as(DANA).submit(await fillReport(world, DANA, device));
  return modalSaying(world, DANA, 'Reported');
}

/** The case's card, as an agent sees it. */
export const caseCard = (world: World, words: string | RegExp, who = ANA): Promise<SeenMessage> =>
  messageSaying(world, who, CASES, words);
