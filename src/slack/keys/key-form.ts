import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { KeyChoice, KeyForm } from '../../helpdesk/keys/request-key.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';
import { context, LIMITS, modal, plain, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { type PickId, pick } from '../block-kit/ids.ts';
import { bold, foreignText, lines, mrkdwn, type Text } from '../block-kit/text.ts';
import { pickedValue, reasonInput } from '../block-kit/view-state.ts';
import type { Holders } from '../requests/approvers-text.ts';
import { wouldBeHeld } from '../requests/hold-text.ts';
import { openRequestBlocks } from '../requests/open-requests.ts';
import { nameText } from '../requests/request-text.ts';

const WHICH = 'key-which';
const WHO = 'key-who';

/** Which key, for whom and why. `wanted`: what was typed or chosen before; `now` is epoch ms; `releasers`: who can release it, by role. */
export function keyFormView(
  form: KeyForm,
  wanted: OperationName | null,
  now: number,
  releasers: Holders,
): ModalView {
  const { snapshot, choices, missing, openRequests, hold } = form;
  const { device } = snapshot;
  const asked = choices.filter(({ verdict }) => verdict === 'needs-approval').length;
  return modal(
    'key.form',
    { deviceId: device.id },
    {
      title: 'Request a key or PIN',
      submit: asked === 0 ? 'Continue' : asked === choices.length ? 'Request approval' : 'Request',
      close: 'Cancel',
      blocks: [
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)} · ${foreignText(device.serialNumber, 40)}`,
        ),
        ...openRequestBlocks(openRequests, now),
        ...(hold ? [section(wouldBeHeld(hold, releasers))] : []),
        ...(missing.length > 0 ? [section(lines(missing.map((why) => foreignText(why, 200))))] : []),
        whichInput(choices, wanted),
        ...whoInput(form),
        reasonInput('Reason', {
          hint: asked < choices.length ? 'Saved in the audit log.' : 'Your approver will see this.',
        }),
      ],
    },
  );
}

function whichInput(choices: readonly KeyChoice[], wanted: OperationName | null): InputBlock {
  const isMixed = new Set(choices.map(({ verdict }) => verdict)).size > 1;
  const options = choices.map(({ operation, stored, verdict }) =>
    radio(
      pick('pick.key').value({ operation }),
      `${operationNamed(operation).label}${stored === true ? ' · stored' : ''}`,
      isMixed && verdict === 'needs-approval' ? 'Needs approval' : null,
    ),
  );
  const chosen = choices.findIndex(({ operation }) => operation === wanted);
  return radios(
    WHICH,
    'Which one?',
    'pick.key',
    options,
    options[chosen] ?? (options.length === 1 ? options[0] : undefined),
  );
}

/** Only where there is a choice. */
function whoInput({ assigned }: KeyForm): KnownBlock[] {
  if (assigned === null) return [context('It is shown to you.')];
  const me = radio(pick('pick.recipient').value({ who: 'me' }), 'Me', null);
  const other = radio(
    pick('pick.recipient').value({ who: 'assigned' }),
    nameText(assigned.name, 60),
    'In a DM, to type in',
  );
  return [radios(WHO, 'Show it to', 'pick.recipient', [me, other], me)];
}

const radio = (value: string, label: Text, description: string | null): PlainTextOption => ({
  text: plain(label, LIMITS.option),
  value,
  ...(description !== null && { description: plain(description, LIMITS.option) }),
});

const radios = (
  blockId: string,
  label: string,
  id: PickId,
  options: PlainTextOption[],
  initial: PlainTextOption | undefined,
): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, LIMITS.field),
  element: { type: 'radio_buttons', action_id: id, options, ...(initial && { initial_option: initial }) },
});

/** What was chosen; forged or missing state chooses nothing. */
export function typedKey(values: unknown): {
  readonly operation: OperationName | null;
  readonly recipient: 'me' | 'assigned';
} {
  const which = pick('pick.key').read(pickedValue(values, WHICH, 'pick.key'));
  const who = pick('pick.recipient').read(pickedValue(values, WHO, 'pick.recipient'));
  return { operation: which?.operation ?? null, recipient: who?.who ?? 'me' };
}
