import type { ActionsBlock, ContextBlock, HeaderBlock } from '@slack/types';
import type { VNode } from 'preact';
import { Element } from '../elements/element.tsx';
import { Picture } from '../elements/image.tsx';
import { Text } from '../mrkdwn/mrkdwn.tsx';

/** A heading. */
export function HeaderBlockView({ block }: { block: HeaderBlock }): VNode {
  return (
    <h3 class="header-block">
      <Text of={block.text} />
    </h3>
  );
}

/** Small grey texts and pictures in a row. */
export function ContextBlockView({ block }: { block: ContextBlock }): VNode {
  return <div class="context-block">{block.elements.map(drawContext)}</div>;
}

function drawContext(element: ContextBlock['elements'][number], index: number): VNode {
  return (
    <span key={index} class="context-part">
      {element.type === 'image' ? <Picture image={element} small /> : <Text of={element} />}
    </span>
  );
}

/** Buttons and menus in a row. */
export function ActionsBlockView({ block }: { block: ActionsBlock }): VNode {
  return (
    <div class="actions-block">
      {block.elements.map((element, index) => (
        <Element key={element.action_id ?? index} blockId={block.block_id ?? ''} element={element} />
      ))}
    </div>
  );
}
