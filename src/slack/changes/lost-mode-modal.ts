import type { KnownBlock, ModalView } from '@slack/types';
import type { OperationName } from '../../helpdesk/operation.ts';
import { operationNamed, type ParamsOf } from '../../helpdesk/operations/index.ts';
import type { LostModeForm } from '../../helpdesk/requests/prepare-lost-mode.ts';
import { button, context, divider, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, foreignText, lines, mrkdwn, type Text } from '../block-kit/text.ts';
import { lostModeState } from '../panels/lost-mode.ts';
import { FORMS } from './index.ts';

export type LostWords = ParamsOf<'enable-lost-mode'>;

/**
 * How Lost Mode stands, and exactly what can be done about it now: turning it on by the form's submission, the rest by a
 * button each. Why the others are not possible stands below. `now` is epoch ms.
 */
export function lostView(look: LostModeForm, initial: LostWords, now: number): ModalView {
  const { device, possible } = look;
  const canEnable = possible.includes('enable-lost-mode');
  return modal(
    'lost.form',
    { deviceId: device.id },
    {
      title: 'Lost Mode',
      ...(canEnable && { submit: 'Review', close: 'Cancel' }),
      blocks: [
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)}`,
        ),
        ...(look.never === null
          ? lostModeState({ ...look, now })
          : [section(mrkdwn`${foreignText(look.never, 300)}`)]),
        ...possible.filter((name) => name !== 'enable-lost-mode').map((name) => operationRow(name, look)),
        ...(canEnable ? [divider, section(bold('Turn on Lost Mode')), ...wordsOnScreen(initial)] : []),
        ...whyNot(look),
      ],
    },
  );
}

/** The form alone, with what was typed: after a review that could not be made. */
export const lostFormView = (deviceId: string, typed: LostWords, problem: Text): ModalView =>
  modal(
    'lost.form',
    { deviceId },
    {
      title: 'Lost Mode',
      submit: 'Review',
      close: 'Cancel',
      blocks: [section(problem), ...wordsOnScreen(typed)],
    },
  );

const wordsOnScreen = (initial: LostWords): readonly KnownBlock[] =>
  FORMS['enable-lost-mode'].blocks(initial);

function operationRow(name: OperationName, { device }: LostModeForm): KnownBlock {
  const { title, consequence } = operationNamed(name);
  const label = capital(title);
  return section(
    foreignText(consequence(device, {}) ?? label, 200),
    button('device.operate', { operation: name, deviceId: device.id }, label),
  );
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** One line for each reason, with all that it stands against. */
function whyNot({ against }: LostModeForm): KnownBlock[] {
  const told = against.map(({ operation, why }) => {
    const { title } = operationNamed(operation);
    return {
      label: capital(title),
      why: why.replace(new RegExp(`(lets you|to) ${title}\\.$`, 'u'), '$1 do this.'),
    };
  });
  const reasons = [...new Set(told.map(({ why }) => why))];
  if (reasons.length === 0) return [];
  const rows = reasons.map((why) => {
    const labels = told.filter((one) => one.why === why).map(({ label }) => label);
    return mrkdwn`• ${labels.join(', ')}: ${foreignText(why, 200)}`;
  });
  return [context(lines(['Not possible now:', ...rows]))];
}
