import {
  type Case,
  type CaseEvent,
  foundIn,
  hasLostMode,
  isLocked,
  isReachable,
  type LostModePlan,
  lastOf,
  lockIn,
  lostModeIn,
} from '../../helpdesk/cases/case.ts';
import { LOST_MODE_PLATFORMS } from '../../helpdesk/operations/lost-mode.ts';
import type { CasePolicy, Policy } from '../../helpdesk/policy.ts';
import { FORGOTTEN } from '../../helpdesk/request.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, dateText, foreignText, join, lines, type Mrkdwn, mrkdwn, ownText } from '../block-kit/text.ts';

/** A name, or that it was removed. */
export const nameOf = (name: string): Mrkdwn =>
  name === FORGOTTEN ? mrkdwn`name removed` : foreignText(name, 60);

/** "Dana Li's iPhone 15", for people who handle it. */
export function whoseLost({ report: { person, device } }: Case): Mrkdwn {
  const kind = device?.device.model.trim() || platformOf(device?.device.platform);
  return person.name === FORGOTTEN
    ? mrkdwn`a ${foreignText(kind, 60)}`
    : mrkdwn`${foreignText(person.name, 60)}'s ${foreignText(kind, 60)}`;
}

const platformOf = (platform: string | undefined): string =>
  platform === undefined ? 'device' : platformName(platform);

/** The device's own name, for the person whose it is; "your device" where it is not in Kandji. */
export const deviceName = ({ report: { device } }: Pick<Case, 'report'>): Mrkdwn =>
  device
    ? foreignText(device.device.name.trim() || platformOf(device.device.platform), 80)
    : mrkdwn`your device`;

/** "Stolen: Dana Li's iPhone 15". */
export const caseTitle = (one: Case): Mrkdwn =>
  mrkdwn`${ownText(one.report.kind === 'stolen' ? 'Stolen' : 'Lost')}: ${whoseLost(one)}`;

/** "iPhone", as it stands in a sentence. */
export const kindOf = ({ report: { device } }: Case): Mrkdwn =>
  foreignText(platformOf(device?.device.platform), 25);

/** Why Lost Mode is not as someone requested it. */
const WHY: Readonly<Record<string, string>> = {
  denied: 'the request was denied',
  expired: "it wasn't approved in time",
  void: 'the request is no longer valid',
  cancelled: 'the request was canceled',
  failed: 'Kandji or the device rejected it',
  'not-possible': "it isn't possible on this device now",
  'not-allowed': "the policy doesn't allow it",
  'not-found': 'Kandji no longer has this device',
};

/** True for as long as it stands there: changes are unfrozen at some time. */
export const whyNot = ({ result, at }: CaseEvent): Mrkdwn =>
  result === 'frozen'
    ? mrkdwn`changes were frozen ${dateText(at)}`
    : ownText(WHY[result ?? ''] ?? "it couldn't be requested");

/** How the device stands, first thing on the card. */
export function statusLine(one: Case): Mrkdwn {
  const found = foundIn(one);
  const lost = lostModeIn(one);
  const isGone = lost !== null && ['off-held', 'off-sent', 'off-unknown', 'off'].includes(lost.kind);
  if (found && !isGone) return foundLine(one, found, lost);
  return lost ? lostModeLine(one, lost) : withoutLostMode(one);
}

function foundLine(one: Case, found: CaseEvent, lost: CaseEvent | null): Mrkdwn {
  const { person } = one.report;
  const says =
    found.by?.userId === person.userId
      ? mrkdwn`${nameOf(person.name)} says it's found.`
      : mrkdwn`${nameOf(found.by?.name ?? 'Someone')} says it's found.`;
  const check = mrkdwn`✅ ${bold(says)} Check that it's ${nameOf(person.name)}, then`;
  if (lost?.kind === 'off-failed')
    return lines([
      mrkdwn`${check} turn off Lost Mode yourself.`,
      mrkdwn`Lost Mode is still on: ${whyNot(lost)}.`,
    ]);
  if (lost?.kind === 'on-unknown') return lines([mrkdwn`✅ ${bold(says)}`, lostModeLine(one, lost)]);
  if (!hasLostMode(one) && lockIn(one)?.kind === 'locked')
    return lines([
      mrkdwn`${check} close the case.`,
      mrkdwn`The ${kindOf(one)} stays locked until it's unlocked with its ${one.report.device?.device.platform === 'Mac' ? 'PIN' : 'passcode'}.`,
    ]);
  if (!isLostModeOn(one, lost)) return mrkdwn`${check} close the case.`;
  // An agent's word requests nothing: the next step is theirs.
  return lost?.kind === 'off-asked' || found.by?.userId !== person.userId
    ? mrkdwn`${check} turn off Lost Mode.`
    : mrkdwn`✅ ${bold(says)}`;
}

