import type { StatusGroup } from '../../helpdesk/device.ts';
import { lastSeenAt } from '../../helpdesk/device-seen.ts';
import type { DeviceView } from '../../helpdesk/device-view.ts';
import { deviceWord, joinList } from '../../helpdesk/text.ts';
import { countNoun, duration, lostModeLabel, relativeTime, turnedOnBy } from '../block-kit/format.ts';
import {
  bold,
  dateText,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
  quoted,
} from '../block-kit/text.ts';
import { frozenText } from '../notices.ts';

const DAY = 86_400_000;
/** A device that was not seen for this long is an alarm. */
const SILENT = 7 * DAY;
/** Less free space than this share of the disk is an alarm. */
const NEARLY_FULL = 0.05;

/** What failed on the device, by name, as the panels of each kind count it; `null` when the status could not be read. */
function failuresOf({ status }: Pick<DeviceView, 'status'>) {
  const failed = (rows: readonly { readonly name: string; readonly group: StatusGroup }[]) =>
    rows.filter(({ group }) => group === 'problem').map(({ name }) => name);
  return status.ok
    ? { libraryItems: failed(status.value.libraryItems), parameters: failed(status.value.parameters) }
    : null;
}

/** Names of everything that failed on the device, library items first; `null` when the status could not be read. */
export function problemNames(look: Pick<DeviceView, 'status'>): readonly string[] | null {
  const failures = failuresOf(look);
  return failures && [...failures.libraryItems, ...failures.parameters];
}

/** "2 library items and 1 parameter failed": the numbers that the panels show. */
function failedText(look: Pick<DeviceView, 'status'>): Mrkdwn | null {
  const { libraryItems = [], parameters = [] } = failuresOf(look) ?? {};
  const counts = [
    ...(libraryItems.length > 0 ? [countNoun(libraryItems.length, 'library item')] : []),
    ...(parameters.length > 0 ? [countNoun(parameters.length, 'parameter')] : []),
  ];
  return counts.length === 0 ? null : mrkdwn`${joinList(counts, 'and')} failed`;
}

/** What must be seen first, worst on top, one line and one emoji each. Empty when all is well. */
export function deviceAlarms(look: DeviceView, now: number): readonly Mrkdwn[] {
  return [frozen(look), removed(look, now), lostMode(look, now), compromised(look), health(look, now)].filter(
    (line) => line !== null,
  );
}

const frozen = ({ freeze }: DeviceView): Mrkdwn | null =>
  freeze && mrkdwn`⛔ ${frozenText(freeze)} You can still look things up.`;

function removed({ device, otherRecords }: DeviceView, now: number): Mrkdwn | null {
  return device.isRemoved
    ? mrkdwn`🔴 ${bold('Removed from Kandji.')} It can't be managed anymore.${others(otherRecords, now)}`
    : null;
}

function others(records: DeviceView['otherRecords'], now: number): Mrkdwn {
  const [first, ...more] = records;
  if (first === undefined) return ownText('');
  const seen =
    first.agentCheckInAt === null
      ? ownText('')
      : mrkdwn`, last seen ${relativeTime(first.agentCheckInAt, now)}`;
  const rest = more.length > 0 ? `, and ${countNoun(more.length, 'more record')}` : '';
  return mrkdwn` Another record has this serial number: ${foreignText(first.name, 80)}${seen}${ownText(rest)}.`;
}

function compromised({ details }: DeviceView): Mrkdwn | null {
  if (!details.ok || details.value.posture !== 'compromised') return null;
  return mrkdwn`🔴 ${bold('Possibly compromised')} (Android's own check)`;
}

function lostMode({ device, details, lostModeBy }: DeviceView, now: number): Mrkdwn | null {
  const record = details.ok ? details.value.lostMode : null;
  const by = turnedOnBy(lostModeBy, record?.enabledBy ?? null);
  const who = by === null ? mrkdwn`` : mrkdwn` by ${by}`;
  const kind = deviceWord(device.platform);
  switch (device.lostMode) {
    case 'off':
      return null;
    case 'on':
      return mrkdwn`🔴 ${bold('Lost Mode on')}${since(record?.enabledAt ?? null, now)}${who}`;
    case 'turning-on':
      return mrkdwn`⏳ ${bold('Lost Mode sent')}${at(record?.enabledAt ?? null, now)}${who}, waiting for the ${kind}`;
    case 'turning-off':
      return mrkdwn`⏳ ${bold('Turning off Lost Mode')}, waiting for the ${kind}`;
    case 'error':
      return mrkdwn`🔴 ${bold('Lost Mode failed')}${kandjiSays(record?.statusText ?? null)}`;
    case 'unclear':
      return mrkdwn`🟠 ${bold(lostModeLabel('unclear', device))}${kandjiSays(record?.statusText ?? null)}`;
  }
}

const at = (instant: number | null, now: number): Mrkdwn =>
  instant === null ? mrkdwn`` : mrkdwn` ${dateText(instant, now - instant < DAY / 2 ? 'time' : 'moment')}`;

const since = (instant: number | null, now: number): Mrkdwn =>
  instant === null ? mrkdwn`` : mrkdwn` since${at(instant, now)}`;

const kandjiSays = (text: string | null): Mrkdwn =>
  text === null || text === 'ERROR' ? mrkdwn`` : mrkdwn`. Kandji: ${quoted(text, 120)}`;

/** Check-ins, failed items, protection: all that is wrong on one line. */
function health(look: DeviceView, now: number): Mrkdwn | null {
  const wrong = [silent(look, now), ...weak(look)].filter((part) => part !== null);
  return wrong.length === 0 ? null : mrkdwn`${look.device.isMissing ? '🔴' : '🟠'} ${join(wrong, ' · ')}`;
}

function silent(look: DeviceView, now: number): Mrkdwn | null {
  const seen = lastSeenAt(look.device, look.details.ok ? look.details.value : null);
  const forLong = seen !== null && now - seen >= SILENT ? `ot seen for ${duration(now - seen)}` : null;
  if (look.device.isMissing)
    return mrkdwn`${bold('Missing')}${ownText(forLong === null ? '' : ` · n${forLong}`)}`;
  return forLong === null || look.device.isRemoved ? null : mrkdwn`N${forLong}`;
}

function weak(look: DeviceView): readonly (Mrkdwn | null)[] {
  const { device, details } = look;
  const storage = details.ok ? details.value.storage : null;
  return [
    failedText(look),
    device.mdmEnabled === false && !device.isRemoved ? mrkdwn`MDM is off` : null,
    fileVault(look),
    ...android(look),
    storage !== null && storage.totalGb > 0 && storage.freeGb / storage.totalGb < NEARLY_FULL
      ? mrkdwn`disk nearly full`
      : null,
  ];
}

/** What Android reports; for Macs {@link fileVault} says it. */
function android({ details }: DeviceView): readonly (Mrkdwn | null)[] {
  if (!details.ok) return [];
  const { posture, encrypted, hasPasscode } = details.value;
  return [
    encrypted === false ? mrkdwn`${bold('not encrypted')}` : null,
    hasPasscode === false ? mrkdwn`no passcode` : null,
    posture === 'at-risk' ? mrkdwn`at risk (Android's own check)` : null,
  ];
}

function fileVault({ details }: DeviceView): Mrkdwn | null {
  const filevault = details.ok ? details.value.filevault : null;
  if (filevault === null) return null;
  if (!filevault.on) return mrkdwn`${bold('not encrypted')} (FileVault off)`;
  return filevault.keyStored ? null : mrkdwn`FileVault key not stored`;
}
