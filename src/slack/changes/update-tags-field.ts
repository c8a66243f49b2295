import type { PlainTextOption } from '@slack/types';
import { LIMITS, plain } from '../block-kit/blocks.ts';
import { pick } from '../block-kit/ids.ts';
import { MOST_TAGS, type RecordField } from './form.ts';
import { optionName, pickedMany, pickOption, selectedOptions } from './options.ts';

const BLOCK = 'tags';

/** A tag that the device has, by its position: Kandji tells a device's tags by name only. */
const present = (name: string, index: number): PlainTextOption =>
  pickOption('pick.tag', { from: 'now', id: String(index) }, optionName(name));

export const editTags: RecordField = {
  blockId: BLOCK,
  block: ({ updatable: { device }, typed }) => {
    const kept = shownTags(device.tags)
      .map((name, index) => ({ name, option: present(name, index) }))
      .filter(({ name }) => !typed.tags?.remove.includes(name))
      .map(({ option }) => option);
    const added = (typed.tags?.add ?? []).map(({ id, label }) =>
      pickOption('pick.tag', { from: 'all', id }, optionName(label)),
    );
    const initial = [...kept, ...added].slice(0, MOST_TAGS);
    return {
      type: 'input',
      block_id: BLOCK,
      optional: true,
      label: plain('Tags', LIMITS.field),
      element: {
        type: 'multi_external_select',
        action_id: 'pick.tag',
        min_query_length: 0,
        placeholder: plain('Type a part of a tag', LIMITS.placeholder),
        ...(initial.length > 0 && { initial_options: initial }),
      },
    };
  },
  typed: (values, device) => {
    const options = pickedMany(values, BLOCK, 'pick.tag');
    if (!options) return {};
    const picked = options.flatMap((option) => {
      const read = pick('pick.tag').read(option.value);
      return read ? [{ ...read, option }] : [];
    });
    const kept = new Set(picked.filter(({ from }) => from === 'now').map(({ id }) => Number(id)));
    const remove = shownTags(device.tags).filter((_, index) => !kept.has(index));
    const add = picked
      .filter(({ from }) => from === 'all')
      .map(({ id, option }) => selectedOptions(id, option));
    return add.length + remove.length > 0 ? { tags: { add, remove } } : {};
  },
};

const shownTags = (tags: readonly string[] | null): readonly string[] => (tags ?? []).slice(0, MOST_TAGS);
