import type { HomeView, KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import { outcomeText } from '../../helpdesk/outcome.ts';
import { canUse, denyNonMember } from '../../helpdesk/policy/authorize.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import {
  actions,
  button,
  context,
  divider,
  header,
  section,
  withAccessibleName,
} from '../block-kit/blocks.ts';
import { requestedAction, requestState } from '../block-kit/format.ts';
import {
  bold,
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  mrkdwn,
  type Text,
} from '../block-kit/text.ts';
import { casesSection, type HomeCases, homeCases, reportButton } from '../cases/home-cases.ts';
import { logFailure } from '../errors.ts';
import { frozenBlocks } from '../freeze/freeze.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { notice } from '../notices.ts';
import { capitalize } from '../requests/request-text.ts';
import { deviceRow } from '../search/result-list.ts';

/** One request as a row of Home. */
interface HomeRequest {
  readonly id: string;
  readonly state: HelpdeskRequest['state'];
  readonly deviceName: string;
  /** "blueprint → Sales". */
  readonly wanted: string;
  readonly requesterName: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly outcome: string | null;
}

export const homeRequest = (request: HelpdeskRequest): HomeRequest => ({
  id: request.id,
  state: request.state,
  deviceName: request.snapshot.device.name,
  wanted: requestedAction(request),
  requesterName: request.requesterName,
  createdAt: request.createdAt,
  expiresAt: request.expiresAt,
  outcome:
    request.outcome === null || request.outcome.code === 'forgotten' ? null : outcomeText(request.outcome),
});

/** What Home shows to one person. A list that is `null` is not theirs to see; a text says why it could not be read. */
export interface HomeViewModel {
  readonly devices: readonly Device[] | Text | null;
  /** Newest first. */
  readonly mine: readonly HomeRequest[] | Text;
  /** Those that this person may decide, soonest end first; `null` for whoever decides nothing. */
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
  /** What stands on top while changes are frozen. */
  readonly frozen?: readonly KnownBlock[];
}

const ROWS = 10;

/** The Home tab: those that wait for me first, then my devices, my requests, and help. */
export function renderHome(home: HomeViewModel): HomeView {
  if (home.refused !== null)
    return { type: 'home', blocks: [header('Kandji helpdesk'), section(home.refused)] };
  return {
    type: 'home',
    blocks: [
      header('Kandji helpdesk'),
      ...(home.frozen ?? []),
      ...actions([
        ...(home.canFind ? [button('home.find', {}, 'Find a device', { style: 'primary' })] : []),
        ...(home.cases ? reportButton(home.cases) : []),
        button('home.refresh', {}, 'Refresh'),
      ]),
      ...(home.cases ? casesSection(home.cases) : []),
      ...(home.waiting === null
        ? []
        : list('Waiting for you', home.waiting, 'Nothing waits for your decision.', waitingRow)),
      ...(home.devices === null
        ? []
        : list('My devices', home.devices, 'No device is assigned to your e-mail address.', (device) =>
            deviceLine(device, home.now),
          )),
      ...(home.canFind || !Array.isArray(home.mine) || home.mine.length > 0
        ? list('My requests', home.mine, 'You have asked for nothing lately.', myRow)
        : []),
      ...help(home),
    ],
  };
}

function list<Row>(
  title: string,
  rows: readonly Row[] | Text,
  none: string,
  draw: (row: Row) => KnownBlock,
): KnownBlock[] {
  const head = [divider, header(title)];
  if (!Array.isArray(rows)) return [...head, section(rows as Text)];
  const all: readonly Row[] = rows;
  const left = all.length - ROWS;
  return [
    ...head,
    ...(all.length === 0 ? [section(mrkdwn`${none}`)] : all.slice(0, ROWS).map(draw)),
    ...(left > 0 ? [context(mrkdwn`${left} more.`)] : []),
  ];
}

