import type { ComponentChildren, VNode } from 'preact';
import { useNames } from '../state/page.ts';
import { withEmoji } from './emoji.ts';
import { fullTime, localTime } from './local-time.ts';
import type { Inline, Passage } from './node.ts';
import { readMrkdwn } from './passages.ts';

/** Slack's mrkdwn as DOM nodes. Nothing of the text can become markup. */
export function Mrkdwn({ text }: { text: string }): VNode {
  return <>{readMrkdwn(text).map(drawPassage)}</>;
}

/** A text object of Block Kit, plain or mrkdwn. */
export function Text({ of }: { of: { type: string; text: string; emoji?: boolean } }): ComponentChildren {
  return of.type === 'mrkdwn' ? (
    <Mrkdwn text={of.text} />
  ) : (
    <span class="keep-space">{withEmoji(of.text)}</span>
  );
}

function drawPassage(passage: Passage, key: number): VNode {
  if (passage.kind === 'pre') return <pre key={key}>{passage.text}</pre>;
  if (passage.kind === 'quote') {
    return <blockquote key={key}>{passage.inside.map(drawPassage)}</blockquote>;
  }
  if (passage.kind === 'bullets') {
    return <ul key={key}>{passage.items.map(drawItem)}</ul>;
  }
  return (
    <div key={key} class="passage">
      {drawInline(passage.inside)}
    </div>
  );
}

function drawInline(nodes: readonly Inline[]): ComponentChildren {
  return nodes.map(drawPiece);
}

function drawItem(nodes: readonly Inline[], key: number): VNode {
  return <li key={key}>{drawInline(nodes)}</li>;
}

function drawPiece(node: Inline): VNode {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'break':
      return <br />;
    case 'bold':
      return <strong>{drawInline(node.inside)}</strong>;
    case 'italic':
      return <em>{drawInline(node.inside)}</em>;
    case 'strike':
      return <s>{drawInline(node.inside)}</s>;
    case 'code':
      return <code>{node.text}</code>;
    case 'emoji':
      return <span title={`:${node.name}:`}>{node.char}</span>;
    case 'link':
      return <Link url={node.url}>{node.text}</Link>;
    case 'date':
      return <LocalTime at={node.at} format={node.format} url={node.url} fallback={node.text} />;
    case 'broadcast':
      return <span class="mention broadcast">@{node.range}</span>;
    default:
      return <Mention kind={node.kind} id={node.id} label={node.label} />;
  }
}

/** A link as Slack draws it. Opens beside the page and tells the other side nothing of it. */
export function Link({ url, children }: { url: string; children: ComponentChildren }): VNode {
  if (!/^(?:https?:|mailto:|tel:)/i.test(url)) return <span class="link">{children}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Someone or some place that is named: `@Ana Ruiz`, `#it-helpdesk`, `@it-leads`. */
export function Mention(props: { kind: 'person' | 'channel' | 'group'; id: string; label?: string }): VNode {
  const names = useNames();
  const sign = props.kind === 'channel' ? '#' : '@';
  const known = names[props.kind](props.id) ?? (props.label || props.id);
  const mine = props.kind === 'person' && props.id === names.me;
  return <span class={mine ? 'mention me' : 'mention'}>{sign + known.replace(/^[@#]/, '')}</span>;
}

/** An instant in the reader's own time zone. */
export function LocalTime(props: { at: number; format: string; url: string; fallback: string }): VNode {
  const { now } = useNames();
  const text = props.format === '' ? props.fallback : localTime(props.at, props.format, now());
  const time = (
    <time dateTime={new Date(props.at).toISOString()} title={fullTime(props.at)}>
      {text}
    </time>
  );
  return props.url === '' ? time : <Link url={props.url}>{time}</Link>;
}
