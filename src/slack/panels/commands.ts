import type { ModalView } from '@slack/types';
import { COMMAND_PLATFORMS, type Device, type DeviceCommand } from '../../helpdesk/device.ts';
import type { Panel } from '../../helpdesk/device-view.ts';
import { deviceWord, splitWords } from '../../helpdesk/text.ts';
import { section } from '../block-kit/blocks.ts';
import { countNoun, relativeTime } from '../block-kit/format.ts';
import { bold, dateText, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';
import { openRequestBlocks } from '../requests/open-requests.ts';
import { type PanelViewModel, pageOf, panelFrame } from './frame.ts';

const COMMANDS_A_PAGE = 25;
const DAY = 86_400_000;

type CommandsPanel = Extract<Panel, { name: 'commands' }>;

/** What Kandji sent to a device and how far it got: what it still waits for first, then the newest. */
export function commandsPanel(panel: CommandsPanel, scene: PanelViewModel): ModalView {
  const { commands, openRequests } = panel;
  const unfinished = commands.filter(isUnfinished);
  const rows = [...unfinished, ...commands.filter((command) => !isUnfinished(command))];
  const { shown, pages } = pageOf(rows, scene.ask.page, COMMANDS_A_PAGE);
  const failed = commands.filter(({ state }) => state === 'failed').length;
  return panelFrame('commands', scene, {
    summary: join(
      [
        countNoun(commands.length, 'command'),
        unfinished.length === 0 ? '' : `${unfinished.length} not done yet`,
        failed === 0 ? '' : `${failed} failed`,
      ],
      ' · ',
    ),
    pages,
    blocks: [
      ...waiting(panel, unfinished, scene).map((text) => section(text)),
      ...openRequests.flatMap((request) => openRequestBlocks([request], scene.now)),
      ...(shown.length > 0 ? shown.map((command) => section(row(command))) : [section(none(scene.device))]),
    ],
  });
}

const isUnfinished = ({ state }: DeviceCommand): boolean =>
  state === 'pending' || state === 'running' || state === 'not-now';

/** Why nothing happens. Kandji pushes; a device that hears it checks in by MDM and takes its commands one by one (Apple MDM docs). */
function waiting(
  { mdmCheckInAt }: CommandsPanel,
  unfinished: readonly DeviceCommand[],
  { device, now }: PanelViewModel,
): readonly Mrkdwn[] {
  const word = ownText(deviceWord(device.platform));
  const seen = mdmCheckInAt === null ? null : relativeTime(mdmCheckInAt, now);
  const isWaiting = unfinished.some(({ state }) => state !== 'not-now');
  const isOffline = mdmCheckInAt !== null && now - mdmCheckInAt >= DAY;
  return [
    ...(isWaiting && isOffline
      ? [
          mrkdwn`⏳ ${bold(mrkdwn`Waiting for the ${word} to be online.`)} Its last MDM check-in was ${seen ?? ''}.`,
        ]
      : []),
    ...(isWaiting && !isOffline
      ? [
          mrkdwn`⏳ ${bold(mrkdwn`Waiting for the ${word}.`)}${seen === null ? '' : mrkdwn` Its last MDM check-in was ${seen}.`}`,
        ]
      : []),
    ...(unfinished.some(({ state }) => state === 'not-now')
      ? [
          mrkdwn`⏳ ${bold('Not Now:')} the ${word} can't do it yet, for example because it's locked or busy. It tries again by itself.`,
        ]
      : []),
  ];
}

const none = (device: Device): Mrkdwn =>
  COMMAND_PLATFORMS.includes(device.platform)
    ? mrkdwn`Kandji lists no commands for this device.`
    : mrkdwn`Kandji lists commands for Apple devices only.`;

const HALF_A_DAY_MS = 12 * 3_600_000;

/** With its day only where that is not plain from when it was sent. */
function endedText({ requestedAt, completedAt }: DeviceCommand): Mrkdwn | string {
  if (completedAt === null) return '';
  const isSoon = requestedAt !== null && completedAt - requestedAt < HALF_A_DAY_MS;
  return mrkdwn`ended ${dateText(completedAt, isSoon ? 'time' : 'moment')}`;
}

const row = (command: DeviceCommand): Mrkdwn =>
  lines([
    mrkdwn`${ownText(MARKS[command.state])}${bold(foreignText(splitWords(command.type) || 'Command', 100))}`,
    join(
      [
        LABELS[command.state],
        command.requestedAt === null ? '' : mrkdwn`sent ${dateText(command.requestedAt)}`,
        endedText(command),
      ],
      ' · ',
    ),
    command.error === null ? '' : foreignText(command.error, 400),
  ]);

const MARKS: Readonly<Record<DeviceCommand['state'], string>> = {
  pending: '⏳ ',
  running: '⏳ ',
  'not-now': '⏳ ',
  failed: '🔴 ',
  unclear: '❔ ',
  completed: '',
};

const LABELS: Readonly<Record<DeviceCommand['state'], string>> = {
  pending: 'Pending',
  running: 'Running',
  'not-now': 'Not Now',
  failed: 'Failed',
  unclear: 'Unknown status',
  completed: 'Completed',
};
