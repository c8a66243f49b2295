import type { InputState } from '../../page/wire.ts';

/**
 * What people have typed and chosen and not sent yet. It lives outside of what is drawn, so no redraw can lose it.
 * Keys: `composer:C0HELP`, `view:V1/block/action`, `message:C1:17.1/block/action`.
 */
export interface Drafts {
  text(key: string): string;
  setText(key: string, text: string): void;
  input(key: string): InputState | undefined;
  setInput(key: string, state: InputState): void;
  /** Forgets every input whose key starts so, as when a modal is gone. */
  forget(prefix: string): void;
  subscribe(changed: () => void): () => void;
}

/** No drafts yet. */
export function createDrafts(): Drafts {
  const texts = new Map<string, string>();
  const inputs = new Map<string, InputState>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const changed of listeners) changed();
  };
  return {
    text: (key) => texts.get(key) ?? '',
    setText(key, text) {
      texts.set(key, text);
      tell();
    },
    input: (key) => inputs.get(key),
    setInput(key, state) {
      inputs.set(key, state);
      tell();
    },
    forget(prefix) {
      for (const key of inputs.keys()) if (key.startsWith(prefix)) inputs.delete(key);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
