import type { Button, ConfirmationDialog } from '@slack/types';
import type { Device } from '../../helpdesk/device.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { button, LIMITS, plain } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { commandForm } from './update-fields.ts';

/** True of what may run from one press: routine, and nothing has to be typed for it. */
export const isHarmless = (operation: OperationName): boolean => {
  const { kind, risk } = operationNamed(operation);
  return kind === 'command' && risk === 'routine' && commandForm(operation) === null;
};

/**
 * Starts an operation: with Slack's confirm dialog alone where it is harmless and needs no approval, else by its form. The press
 * is judged again in any case.
 */
export function operationButton(
  operation: OperationName,
  device: Device,
  { label, needsApproval }: { readonly label: string; readonly needsApproval: boolean },
): Button {
  const values = { operation, deviceId: device.id };
  if (needsApproval || !isHarmless(operation)) return button('device.operate', values, label);
  return button('device.run', values, label, { confirm: confirmation(operation, device, label) });
}

function confirmation(operation: OperationName, device: Device, label: string): ConfirmationDialog {
  const consequence = operationNamed(operation).consequence(device, {});
  return {
    title: plain(`${label}?`, 40),
    text: plain(consequence ?? `On this ${platformName(device.platform)}.`, 120),
    confirm: plain(label, LIMITS.confirmButton),
    deny: plain('Cancel', LIMITS.confirmButton),
  };
}