const isLostModeOn = (one: Case, lost: CaseEvent | null): boolean =>
  lost === null ? isLocked(one) : ['on-sent', 'on', 'off-asked'].includes(lost.kind);

export const ON_HOLD = ownText('on hold because a safety limit was reached');

function lostModeLine(one: Case, lost: CaseEvent): Mrkdwn {
  const at = dateText(lost.at);
  switch (lost.kind) {
    case 'on-asked':
      return mrkdwn`⏳ Lost Mode requested, waiting for approval`;
    case 'on-held':
      return mrkdwn`⛔ ${bold("Lost Mode isn't on:")} ${ON_HOLD}`;
    case 'off-held':
      return mrkdwn`⛔ ${bold('Lost Mode is still on:')} ${ON_HOLD}`;
    case 'on-unknown':
      return mrkdwn`⚠️ ${bold('Lost Mode sent, result unknown.')} Check the ${kindOf(one)}.`;
    case 'off-unknown':
      return mrkdwn`⚠️ ${bold('Lost Mode off sent, result unknown.')} Check the ${kindOf(one)}.`;
    case 'on-sent':
      return mrkdwn`⏳ Lost Mode sent ${at}, waiting for the ${kindOf(one)}`;
    case 'on':
      return mrkdwn`🔴 ${bold('Lost Mode on')} (confirmed ${at})`;
    case 'on-failed':
      return mrkdwn`🟠 ${bold("Lost Mode isn't on:")} ${whyNot(lost)}`;
    case 'off-asked':
      return mrkdwn`⏳ Lost Mode off requested, waiting for approval`;
    case 'off-sent':
      return mrkdwn`⏳ Lost Mode off sent ${at}, waiting for the ${kindOf(one)}`;
    case 'off':
      return mrkdwn`✅ ${bold('Lost Mode off')} (confirmed ${at})`;
    default:
      return mrkdwn`🔴 ${bold('Lost Mode is still on:')} ${whyNot(lost)}`;
  }
}

/** How locking stands, of a device that has no Lost Mode; in its timeline of any. */
export function lockLine(one: Case, lock: CaseEvent): Mrkdwn {
  const at = dateText(lock.at);
  switch (lock.kind) {
    case 'lock-asked':
      return mrkdwn`⏳ Lock requested, waiting for approval`;
    case 'lock-held':
      return mrkdwn`⛔ ${bold('Not locked:')} ${ON_HOLD}`;
    case 'lock-sent':
      return mrkdwn`⏳ Lock sent ${at}, waiting for the ${kindOf(one)}`;
    case 'lock-unknown':
      return mrkdwn`⚠️ ${bold('Lock sent, result unknown.')} Check the ${kindOf(one)}.`;
    case 'locked':
      return mrkdwn`✅ ${bold('Locked')} (reported by Kandji ${at})`;
    default:
      return mrkdwn`🟠 ${bold('Not locked:')} ${whyNot(lock)}`;
  }
}

/** The same beside what {@link statusLine} says, where that is about Lost Mode, or that the device is found. */
export function lockLines(one: Case): readonly Mrkdwn[] {
  const lock = lockIn(one);
  const isSaid =
    !hasLostMode(one) && (foundIn(one) === null ? lostModeIn(one) === null : lock?.kind === 'locked');
  return lock === null || isSaid ? [] : [lockLine(one, lock)];
}

function withoutLostMode(one: Case): Mrkdwn {
  const { device } = one.report;
  if (!device) return unknownDevice(one);
  const { platform, lostMode } = device.device;
  const lock = hasLostMode(one) ? null : lockIn(one);
  if (lock) return lockLine(one, lock);
  if (platform === 'Mac') return mrkdwn`🟠 ${bold('Not locked.')} Macs have no Lost Mode.`;
  if (!hasLostMode(one))
    return LOST_MODE_PLATFORMS.includes(platform)
      ? mrkdwn`🟠 ${bold('Not locked.')} This ${kindOf(one)} isn't supervised, so it can't use Lost Mode.`
      : mrkdwn`🟠 ${bold('Not locked.')} This kind of device has no Lost Mode.`;
  if (lostMode === 'turning-on')
    return mrkdwn`⏳ Lost Mode sent before the report, waiting for the ${kindOf(one)}`;
  if (lostMode === 'on') return mrkdwn`🔴 ${bold('Lost Mode on')}, since before the report`;
  return mrkdwn`🟠 ${bold("Lost Mode isn't on.")}`;
}

