import type { Interaction } from './interaction.ts';

/** What one press came to, for metrics: no ids, no words. */
export interface ObservedInteraction {
  readonly kind: 'command' | 'action' | 'submission' | 'closed' | 'suggestion' | 'shortcut' | 'event';
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** From taking it in until the person could first see an answer; `null` when there was nothing to see. */
  readonly firstAnswerMs: number | null;
}

export interface InteractionObserver {
  /** The same press; what it shows is noticed. */
  watched(interaction: Interaction): Interaction;
  /** It was acked; `seen` when that shows the person something. */
  acked(response: unknown): void;
  ended(outcome: ObservedInteraction['outcome']): void;
}

const KINDS: Readonly<Record<string, ObservedInteraction['kind']>> = {
  block_actions: 'action',
  view_submission: 'submission',
  view_closed: 'closed',
  block_suggestion: 'suggestion',
  shortcut: 'shortcut',
  message_action: 'shortcut',
  event_callback: 'event',
};

/** Times one press. @param now monotonic ms */
export function observeInteraction(
  body: unknown,
  observe: (seen: ObservedInteraction) => void,
  now: () => number = () => performance.now(),
): InteractionObserver {
  const kind = KINDS[(body as { readonly type?: string }).type ?? ''] ?? 'command';
  const takenInAt = now();
  let firstAnswerMs: number | null = null;
  let isOver = false;
  const shown = () => {
    firstAnswerMs ??= now() - takenInAt;
  };
  const noticed =
    <Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const result = await act(...args);
      if (result !== null) shown();
      return result;
    };
  return {
    watched: (interaction) => ({
      ...interaction,
      reply: noticed(interaction.reply),
      updateMessage: noticed(interaction.updateMessage),
      openModal: noticed(interaction.openModal),
      modal: interaction.modal && { ...interaction.modal, update: noticed(interaction.modal.update) },
    }),
    acked: (response) => {
      if (response !== undefined || kind === 'submission') shown();
    },
    ended: (outcome) => {
      if (isOver) return;
      isOver = true;
      observe({ kind, outcome, firstAnswerMs });
    },
  };
}
