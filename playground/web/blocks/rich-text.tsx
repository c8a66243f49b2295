import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextList } from '@slack/types';
import type { ComponentChildren, VNode } from 'preact';
import { emojiNamed } from '../mrkdwn/emoji.ts';
import { Link, LocalTime, Mention } from '../mrkdwn/mrkdwn.tsx';

/** Rich text: sections, lists, quotes, preformatted text. */
export function RichTextBlockView({ block }: { block: RichTextBlock }): VNode {
  return <div class="rich-text">{block.elements.map(drawPart)}</div>;
}

function drawPart(part: RichTextBlockElement, key: number): VNode {
  switch (part.type) {
    case 'rich_text_list':
      return <List key={key} list={part} />;
    case 'rich_text_quote':
      return <blockquote key={key}>{part.elements.map(drawLeaf)}</blockquote>;
    case 'rich_text_preformatted':
      return <pre key={key}>{part.elements.map(drawLeaf)}</pre>;
    default:
      return (
        <div key={key} class="passage">
          {part.elements.map(drawLeaf)}
        </div>
      );
  }
}

function List({ list }: { list: RichTextList }): VNode {
  const items = list.elements.map(drawListItem);
  const indent = { marginLeft: `${(list.indent ?? 0) * 24}px` };
  return list.style === 'ordered' ? <ol style={indent}>{items}</ol> : <ul style={indent}>{items}</ul>;
}

function drawListItem(item: RichTextList['elements'][number], key: number): VNode {
  return <li key={key}>{item.elements.map(drawLeaf)}</li>;
}

function drawLeaf(leaf: RichTextElement, key: number): VNode {
  return <span key={key}>{styled(leaf, leafContent(leaf))}</span>;
}

function leafContent(leaf: RichTextElement): ComponentChildren {
  switch (leaf.type) {
    case 'text':
      return <span class="keep-space">{leaf.text}</span>;
    case 'link':
      return <Link url={leaf.url}>{leaf.text ?? leaf.url}</Link>;
    case 'emoji':
      return emojiNamed(leaf.name) ?? `:${leaf.name}:`;
    case 'user':
      return <Mention kind="person" id={leaf.user_id} />;
    case 'channel':
      return <Mention kind="channel" id={leaf.channel_id} />;
    case 'usergroup':
      return <Mention kind="group" id={leaf.usergroup_id} />;
    case 'broadcast':
      return <span class="mention broadcast">@{leaf.range}</span>;
    case 'date':
      return (
        <LocalTime
          at={leaf.timestamp * 1000}
          format={leaf.format}
          url={leaf.url ?? ''}
          fallback={leaf.fallback ?? ''}
        />
      );
    case 'color':
      return leaf.value;
    default:
      return leaf.team_id;
  }
}

function styled(leaf: RichTextElement, inside: ComponentChildren): ComponentChildren {
  const { bold, italic, strike, code } = leaf.style ?? {};
  let drawn = inside;
  if (code === true) drawn = <code>{drawn}</code>;
  if (strike === true) drawn = <s>{drawn}</s>;
  if (italic === true) drawn = <em>{drawn}</em>;
  if (bold === true) drawn = <strong>{drawn}</strong>;
  return drawn;
}