/** Of a report that names no device of Kandji's: all that is known is what is assigned to the person. */
function unknownDevice(one: Case): Mrkdwn {
  const whose = nameOf(one.report.person.name);
  if (!isReachable(one)) return mrkdwn`🟠 ${bold('Which device is it?')} Look it up, then choose it.`;
  if (one.events[0]?.result !== 'not-checked')
    return mrkdwn`🟠 ${bold(mrkdwn`Not assigned to ${whose} in Kandji.`)} Check if IT manages it.`;
  const found = lastOf(one, 'looked-up');
  if (!found) return mrkdwn`🟠 ${bold("Couldn't check Kandji when it was reported.")} I'm trying again.`;
  const { devices = [] } = found;
  return devices.length === 0
    ? mrkdwn`🟠 ${bold(mrkdwn`No devices are assigned to ${whose} in Kandji`)} (checked ${dateText(found.at)}). Check if IT manages it.`
    : mrkdwn`🟠 ${bold('Which device is it?')} Assigned to ${whose} in Kandji: ${join(devices.slice(0, MOST_OFFERED).map(offeredName), ', ')}${devices.length > MOST_OFFERED ? mrkdwn` and ${devices.length - MOST_OFFERED} more` : ''}`;
}

/** More of a person's devices are counted only. */
export const MOST_OFFERED = 5;

/** "iPhone 15 · F2LDN0IPHN" */
export const offeredName = ({ model, platform, serialNumber }: OfferedDevice): Mrkdwn =>
  join([foreignText(model.trim() || platformOf(platform), 40), foreignText(serialNumber, 30)], ' · ');

type OfferedDevice = NonNullable<CaseEvent['devices']>[number];

/** That the device was online since, and when last, where nothing better is known of it. */
export function onlineLine(one: Case): Mrkdwn | null {
  const seen = lastOf(one, 'checked-in');
  if (!seen || lostModeIn(one)?.kind === 'on' || foundIn(one)) return null;
  const at = Math.max(seen.at, one.report.device?.seenAt ?? 0);
  return mrkdwn`🟠 ${bold('Online since the report:')} checked in ${dateText(at)}`;
}

/** What the form says below the chosen device, to the person or to an agent. `null`: nothing yet. */
export function planLine(
  plan: LostModePlan,
  lostMode: Policy['lostMode'] | null,
  isAgent: boolean,
): Mrkdwn | null {
  switch (plan) {
    case 'at-once': {
      const shown = join([lostMode?.message ?? '', lostMode?.phone ?? ''], ' ');
      const stop = /[.!?]$/u.test(shown.plain) ? '' : '.';
      return mrkdwn`Lost Mode turns on right away. The screen locks and shows: “${foreignText(shown.plain, 560)}”${stop} IT can see where it is.`;
    }
    case 'needs-approval':
    case 'no-permission':
      return mrkdwn`IT decides whether to turn on Lost Mode.`;
    case 'already-on':
      return mrkdwn`Lost Mode is already on.`;
    case 'already-sent':
      return mrkdwn`Lost Mode was already sent. It turns on when the device is online.`;
    case 'mac':
      return mrkdwn`Macs don't have Lost Mode. IT decides whether to lock it.`;
    case 'not-listed':
      return isAgent
        ? mrkdwn`It isn't assigned to this person in Kandji. Report it anyway, and look it up on the case.`
        : mrkdwn`It isn't assigned to you, but report it anyway: IT looks it up and can sign you out of your accounts.`;
    case 'not-checked':
      return mrkdwn`Couldn't check whether IT manages it. Report it anyway: IT looks it up.`;
    case 'not-on-this-device':
      return mrkdwn`This device can't be put into Lost Mode. IT decides what to do.`;
    case 'undecided':
      return null;
  }
}

/** How to reach IT by phone; `null` where the policy names no number. */
export function phoneLine(cases: CasePolicy | null): Mrkdwn | null {
  if (!cases || cases.phone === '') return null;
  return cases.hours === ''
    ? mrkdwn`Urgent? Call ${foreignText(cases.phone, 60)}.`
    : mrkdwn`Outside ${foreignText(cases.hours, 60)}? Call ${foreignText(cases.phone, 60)}.`;
}
