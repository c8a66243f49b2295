import { pick } from '../block-kit/ids.ts';
import { hintOf, type RecordField } from './form.ts';
import { optionName, pickedOne, pickInput, pickOption, selectedOptions } from './options.ts';

const BLOCK = 'blueprint';

export const setBlueprint: RecordField = {
  blockId: BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) => {
    const now =
      typed.blueprint ?? (device.blueprint && { ...device.blueprint, label: device.blueprint.name });
    return pickInput(BLOCK, 'Blueprint', {
      id: 'pick.blueprint',
      placeholder: 'Type a part of its name',
      ...(now && { initial: pickOption('pick.blueprint', { id: now.id }, optionName(now.label)) }),
      ...hintOf(conflicts.blueprintId),
    });
  },
  /** A blueprint cannot be taken away at Kandji: an emptied field is a field left alone. */
  typed: (values, device) => {
    const option = pickedOne(values, BLOCK, 'pick.blueprint');
    const id = pick('pick.blueprint').read(option?.value)?.id;
    return option && id && id !== device.blueprint?.id ? { blueprint: selectedOptions(id, option) } : {};
  },
};
