import type { ConfirmationDialog } from '@slack/types';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Text } from '../mrkdwn/mrkdwn.tsx';
import { Dialog } from './dialog.tsx';
import { textOf } from './options.ts';

/** "Are you sure?", as the app worded it. */
export function ConfirmDialog(props: {
  confirm: ConfirmationDialog;
  onAnswer: (yes: boolean) => void;
}): VNode {
  const { confirm, onAnswer } = props;
  const id = useId();
  return (
    <Dialog name="confirm" labelledBy={id} onLeave={() => onAnswer(false)}>
      <h2 id={id}>{textOf(confirm.title) || 'Are you sure?'}</h2>
      <div class="confirm-text">
        <Text of={confirm.text} />
      </div>
      <div class="buttons">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {textOf(confirm.deny) || 'Cancel'}
        </button>
        <button
          type="button"
          class={`button ${confirm.style === 'danger' ? 'danger' : 'primary'}`}
          data-autofocus
          onClick={() => onAnswer(true)}
        >
          {textOf(confirm.confirm) || 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
