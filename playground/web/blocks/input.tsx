import type { InputBlock } from '@slack/types';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Element } from '../elements/element.tsx';
import { textOf } from '../elements/options.ts';
import { useSurface } from '../elements/surface.ts';
import { Text } from '../mrkdwn/mrkdwn.tsx';

/** A labelled input with its hint and, after a submission, its error. */
export function InputBlockView({ block }: { block: InputBlock }): VNode {
  const id = useId();
  const { errors } = useSurface();
  const error = errors[block.block_id ?? ''] ?? '';
  const form = {
    label: textOf(block.label),
    describedBy: [error !== '' && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' '),
    invalid: error !== '',
    dispatch: block.dispatch_action === true,
  };
  return (
    <div class={error === '' ? 'input-block' : 'input-block invalid'} data-block={block.block_id}>
      <div class="label">
        <Text of={block.label} />
        {block.optional === true && <span class="optional"> (optional)</span>}
      </div>
      <Element blockId={block.block_id ?? ''} element={block.element} form={form} />
      {error !== '' && (
        <div class="error" id={`${id}-error`} role="alert">
          {error}
        </div>
      )}
      {block.hint !== undefined && (
        <div class="hint" id={`${id}-hint`}>
          <Text of={block.hint} />
        </div>
      )}
    </div>
  );
}
