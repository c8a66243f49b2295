import type { KnownBlock } from '@slack/types';
import type { VNode } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { ImageBlockView } from '../elements/image.tsx';
import { NotDrawn } from '../elements/not-drawn.tsx';
import { part } from '../elements/options.ts';
import { AlertBlockView } from './alert.tsx';
import { ActionsBlockView, ContextBlockView, HeaderBlockView } from './basic.tsx';
import { InputBlockView } from './input.tsx';
import { MarkdownBlockView } from './markdown.tsx';
import { RichTextBlockView } from './rich-text.tsx';
import { SectionBlockView } from './section.tsx';
import { TableBlockView } from './table.tsx';

/** The blocks of a message or a view, each kept by its block_id so that what is typed in it stays where it is. */
export function Blocks({ blocks }: { blocks: readonly unknown[] }): VNode {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <OneBlock key={String(part(block, 'block_id') ?? index)} block={block} />
      ))}
    </div>
  );
}

/** One block. What cannot be drawn is named, and takes nothing else down with it. */
function OneBlock({ block }: { block: unknown }): VNode {
  const [failed] = useErrorBoundary();
  const type = String(part(block, 'type') ?? 'unknown');
  if (failed !== undefined) return <NotDrawn type={`${type} (malformed)`} />;
  return drawBlock(block as KnownBlock, type);
}

function drawBlock(block: KnownBlock, type: string): VNode {
  switch (block.type) {
    case 'header':
      return <HeaderBlockView block={block} />;
    case 'section':
      return <SectionBlockView block={block} />;
    case 'context':
      return <ContextBlockView block={block} />;
    case 'actions':
      return <ActionsBlockView block={block} />;
    case 'divider':
      return <hr class="divider" />;
    case 'image':
      return <ImageBlockView block={block} />;
    case 'input':
      return <InputBlockView block={block} />;
    case 'rich_text':
      return <RichTextBlockView block={block} />;
    case 'table':
      return <TableBlockView block={block} />;
    case 'alert':
      return <AlertBlockView block={block} />;
    case 'markdown':
      return <MarkdownBlockView block={block} />;
    default:
      return <NotDrawn type={type} />;
  }
}
