import type { ModalView } from '@slack/types';
import { context, modal, section, withAccessibleName } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, foreignText, mrkdwn, type Text } from '../block-kit/text.ts';
import { actorOnlyText } from '../notices.ts';
import type { UpdateViewModel } from './form.ts';
import { recordFields } from './index.ts';

/** The record of a device, to be edited. `problem` says why it is shown again; what was typed stands in it. */
export function updateView(scene: UpdateViewModel, problem: Text | null = null): ModalView {
  const { device, fields, against } = scene.updatable;
  return modal(
    'update.form',
    { deviceId: device.id },
    {
      title: 'Update',
      submit: 'Review',
      close: 'Cancel',
      blocks: [
        ...(problem ? [section(problem)] : []),
        section(
          mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)} · ${foreignText(device.serialNumber, 40)}`,
        ),
        ...recordFields(fields).map((field) => field.block(scene)),
        ...(against.length === 0 ? [] : [context(foreignText(actorOnlyText(against.join(' ')), 900))]),
        context(mrkdwn`Nothing is sent yet. Review shows before and after, and what needs approval.`),
      ],
    },
  );
}
