import type { ActionsBlock, PlainTextOption } from '@slack/types';
import { foundIn } from '../../helpdesk/cases/case.ts';
import { COMMAND_PLATFORMS } from '../../helpdesk/device.ts';
import { type DeviceView, PANELS, type PanelName } from '../../helpdesk/device-view.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { ASK_TO_CHECK_IN } from '../../helpdesk/operations/check-in.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { LOST_MODE_PLATFORMS } from '../../helpdesk/operations/lost-mode.ts';
import type { Operation } from '../../helpdesk/operations/operation.ts';
import { actions, button, option, select } from '../block-kit/blocks.ts';
import { NEXT_STEP_LABELS, PANEL_LABELS } from '../block-kit/format.ts';
import { doChoice, type ShowChoice } from '../block-kit/ids.ts';
import { foundButton } from '../cases/reported.ts';
import { operationButton } from '../changes/operation-button.ts';

/** Where a card stands: a modal has no channel to share to. */
export type Place = 'message' | 'modal';

/** What this person may do, as buttons; every press is checked again. */
export function deviceActions(look: DeviceView, place: Place) {
  const { device, consoleUrl } = look;
  const values = { deviceId: device.id };
  const lost = possible(look, 'lost-mode').length > 0;
  const library: PanelName = 'library';
  const checkIn = askToCheckIn(look);
  return actions([
    lost ? button('device.lost', values, 'Lost Mode') : null,
    possible(look, 'update').length > 0 ? button('device.update', values, 'Update') : null,
    lost ? null : button('device.panel', { ...values, panel: library }, PANEL_LABELS[library]),
    checkIn
      ? operationButton(checkIn, device, {
          label: 'Ask to check in',
          needsApproval: !isAllowed(look, checkIn),
        })
      : null,
    lostButton(look),
    moreMenu(look, place),
    consoleUrl === null ? null : button('device.console', values, 'Open in Kandji ↗', { url: consoleUrl }),
  ]);
}

/** On one's own device: *I found it* while its case is open, else *Report a lost device*. */
function lostButton({ device, ownLost }: DeviceView) {
  if (ownLost?.open) return foundIn(ownLost.open) ? null : foundButton(ownLost.open, device.id);
  return ownLost?.mayReport && !device.isRemoved
    ? button('case.report', { whose: 'mine', wanted: device.id }, 'Report a lost device')
    : null;
}

/** One harmless way to ask for a check-in; the others stand in *More…*. */
const askToCheckIn = (look: DeviceView): OperationName | undefined =>
  ASK_TO_CHECK_IN.find((name) => possible(look, 'nudge').includes(name));

const isAllowed = ({ may }: DeviceView, operation: OperationName): boolean =>
  may.operations.some(({ name, decision }) => name === operation && decision.verdict === 'allowed');

/** Operations of one menu that the policy and the device's state allow now. */
const possible = ({ may, freeze }: DeviceView, menu: Operation['menu']): readonly OperationName[] =>
  (freeze ? [] : may.operations)
    .filter(
      ({ name, decision, impossible }) =>
        operationNamed(name).menu === menu && decision.verdict !== 'refused' && impossible === null,
    )
    .map(({ name }) => name);

function moreMenu(look: DeviceView, place: Place): ActionsBlock['elements'][number] {
  const choice = (value: ShowChoice, label: string): PlainTextOption =>
    option('device.show', { choice: value, deviceId: look.device.id }, label);
  return select('device.show', 'More…', [
    {
      label: 'View',
      options: [
        ...panelsOf(look).map((panel) => choice(panel, PANEL_LABELS[panel])),
        ...(look.may.rights.includes('read-history') ? [choice('history', 'History')] : []),
      ],
    },
    {
      label: 'Actions',
      options: possible(look, 'nudge')
        .filter((name) => name !== askToCheckIn(look))
        .map((name) => choice(doChoice(name), operationNamed(name).label)),
    },
    {
      label: 'Maintenance',
      options: possible(look, 'maintenance').map((name) =>
        choice(doChoice(name), operationNamed(name).label),
      ),
    },
    {
      label: 'Lock and erase',
      options: possible(look, 'security').map((name) => choice(doChoice(name), operationNamed(name).label)),
    },
    {
      label: 'Keys and PINs',
      options: possible(look, 'keys').map((name) => choice(doChoice(name), `${operationNamed(name).label}…`)),
    },
    {
      label: 'This card',
      options: [
        ...(look.may.rights.includes('watch') ? [choice('watch', NEXT_STEP_LABELS.watch)] : []),
        ...(look.may.rights.includes('message-user') && look.device.user
          ? [choice('message', 'Message the user…')]
          : []),
        ...(look.mayReportLost ? [choice('report-lost', 'Report lost…')] : []),
        choice('refresh', 'Refresh'),
        ...(place === 'message' ? [choice('share', 'Share to channel')] : []),
        choice('dm', 'Send to my DM'),
      ],
    },
  ]);
}

/** Panels that can hold something for this device: parameters belong to Macs, commands to Apple's devices (Kandji API docs). */
const panelsOf = ({ device, may }: DeviceView): readonly PanelName[] =>
  PANELS.filter((panel) => {
    if (panel === 'parameters') return device.platform === 'Mac';
    if (panel === 'commands') return COMMAND_PLATFORMS.includes(device.platform);
    if (panel === 'notes') return may.rights.includes('see-notes');
    if (panel === 'lost')
      return (
        device.lostMode !== 'off' || (LOST_MODE_PLATFORMS.includes(device.platform) && !device.isRemoved)
      );
    return true;
  });
