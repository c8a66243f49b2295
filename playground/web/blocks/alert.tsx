import type { AlertBlock } from '@slack/types';
import type { VNode } from 'preact';
import { Text } from '../mrkdwn/mrkdwn.tsx';

const SIGNS = { default: '💬', info: 'ℹ️', warning: '⚠️', error: '⛔', success: '✅' } as const;

/** A coloured notice in a modal. */
export function AlertBlockView({ block }: { block: AlertBlock }): VNode {
  const level = block.level ?? 'default';
  return (
    <div class={`alert-block ${level}`} role="note">
      <span aria-hidden="true">{SIGNS[level]}</span>
      <div>
        <Text of={block.text} />
      </div>
    </div>
  );
}
