import type { Press } from './interaction.ts';

/** What one press came to, for metrics: no ids, no words. */
export interface SeenPress {
  readonly kind: 'command' | 'action' | 'submission' | 'closed' | 'suggestion' | 'shortcut' | 'event';
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** From taking it in until the person could first see an answer; `null` when there was nothing to see. */
  readonly firstAnswerMs: number | null;
}

export interface PressWatch {
  /** The same press; what it shows is noticed. */
  watched(press: Press): Press;
  /** It was acked; `seen` when that shows the person something. */
  acked(response: unknown): void;
  ended(outcome: SeenPress['outcome']): void;
}

const KINDS: Readonly<Record<string, SeenPress['kind']>> = {
  block_actions: 'action',
  view_submission: 'submission',
  view_closed: 'closed',
  block_suggestion: 'suggestion',
  shortcut: 'shortcut',
  message_action: 'shortcut',
  event_callback: 'event',
};

/** Times one press. @param now monotonic ms */
export function watchPress(
  body: unknown,
  observe: (seen: SeenPress) => void,
  now: () => number = () => performance.now(),
): PressWatch {
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
    watched: (press) => ({
      ...press,
      tell: noticed(press.tell),
      replace: noticed(press.replace),
      open: noticed(press.open),
      modal: press.modal && { ...press.modal, update: noticed(press.modal.update) },
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
