import type { KnownBlock, ModalView } from '@slack/types';
import type { Device, LostMode } from '../../helpdesk/device.ts';
import { noLostModeHere } from '../../helpdesk/operations/lost-mode.ts';
import { fields, section } from '../block-kit/blocks.ts';
import { lostModeLabel, relativeTime, turnedOnBy } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  lines,
  link,
  type Mrkdwn,
  mrkdwn,
  ownText,
  quoted,
  type Text,
} from '../block-kit/text.ts';
import { type PanelViewModel, panelFrame } from './frame.ts';

/** What is known about Lost Mode on a device. */
export interface LostModeViewModel {
  readonly device: Device;
  /** `null`: not in Lost Mode, or cannot be. */
  readonly lostMode: LostMode | null;
  readonly maySeeLocation: boolean;
  /** Who turned it on by our own record; Kandji knows only the token. */
  readonly by: string | null;
  /** Apple allows Lost Mode on supervised devices only; `null` or left out: not known. */
  readonly supervised?: boolean | null;
  readonly now: number;
}

/** The Lost Mode panel by itself: for those who may look and not act. */
export function lostModePanel(
  panel: Pick<LostModeViewModel, 'lostMode' | 'maySeeLocation'>,
  scene: PanelViewModel,
  by: string | null = null,
): ModalView {
  return panelFrame('lost', scene, {
    summary: foreignText(scene.device.serialNumber, 40),
    blocks: lostModeStateText({ ...panel, device: scene.device, by, now: scene.now }),
  });
}

/** State, who, when, the text on the screen, location and sound: the upper part of every Lost Mode modal. */
export function lostModeStateText(scene: LostModeViewModel): KnownBlock[] {
  const { lostMode, device, supervised = null } = scene;
  if (lostMode === null) return [section(notOn(device, supervised))];
  const rows = [
    pair('Message on the screen', foreignText(lostMode.message ?? '', 500)),
    pair('Phone number', foreignText(lostMode.phone ?? '', 60)),
    pair('Footnote', foreignText(lostMode.footnote ?? '', 200)),
    pair('Location', where(scene, lostMode)),
    pair('Sound', sound(lostMode, scene.now)),
  ].filter((row) => row !== null);
  return [section(mrkdwn`${state(lostMode, device)}${history(scene, lostMode)}`), fields(rows)];
}

/** When and by whom it was turned on, where it is known; what failed or still waits was only sent. */
function history({ by }: LostModeViewModel, { state: now, enabledAt, enabledBy }: LostMode): Mrkdwn {
  const who = turnedOnBy(by, enabledBy);
  if (enabledAt === null && who === null) return mrkdwn``;
  const what = now === 'turning-on' || now === 'error' ? 'Sent' : 'Turned on';
  return mrkdwn`\n${what}${enabledAt === null ? '' : mrkdwn` ${dateText(enabledAt)}`}${who === null ? '' : mrkdwn` by ${who}`}.`;
}

function notOn(device: Device, supervised: boolean | null): Mrkdwn {
  const never = noLostModeHere({ device, supervised, lostModeEnabledAt: null });
  if (never !== null) return mrkdwn`${never}`;
  if (device.lostMode === 'off') return mrkdwn`Lost Mode is off.`;
  return mrkdwn`${lostModeLabel(device.lostMode, device)}.`;
}

const pair = (label: string, value: Text): Mrkdwn | null =>
  (typeof value === 'string' ? value : value.plain) === '' ? null : lines([bold(label), value]);

const MARKS: Readonly<Record<LostMode['state'], string>> = {
  on: '🔴 ',
  error: '🔴 ',
  'turning-on': '⏳ ',
  'turning-off': '⏳ ',
  unclear: '🟠 ',
  off: '',
};

function state({ state: now, statusText }: LostMode, device: Device): Mrkdwn {
  const shown = mrkdwn`${ownText(MARKS[now])}${bold(lostModeLabel(now, device))}`;
  return (now === 'error' || now === 'unclear') && statusText !== null && statusText !== 'ERROR'
    ? mrkdwn`${shown}. Kandji: ${quoted(statusText, 200)}`
    : shown;
}

/** The age stands beside every location: an old one sends people to the wrong place. */
function where({ maySeeLocation, now }: LostModeViewModel, { location, locationStatus }: LostMode): Text {
  if (!maySeeLocation) return "You don't have permission to see the location.";
  if (location === null)
    return locationStatus === null
      ? 'Not known yet'
      : mrkdwn`Not known yet. Kandji: ${quoted(locationStatus, 80)}`;
  const map = mapLink(location.latitude, location.longitude);
  const age =
    location.at === null
      ? 'age not known'
      : mrkdwn`${bold(relativeTime(location.at, now))}, ${dateText(location.at)}`;
  return lines([
    age,
    join([map ?? '', [location.latitude, location.longitude].map(shortened).join(', ')], ' · '),
  ]);
}

/** Five decimals are a metre; what is no number stays as it is. */
const shortened = (degrees: string): string => degrees.slice(0, 20).replace(/(\.\d{5})\d+$/u, '$1');

/** Only numbers go into an address. */
function mapLink(latitude: string, longitude: string): Mrkdwn | null {
  if (![latitude, longitude].every((text) => /^-?\d{1,3}(?:\.\d+)?$/u.test(text))) return null;
  return link(
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`,
    'Show on map ↗',
  );
}

function sound({ soundStatus, soundAt }: LostMode, now: number): Mrkdwn {
  if (soundStatus === null && soundAt === null) return mrkdwn``;
  return join(
    [foreignText(soundStatus ?? 'played', 80), soundAt === null ? '' : relativeTime(soundAt, now)],
    ' · ',
  );
}
