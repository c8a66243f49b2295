import type { KnownBlock } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import { unfreezeWaiting } from '../../helpdesk/limits/unfreeze.ts';
import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { OperationName, Right } from '../../helpdesk/operation.ts';
import { denyNonMember } from '../../helpdesk/policy/authorize.ts';
import { canApprove } from '../../helpdesk/policy/requirements.ts';
import type { Actor, Policy } from '../../helpdesk/policy.ts';
import { actions, button, context, header, section, withAccessibleName } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import { ownDeviceRow } from '../block-kit/device-row.ts';
import { countNoun } from '../block-kit/format.ts';
import {
  bold,
  code,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
  type Text,
} from '../block-kit/text.ts';
import { logFailure } from '../errors.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { adminsText, noPermission } from '../who-can-help.ts';
import { rightsTurnedOff, rowsFor, workingRows } from './command-row.ts';
import { EXAMPLE_DEVICE } from './command-table.ts';
import { COMMANDS, type CommandRow, type HelpTopic } from './parse.ts';

type Permission = OperationName | Right;

/** What help is made for: one person. */
export interface HelpViewModel {
  /** Every right and operation that they hold on some device. */
  readonly held: readonly Permission[];
  /** What the command is called here: `/kandji`. */
  readonly name: string;
  /** Slack ids of those who can help. */
  readonly admins?: readonly string[];
  /** Their own devices, for someone who looks up no others; empty where they were not read. */
  readonly devices?: readonly Device[];
  /** How many requests wait for their decision. */
  readonly waiting?: number;
  /** They may report a lost device. */
  readonly reports?: boolean;
  /** False: no policy could be read. */
  readonly hasPolicy?: boolean;
  /** Rights that lead nowhere here. */
  readonly turnedOff: readonly Right[];
  /** Epoch ms. */
  readonly now?: number;
}

/** Help from the table that parses, and only what this person may do; about one topic, whatever of it works for them. */
export function renderHelp(topic: HelpTopic | null, person: HelpViewModel): Card {
  const about = workingRows(COMMANDS, person).filter((command) => command.topic === topic);
  if (topic !== null && topic !== 'help')
    return about.length > 0 ? aboutTopic(about, person) : notForYou(topic, person);
  return overview(rowsFor(COMMANDS, person), person);
}

function overview(commands: readonly CommandRow[], person: HelpViewModel): Card {
  const { name, admins = [], hasPolicy = true, waiting = 0 } = person;
  const onlyHelp = commands.every((command) => command.needs.length === 0);
  const eitherWay = commands.some(({ topic }) => topic === 'library');
  const intro = onlyHelp ? noPermission(admins, hasPolicy) : eitherWay ? eitherWayTyped(name) : TYPE;
  const rows = lines(commands.map((command) => line(command, name)));
  const first = commands.find(({ topic }) => topic !== 'help');
  const waits = waiting > 0 ? waitingText(waiting, name) : null;
  return {
    text: messageText(lines([waits ?? '', intro, rows])),
    blocks: [
      header('Kandji helpdesk'),
      ...(waits ? [section(waits)] : []),
      ...ownDevices(person),
      section(intro),
      section(rows),
      ...(onlyHelp || !first
        ? []
        : [context(mrkdwn`More about one: ${code(`${name} help ${first.topic}`)}`)]),
    ],
  };
}

const waitingText = (waiting: number, name: string): Mrkdwn =>
  mrkdwn`⏳ ${bold(`${countNoun(waiting, 'request')} ${waiting === 1 ? 'is' : 'are'} waiting for you`)}: ${code(`${name} requests`)}`;

/** More are behind `mine`. */
const MOST_DEVICES = 5;

/** Someone's own devices, each with its card, and the way to report one as lost. */
function ownDevices({ devices = [], reports = false, now = 0 }: HelpViewModel): KnownBlock[] {
  const rows = devices.slice(0, MOST_DEVICES).map((device) =>
    section(
      ownDeviceRow(device, now),
      button('list.open', { next: 'card', deviceId: device.id, typed: '' }, 'Details', {
        says: mrkdwn`Details: ${withAccessibleName(device.name, 50)}`,
      }),
    ),
  );
  return [
    ...(rows.length > 0 ? [section(bold('My devices')), ...rows] : []),
    ...actions([
      reports ? button('case.report', { whose: 'mine', wanted: '' }, 'Report a lost device') : null,
    ]),
  ];
}

const eitherWayTyped = (name: string): Mrkdwn =>
  mrkdwn`What you can type. The device can come first, too: ${code(`${name} <device> library`)}.`;
const TYPE = mrkdwn`What you can type:`;

const line = ({ form, does }: CommandRow, name: string): Mrkdwn =>
  mrkdwn`${code(`${name} ${form}`)} — ${ownText(does)}`;

function aboutTopic(commands: readonly CommandRow[], { name, devices = [] }: HelpViewModel): Card {
  const serial = devices.find(({ serialNumber }) => serialNumber !== '')?.serialNumber ?? null;
  const blocks = commands.flatMap((command): KnownBlock[] => {
    const example = exampleOf(command, serial);
    const shown = example === null ? mrkdwn`` : mrkdwn`Example: ${code(`${name} ${example}`)}`;
    const small = join([shown, otherVerbs(command)], ' · ');
    return [
      section(line(command, name)),
      ...command.more.map((text) => context(withCode(text))),
      ...(small.plain === '' ? [] : [context(small)]),
    ];
  });
  return { text: messageText(lines(commands.map((command) => line(command, name)))), blocks };
}

