import type { HomeView, KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { unfreezeWaiting } from '../../helpdesk/limits/unfreeze.ts';
import { isBusy, isPassing, MdmError } from '../../helpdesk/mdm-error.ts';
import { canUse, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import {
  actions,
  button,
  context,
  divider,
  header,
  section,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import { ownDeviceRow } from '../block-kit/device-row.ts';
import { foreignText, lines, type Mrkdwn, mrkdwn, type Text } from '../block-kit/text.ts';
import { casesSection, type HomeCases, homeCases, reportButton } from '../cases/home-cases.ts';
import { logFailure } from '../errors.ts';
import { homeNumbers } from '../fleet/home-numbers.ts';
import { frozenBlocks } from '../freeze/freeze.ts';
import { onHoldBlocks } from '../freeze/hold.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { keysSection } from '../keys/key-message.ts';
import { notice } from '../notices.ts';
import { type HelpPlaces, helpPlaces, noOwnDevicesText, noPermission } from '../who-can-help.ts';
import { homeHelp } from './home-help.ts';
import { type HomeRequest, myRequests, myRow, waitingFor, waitingRow } from './home-requests.ts';

/** What Home shows to one person. A list that is `null` is not theirs to see; a text says why it could not be read. */
export interface HomeViewModel {
  readonly devices: readonly Device[] | Text | null;
  /** Newest first. */
  readonly mine: readonly HomeRequest[];
  /** Those that this person may decide, soonest end first; `null` for someone who decides nothing. */
  readonly waiting: readonly HomeRequest[] | Text | null;
  /** Lost devices; without it nothing is said of them. */
  readonly cases?: HomeCases;
  /** Why this person may do nothing here; `null` when they may. */
  readonly refused: Text | null;
  /** This person looks up devices of others, too. */
  readonly canFind: boolean;
  /** When this was drawn, epoch ms. */
  readonly now: number;
  /** What the command is called here: `/kandji`. */
  readonly command: string;
  /** What stands on top: that changes are frozen, what is on hold, and the keys that this person may open. */
  readonly top?: readonly KnownBlock[];
  /** The fleet in numbers. */
  readonly numbers?: readonly KnownBlock[];
  /** The address by which own devices are found; empty when Slack doesn't say. */
  readonly email: string;
  readonly places: HelpPlaces;
}

const ROWS = 10;

/** The Home tab: those that wait for me first, then my devices, my requests, and help. */
export function renderHome(home: HomeViewModel): HomeView {
  if (home.refused !== null)
    return { type: 'home', blocks: [header('Kandji helpdesk'), section(home.refused)] };
  return {
    type: 'home',
    blocks: withoutTopLine([
      ...(home.canFind ? [header('Kandji helpdesk')] : []),
      ...(home.top ?? []),
      ...(home.canFind ? [...buttons(home), ...(home.cases ? casesSection(home.cases) : [])] : []),
      ...(home.waiting === null
        ? []
        : list('Waiting for you', home.waiting, mrkdwn`Nothing to approve.`, (request) =>
            waitingRow(request, home.now),
          )),
      ...(home.devices === null
        ? []
        : list('My devices', home.devices, noOwnDevicesText(home.email, home.places), (device) =>
            deviceLine(device, home.now),
          )),
      ...(home.mine.length === 0
        ? []
        : list('My requests', home.mine, mrkdwn``, (request) => myRow(request, home.now))),
      ...(home.numbers ?? []),
      ...(home.canFind ? [] : [...buttons(home), ...(home.cases ? casesSection(home.cases) : [])]),
      ...homeHelp({ ...home, seesOwn: home.devices !== null, serial: firstSerial(home.devices) }),
    ]),
  };
}

/** Nothing stands above the first line. */
const withoutTopLine = (blocks: KnownBlock[]): KnownBlock[] =>
  blocks[0]?.type === 'divider' ? blocks.slice(1) : blocks;

/** A text says why they could not be read. */
const firstSerial = (devices: HomeViewModel['devices']): string | null =>
  Array.isArray(devices)
    ? ((devices as readonly Device[]).find(({ serialNumber }) => serialNumber !== '')?.serialNumber ?? null)
    : null;

const buttons = ({ canFind, cases }: HomeViewModel): KnownBlock[] =>
  actions([
    canFind ? button('home.find', {}, 'Find a device', { style: 'primary' }) : null,
    ...(cases ? reportButton(cases) : []),
    button('home.refresh', {}, 'Refresh'),
  ]);

function list<Row>(
  title: string,
  rows: readonly Row[] | Text,
  none: Mrkdwn,
  draw: (row: Row) => KnownBlock,
): KnownBlock[] {
  const head = [divider, header(title)];
  if (!Array.isArray(rows)) return [...head, section(rows as Text, button('home.refresh', {}, 'Try again'))];
  const all: readonly Row[] = rows;
  const left = all.length - ROWS;
  return [
    ...head,
    ...(all.length === 0 ? [section(none)] : all.slice(0, ROWS).map(draw)),
    ...(left > 0 ? [context(mrkdwn`${left} more.`)] : []),
  ];
}

const deviceLine = (device: Device, now: number): KnownBlock =>
  section(
    ownDeviceRow(device, now),
    button('home.device', { deviceId: device.id }, 'Details', {
      says: mrkdwn`Details: ${withAccessibleName(device.name, 50)}`,
    }),
  );

/** Draws the Home tab for the person who opened it: what waits for them, own devices and requests, help. */
export async function publishHome(app: AppContext, interaction: Interaction): Promise<void> {
  const view = await homeOf(app, interaction).catch((error: unknown) => {
    logFailure(app.ports.log, error);
    return renderHome(refusedHome(app, interaction, notice(error, null, interaction)));
  });
  await app.client.views.publish({ user_id: interaction.userId, view });
}

const refusedHome = (app: AppContext, interaction: Interaction, refused: Text): HomeViewModel => ({
  refused,
  devices: null,
  mine: [],
  waiting: null,
  canFind: false,
  now: app.now(),
  command: app.command,
  email: '',
  places: helpPlaces(app.ports, interaction),
});

async function homeOf(app: AppContext, interaction: Interaction): Promise<HomeView> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) return renderHome(refusedHome(app, interaction, foreignText(foreign)));
  const held = app.helpdesk.heldBy(actor);
  const [mine, cases] = [await myRequests(app, actor), await homeCases(app, actor)];
  const places = helpPlaces(app.ports, interaction);
  const keys = await app.helpdesk.openKeys(actor);
  if (held.length === 0 && mine.length === 0 && cases.mine.length === 0 && keys.length === 0)
    return renderHome(
      refusedHome(app, interaction, nothingAllowed(places, app.ports.policies.current() !== null)),
    );
  const [unfreeze, waiting] = [await unfreezeWaiting(app.ports, actor), await waitingFor(app, actor)];
  return renderHome({
    refused: null,
    canFind: held.includes('lookup'),
    now: app.now(),
    command: app.command,
    email: actor.email,
    places,
    devices: await myDevices(app, interaction, actor),
    mine,
    // An empty list would deny what waits above it.
    waiting: unfreeze?.mayDecide && waiting?.length === 0 ? null : waiting,
    cases,
    top: [
      ...(await frozenBlocks(app, actor, unfreeze)),
      ...(await onHoldBlocks(app, actor)),
      ...keysSection(keys, app.now()),
    ],
    numbers: await homeNumbers(app, actor),
  });
}

/** A phone is often what someone without any right has lost. */
const nothingAllowed = ({ admins, phone }: HelpPlaces, hasPolicy: boolean): Mrkdwn =>
  lines([
    noPermission(admins, hasPolicy),
    phone === '' ? mrkdwn`` : mrkdwn`Lost a device? Call ${foreignText(phone, 40)}.`,
  ]);

async function myDevices(app: AppContext, interaction: Interaction, actor: Actor) {
  if (canUse(app.ports.policies.current(), actor, 'lookup-own', null).verdict !== 'allowed') return null;
  try {
    const { first } = await app.helpdesk.searchDevices(actor, { by: 'mine', platforms: [] });
    return first.devices;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return isPassing(error) && !isBusy(error)
      ? mrkdwn`Couldn't load your devices (Kandji didn't answer). Ref ${interaction.ref}`
      : notice(error, 'your devices', interaction);
  }
}
