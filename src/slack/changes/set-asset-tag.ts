import { textInput, typedText } from '../block-kit/view-state.ts';
import { hintOf, type RecordField } from './form.ts';

const BLOCK = 'asset-tag';

export const setAssetTag: RecordField = {
  blockId: BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) =>
    textInput(BLOCK, 'Asset tag', {
      optional: true,
      most: 255,
      initial: (typed.assetTag === undefined ? device.assetTag : typed.assetTag) ?? '',
      ...hintOf(conflicts.assetTag),
    }),
  typed: (values, device) => {
    const text = typedText(values, BLOCK, BLOCK);
    return text === (device.assetTag ?? '').trim() ? {} : { assetTag: text === '' ? null : text };
  },
};
