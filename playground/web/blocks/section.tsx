import type { SectionBlock, TextObject } from '@slack/types';
import type { VNode } from 'preact';
import { Element } from '../elements/element.tsx';
import { Text } from '../mrkdwn/mrkdwn.tsx';

/** Text, or two columns of fields, with one element at its side. */
export function SectionBlockView({ block }: { block: SectionBlock }): VNode {
  return (
    <div class="section-block">
      <div class="section-text">
        {block.text !== undefined && <Text of={block.text} />}
        {block.fields !== undefined && <div class="fields">{block.fields.map(drawField)}</div>}
      </div>
      {block.accessory !== undefined && (
        <div class="accessory">
          <Element blockId={block.block_id ?? ''} element={block.accessory} />
        </div>
      )}
    </div>
  );
}

function drawField(field: TextObject, index: number): VNode {
  return (
    <div key={index} class="one-field">
      <Text of={field} />
    </div>
  );
}