/** With a device of this person's; `null` where the example needs one and none is known. */
function exampleOf({ example }: CommandRow, serial: string | null): string | null {
  if (!EXAMPLE_DEVICE.test(example)) return example;
  return serial === null ? null : example.replace(EXAMPLE_DEVICE, () => serial);
}

function otherVerbs({ verbs, mayComeLast }: CommandRow): Mrkdwn {
  const others = verbs
    .slice(1)
    .filter((verb) => /^[a-z]+$/.test(verb))
    .map((verb) => code(verb));
  return join(
    [
      others.length === 0 ? '' : mrkdwn`also ${join(others, ', ')}`,
      mayComeLast && verbs[0] !== 'help' ? 'the device can come first' : '',
    ],
    ' · ',
  );
}

/** Our own sentence, with what stands in backticks as code. */
const withCode = (text: string): Mrkdwn =>
  join(
    text.split('`').map((piece, index) => (index % 2 === 1 ? code(piece) : ownText(piece))),
    '',
  );

/** `what`: the command that was named, or a topic. */
function notForYou(what: string, person: HelpViewModel): Card {
  const { name, admins = [], hasPolicy = true } = person;
  const it = code(`${name} ${what}`);
  const isOff = workingRows(COMMANDS, { ...person, turnedOff: [] }).some(({ verbs }) => verbs.includes(what));
  const why = isOff ? mrkdwn`${it} is turned off here.` : mrkdwn`You don't have permission to use ${it}.`;
  const text = hasPolicy
    ? mrkdwn`${why} ${code(`${name} help`)} shows what you can do. Need it for your job? Ask ${adminsText(admins)}.`
    : noPermission(admins, false);
  return { text: messageText(text), blocks: [section(text)] };
}

/** Topics and names of the command are few. */
const MOST_DRAWN = 100;

/** {@link renderHelp}, drawn once where nothing in it is one person's own: what someone holds is worked out once for each set of roles under a policy. */
function drawHelp({ drawnHelp }: AppContext, topic: HelpTopic | null, person: HelpViewModel): Card {
  const { held, name, admins, devices = [], waiting = 0, reports, hasPolicy, turnedOff } = person;
  if (devices.length > 0 || waiting > 0) return renderHelp(topic, person);
  const drawn = drawnHelp.get(held) ?? new Map<string, Card>();
  drawnHelp.set(held, drawn);
  const key = JSON.stringify([topic, name, admins, reports, hasPolicy, turnedOff]);
  const card = drawn.get(key) ?? renderHelp(topic, person);
  if (drawn.size < MOST_DRAWN) drawn.set(key, card);
  return card;
}

/**
 * Help, with only what this person may do; for someone who is no member, why there is none.
 * @param readsDevices their own devices are read for someone who looks up no others; a greeting costs no look-up
 */
export async function helpFor(
  app: AppContext,
  interaction: Interaction,
  {
    topic,
    verb,
    notes,
  }: {
    readonly topic: HelpTopic | null;
    readonly verb?: string | undefined;
    readonly notes: readonly Text[];
  },
  readsDevices = false,
): Promise<Card> {
  const actor = await interaction.actor();
  const foreign = denyNonMember(actor);
  if (foreign) {
    const said = foreignText(foreign);
    return { text: messageText(said), blocks: [section(said)] };
  }
  const held = app.helpdesk.heldBy(actor);
  const looksUp = held.includes('lookup');
  const policy = app.ports.policies.current();
  const [devices, waiting, unfreeze] = await Promise.all([
    readsDevices && !looksUp && held.includes('lookup-own') ? devicesOf(app, actor) : [],
    topic === null && approves(policy, actor) ? app.helpdesk.waitingFor(actor) : null,
    topic === null ? unfreezeWaiting(app.ports, actor) : null,
  ]);
  const person: HelpViewModel = {
    held,
    name: interaction.command,
    admins: interaction.admins,
    devices,
    waiting: (waiting?.length ?? 0) + (unfreeze?.mayDecide ? 1 : 0),
    reports: !looksUp && policy?.cases != null && held.includes('report-own-lost'),
    hasPolicy: policy !== null,
    turnedOff: rightsTurnedOff(app.ports),
    now: app.now(),
  };
  const isTheirs =
    verb === undefined ||
    workingRows(COMMANDS, person).some(({ verbs, topic: of }) => verbs.includes(verb) || of === verb);
  return withRemarks(isTheirs ? drawHelp(app, topic, person) : notForYou(verb, person), notes);
}

/** Some rule lets this person approve something. */
const approves = (policy: Policy | null, { roles }: Actor): boolean =>
  policy?.rules.some((rule) => rule.kind === 'require' && canApprove(rule, roles)) ?? false;

/** None while Kandji doesn't answer: help is there without them. */
export async function devicesOf(app: AppContext, actor: Actor): Promise<readonly Device[]> {
  try {
    return (await app.helpdesk.searchDevices(actor, { by: 'mine', platforms: [] })).first.devices;
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    logFailure(app.ports.log, error);
    return [];
  }
}
