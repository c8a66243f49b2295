import type { Device } from '../../helpdesk/device.ts';
import { withAccessibleName } from './blocks.ts';
import { osName, platformName, relativeTime } from './format.ts';
import { bold, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText } from './text.ts';

/**
 * One device on two lines: what it is, then what is wrong or when it was seen, whose and which. For lists, Home and the shortcuts.
 * `hasOwner`: false where whose it is stands above already. `isAboutSeen`: when it was seen is said in any case.
 * `isAboutOs`: its OS version stands in the place of its platform.
 */
export function deviceRow(
  device: Device,
  now: number,
  { hasOwner = true, isAboutSeen = false, isAboutOs = false } = {},
): Mrkdwn {
  const state = flags(device);
  const kind = (isAboutOs && osName(device)) || platformName(device.platform);
  const seen =
    device.agentCheckInAt === null
      ? ownText(isAboutSeen ? 'never checked in' : '')
      : ownText(`last seen ${relativeTime(device.agentCheckInAt, now)}`);
  return lines([
    mrkdwn`${bold(withAccessibleName(device.name, 50))} · ${foreignText(kind, 25)}`,
    join(
      [
        ownText(state),
        hasOwner ? foreignText(device.user?.name ?? (state === '' ? 'Unassigned' : 'unassigned'), 40) : '',
        foreignText(device.serialNumber, 24),
        foreignText(device.assetTag ?? '', 24),
        state === '' || isAboutSeen ? seen : '',
      ],
      ' · ',
    ),
  ]);
}

/** The same for someone's own: what it is, then what is wrong or how it is. */
export const ownDeviceRow = (device: Device, now: number): Mrkdwn => {
  const seen = device.agentCheckInAt === null ? '' : `last seen ${relativeTime(device.agentCheckInAt, now)}`;
  const kind = device.model.trim() === '' ? platformName(device.platform) : device.model;
  return lines([
    mrkdwn`${bold(withAccessibleName(device.name, 50))} · ${foreignText(kind, 40)}`,
    flags(device) === '' ? join([foreignText(osName(device), 40), seen], ' · ') : ownText(flags(device)),
  ]);
};

function flags({ isRemoved, isMissing, lostMode }: Device): string {
  if (isRemoved) return '🔴 Removed';
  if (lostMode !== 'off') return LOST_FLAGS[lostMode];
  return isMissing ? '🔴 Missing' : '';
}

const LOST_FLAGS: Readonly<Record<Exclude<Device['lostMode'], 'off'>, string>> = {
  on: '🔴 Lost Mode on',
  'turning-on': '⏳ Lost Mode sent',
  'turning-off': '⏳ Turning off Lost Mode',
  error: '🔴 Lost Mode failed',
  unclear: '🟠 Lost Mode: unknown state',
};
