import type { Press } from './interaction.ts';
import type { PressWatch } from './metrics.ts';

/** What the first middleware leaves in a payload's context for its listener and for the error edge. */
export interface Kept {
  readonly press: Press;
  readonly watch: PressWatch;
  readonly acked: () => boolean;
  /** Bolt's own ack, remembered. Events have been acked by Bolt before anything of ours runs. */
  readonly ack: (response?: unknown) => Promise<void>;
}

const KEPT = Symbol('kept');

export const keep = (context: object, kept: Kept): void => {
  (context as { [KEPT]?: Kept })[KEPT] = kept;
};

/** `null`: the payload never came as far as our middleware. */
export const findKept = (context: object): Kept | null => (context as { [KEPT]?: Kept })[KEPT] ?? null;

/** @throws Error when the middleware has not run, which is a bug. */
export function kept(context: object): Kept {
  const found = findKept(context);
  if (!found) throw new Error('a listener ran before the middleware that says who pressed');
  return found;
}
