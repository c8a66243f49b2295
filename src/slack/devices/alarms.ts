import type { DeviceLook } from '../../helpdesk/device-view.ts';
import { ago, counted, LOST_MODE_WORDS, span, turnedOnBy } from '../block-kit/format.ts';
import { bold, foreign, instant, join, own, type Words, words } from '../block-kit/text.ts';

const DAY = 86_400_000;
/** A device that has been silent for this long is an alarm. */
const SILENT = 7 * DAY;
/** Less free space than this share of the disk is an alarm. */
const NEARLY_FULL = 0.05;

/** The last time a device was heard of by either way; `null` when never, or when nobody could tell. */
export function lastSeen({ device, details }: Pick<DeviceLook, 'device' | 'details'>): number | null {
  const known = [device.agentCheckInAt, details.ok ? details.value.mdmCheckInAt : null].filter(
    (at) => at !== null,
  );
  return known.length === 0 ? null : Math.max(...known);
}

/** Names of everything that is broken on the device, library items first; `null` when the status could not be read. */
export const problemNames = ({ status }: Pick<DeviceLook, 'status'>): readonly string[] | null =>
  status.ok
    ? [...status.value.libraryItems, ...status.value.parameters]
        .filter(({ group }) => group === 'problem')
        .map(({ name }) => name)
    : null;

/** What must not be overlooked, worst first, one line and one emoji each. Empty when all is well. */
export function alarms(look: DeviceLook, now: number): readonly Words[] {
  return [removed(look, now), lostMode(look, now), compromised(look), health(look, now)].filter(
    (line) => line !== null,
  );
}

function removed({ device, otherRecords }: DeviceLook, now: number): Words | null {
  return device.isRemoved
    ? words`🔴 ${bold('Removed from Kandji.')} It can't be managed anymore.${others(otherRecords, now)}`
    : null;
}

function others(records: DeviceLook['otherRecords'], now: number): Words {
  const [first, ...more] = records;
  if (first === undefined) return own('');
  const seen = first.agentCheckInAt === null ? own('') : words`, last seen ${ago(first.agentCheckInAt, now)}`;
  const rest = more.length > 0 ? `, and ${counted(more.length, 'more record')}` : '';
  return words` Another record has this serial number: ${foreign(first.name, 80)}${seen}${own(rest)}.`;
}

function compromised({ details }: DeviceLook): Words | null {
  if (!details.ok || details.value.posture !== 'compromised') return null;
  return words`🔴 ${bold('Possibly compromised')}, says Android's own check`;
}

function lostMode({ device, details, lostModeBy }: DeviceLook, now: number): Words | null {
  const record = details.ok ? details.value.lostMode : null;
  const by = turnedOnBy(lostModeBy, record?.enabledBy ?? null);
  const who = by === null ? words`` : words`, by ${by}`;
  switch (device.lostMode) {
    case 'off':
      return null;
    case 'on':
      return words`🔴 ${bold('LOST MODE ON')}${since(record?.enabledAt ?? null, now)}${who}`;
    case 'turning-on':
      return words`🔴 ${bold('LOST MODE REQUESTED')}${who}; the device has not confirmed yet`;
    case 'turning-off':
      return words`🟠 ${bold('LOST MODE')} is being turned off; the device has not confirmed yet`;
    case 'error':
      return words`🔴 ${bold('LOST MODE FAILED')}${kandjiSays(record?.statusText ?? null)}`;
    case 'unclear':
      return words`🟠 ${bold('LOST MODE')}: ${LOST_MODE_WORDS.unclear}${kandjiSays(record?.statusText ?? null)}`;
  }
}

const since = (at: number | null, now: number): Words =>
  at === null ? words`` : words` since ${instant(at, now - at < DAY / 2 ? 'time' : 'moment')}`;

const kandjiSays = (text: string | null): Words =>
  text === null ? words`` : words`. Kandji says: ${foreign(text, 120)}`;

/** Alive, healthy, protected: all that is wrong on one line. */
function health(look: DeviceLook, now: number): Words | null {
  const wrong = [silent(look, now), ...weak(look)].filter((part) => part !== null);
  return wrong.length === 0 ? null : words`${look.device.isMissing ? '🔴' : '🟠'} ${join(wrong, ' · ')}`;
}

function silent(look: DeviceLook, now: number): Words | null {
  const seen = lastSeen(look);
  const forLong = seen !== null && now - seen >= SILENT ? `ot seen for ${span(now - seen)}` : null;
  if (look.device.isMissing) return words`${bold('MISSING')}${own(forLong === null ? '' : ` · n${forLong}`)}`;
  return forLong === null || look.device.isRemoved ? null : words`N${forLong}`;
}

function weak(look: DeviceLook): readonly (Words | null)[] {
  const { device, details } = look;
  const problems = problemNames(look)?.length ?? 0;
  const storage = details.ok ? details.value.storage : null;
  return [
    problems > 0 ? words`${counted(problems, 'problem')}` : null,
    device.mdmEnabled === false && !device.isRemoved ? words`MDM is off` : null,
    fileVault(look),
    ...android(look),
    storage !== null && storage.totalGb > 0 && storage.freeGb / storage.totalGb < NEARLY_FULL
      ? words`disk nearly full`
      : null,
  ];
}

/** What Android tells of itself; for Macs {@link fileVault} says it. */
function android({ details }: DeviceLook): readonly (Words | null)[] {
  if (!details.ok) return [];
  const { posture, encrypted, hasPasscode } = details.value;
  return [
    encrypted === false ? words`${bold('not encrypted')}` : null,
    hasPasscode === false ? words`no passcode` : null,
    posture === 'at-risk' ? words`at risk, says Android's own check` : null,
  ];
}

function fileVault({ details }: DeviceLook): Words | null {
  const filevault = details.ok ? details.value.filevault : null;
  if (filevault === null) return null;
  if (!filevault.on) return words`${bold('not encrypted')} (FileVault off)`;
  return filevault.keyStored ? null : words`FileVault key not stored`;
}