const deviceLine = (device: Device, now: number): KnownBlock =>
  section(
    deviceRow(device, now),
    button('home.device', { deviceId: device.id }, 'Open', {
      says: mrkdwn`Open: ${withAccessibleName(device.name, 50)}`,
    }),
  );

const myRow = (request: HomeRequest): KnownBlock =>
  requestRow(request, capitalize(mrkdwn`${requestState(request)}${until(request)}`));

const waitingRow = (request: HomeRequest): KnownBlock =>
  requestRow(request, mrkdwn`${foreignText(request.requesterName, 60)} asks${until(request)}`);

const until = ({ state, expiresAt, createdAt }: HomeRequest): Mrkdwn =>
  state === 'pending' && expiresAt !== null
    ? mrkdwn`, open until ${dateText(expiresAt)}`
    : mrkdwn`, asked ${dateText(createdAt)}`;

function requestRow(request: HomeRequest, second: Mrkdwn): KnownBlock {
  const what = mrkdwn`${bold(foreignText(request.wanted, 150))} · ${withAccessibleName(request.deviceName, 80)}`;
  return section(
    lines([what, second, foreignText(request.outcome ?? '', 200)]),
    button('request.open', { requestId: request.id }, 'Open', {
      says: mrkdwn`Open request ${foreignText(request.id, 20)}`,
    }),
  );
}

/** Only what this person may do. */
const help = ({ canFind, devices, now, command }: HomeViewModel): KnownBlock[] => [
  divider,
  header('Help'),
  section(
    lines([
      ...(canFind
        ? [mrkdwn`${code(`${command} H4TX90`)} finds a device by serial number, asset tag, name or person`]
        : []),
      ...(canFind || devices !== null ? [mrkdwn`${code(`${command} mine`)} shows your own devices`] : []),
      mrkdwn`${code(`${command} help`)} lists everything you may do`,
    ]),
  ),
  context(join([mrkdwn`As of ${dateText(now, 'time')}`], '')),
];

/** Draws the Home tab of whoever opened it: my devices, my requests, those that wait for me, help. What fails is said there. */
export async function publishHome(app: AppContext, interaction: Interaction): Promise<void> {
  const view = await homeOf(app, interaction).catch((error: unknown) => {
    logFailure(app.ports.log, error);
    const refused = notice(error, null, interaction);
    return renderHome({
      refused,
      devices: null,
      mine: [],
      waiting: null,
      canFind: false,
      now: app.now(),
      command: app.command,
    });
  });
  await app.client.views.publish({ user_id: interaction.userId, view });
}

async function homeOf(app: AppContext, interaction: Interaction): Promise<HomeView> {
  const actor = await interaction.actor();
  const refused = denyNonMember(actor);
  const now = app.now();
  const { command } = app;
  return refused
    ? renderHome({ refused, devices: null, mine: [], waiting: null, canFind: false, now, command })
    : renderHome({
        refused: null,
        canFind: app.helpdesk.heldBy(actor).includes('lookup'),
        now,
        command,
        devices: await myDevices(app, interaction, actor),
        mine: (await app.helpdesk.listRequests(actor, 'mine', 10)).map(homeRequest),
        waiting: await waitingFor(app, actor),
        cases: await homeCases(app, actor),
        frozen: await frozenBlocks(app, actor),
      });
}

async function myDevices(app: AppContext, interaction: Interaction, actor: Actor) {
  if (canUse(app.ports.policies.current(), actor, 'lookup-own', null).verdict !== 'allowed') return null;
  try {
    const { first } = await app.helpdesk.searchDevices(actor, { by: 'mine', platforms: [] });
    return first.devices;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return notice(error, 'your devices', interaction) as Text;
  }
}

async function waitingFor(app: AppContext, actor: Actor): Promise<readonly HomeRequest[] | null> {
  const waiting = await app.helpdesk.waitingFor(actor);
  return waiting?.map(homeRequest) ?? null;
}
