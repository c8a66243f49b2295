import type { MarkdownBlock } from '@slack/types';
import type { VNode } from 'preact';
import { Mrkdwn } from '../mrkdwn/mrkdwn.tsx';

/** Standard Markdown, as far as it can be said in Slack's own marks: bold, strike, links, headings and lists. */
export function MarkdownBlockView({ block }: { block: MarkdownBlock }): VNode {
  return <Mrkdwn text={toMrkdwn(block.text)} />;
}

function toMrkdwn(markdown: string): string {
  return markdown
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>(?!\s)/g, '&gt;')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')
    .replace(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replace(/~~([^~\n]+)~~/g, '~$1~')
    .replace(/^#{1,6} +(.+)$/gm, '*$1*')
    .replace(/^(\s*)[-*] +/gm, '$1• ');
}
