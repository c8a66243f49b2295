import type { Interaction } from './interaction.ts';
import type { InteractionObserver } from './metrics.ts';

/** What the first middleware leaves in a payload's context for its listener and for the error edge. */
export interface InteractionContext {
  readonly press: Interaction;
  readonly watch: InteractionObserver;
  readonly acked: () => boolean;
  /** Bolt's own ack, remembered. Events have been acked by Bolt before anything of ours runs. */
  readonly ack: (response?: unknown) => Promise<void>;
}

const INTERACTION = Symbol('interaction');

export const setInteractionContext = (context: object, interaction: InteractionContext): void => {
  (context as { [INTERACTION]?: InteractionContext })[INTERACTION] = interaction;
};

/** `null`: the payload never came as far as our middleware. */
export const findInteractionContext = (context: object): InteractionContext | null =>
  (context as { [INTERACTION]?: InteractionContext })[INTERACTION] ?? null;

/** @throws Error when the middleware has not run, which is a bug. */
export function interactionContext(context: object): InteractionContext {
  const found = findInteractionContext(context);
  if (!found) throw new Error('a listener ran before the middleware that says who pressed');
  return found;
}
