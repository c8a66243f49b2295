import type { Item, Patch } from '../../page/wire.ts';

/** What this window knows, as the server told it. */
export interface World {
  get<K extends Item['key']>(key: K): Extract<Item, { key: K }>['value'] | undefined;
  /** All items whose key starts with `prefix`, in the order in which they came. */
  all<K extends Prefix>(prefix: K): readonly Prefixed[K][];
  apply(patch: Patch): void;
  /** Called after every patch; returns how to stop that. */
  subscribe(changed: () => void): () => void;
  /** Grows with every patch. */
  version(): number;
}

interface Prefixed {
  'person:': Extract<Item, { key: `person:${string}` }>['value'];
  'group:': Extract<Item, { key: `group:${string}` }>['value'];
  'channel:': Extract<Item, { key: `channel:${string}` }>['value'];
  'message:': Extract<Item, { key: `message:${string}` }>['value'];
  'traffic:': Extract<Item, { key: `traffic:${string}` }>['value'];
}
type Prefix = keyof Prefixed;

/** An empty world; `apply` fills it. Values keep their identity until they change. */
export function createWorld(): World {
  const items = new Map<string, Item['value']>();
  const listeners = new Set<() => void>();
  let version = 0;
  return {
    // The server writes each key with its own kind of value: the union `Item` says which.
    get: (key) => items.get(key) as never,
    all: (prefix) => [...items].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value) as never,
    apply(patch) {
      if (patch.fresh) items.clear();
      for (const key of patch.gone) items.delete(key);
      for (const { key, value } of patch.set) items.set(key, value);
      version += 1;
      for (const changed of listeners) changed();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    version: () => version,
  };
}
