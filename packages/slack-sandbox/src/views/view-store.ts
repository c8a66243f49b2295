import { randomBytes } from 'node:crypto';
import { withIds } from '../blocks.ts';
import { isObject, objectsOf, stringOf } from '../json.ts';
import type { StoredView, ViewSource } from './types.ts';
import { valuesOf } from './values.ts';

/** Slack stacks at most three modals. */
const MAX_STACK = 3;

export interface ViewStore {
  /** A person's modals, the top one last. */
  stack(userId: string): readonly StoredView[];
  home(userId: string): StoredView | undefined;
  /** An open modal or a published Home tab. */
  find(by: { id?: string; externalId?: string }): StoredView | undefined;
  open(userId: string, source: ViewSource): StoredView;
  push(userId: string, source: ViewSource): StoredView | 'push_limit_reached';
  publish(userId: string, source: ViewSource): StoredView;
  /** New content for the same view; what was typed stays where the ids are the same. */
  update(view: StoredView, source: ViewSource): void;
  change(view: StoredView, change: Partial<StoredView>): void;
  /** Takes the view and everything above it away. */
  close(view: StoredView): void;
  closeAll(userId: string): void;
}

/** What is open on everybody's screen. */
export function createViewStore(changed: () => void): ViewStore {
  const stacks = new Map<string, StoredView[]>();
  const homes = new Map<string, StoredView>();
  let count = 0;
  const nextId = (): string => {
    count += 1;
    return `V0${String(count).padStart(6, '0')}`;
  };
  const stack = (userId: string): StoredView[] => stacks.get(userId) ?? [];
  const put = (userId: string, views: StoredView[]): void => {
    stacks.set(userId, views);
    changed();
  };
  const fresh = (userId: string, source: ViewSource, below?: StoredView): StoredView => {
    const id = nextId();
    const place = { id, userId, rootViewId: below?.rootViewId ?? id, previousViewId: below?.id ?? null };
    return { ...place, ...content(source, {}) };
  };
  return {
    stack,
    home: (userId) => homes.get(userId),
    find({ id, externalId }) {
      const all = [...[...stacks.values()].flat(), ...homes.values()];
      return all.find((view) => (id !== undefined ? view.id === id : view.externalId === externalId));
    },
    open(userId, source) {
      const view = fresh(userId, source);
      put(userId, [view]);
      return view;
    },
    push(userId, source) {
      const below = stack(userId);
      if (below.length >= MAX_STACK) return 'push_limit_reached';
      const view = fresh(userId, source, below.at(-1));
      put(userId, [...below, view]);
      return view;
    },
    publish(userId, source) {
      const known = homes.get(userId);
      const view = known ?? fresh(userId, source);
      if (known !== undefined) Object.assign(known, content(source, known.values));
      homes.set(userId, view);
      changed();
      return view;
    },
    update(view, source) {
      Object.assign(view, content(source, view.values));
      changed();
    },
    change(view, change) {
      Object.assign(view, change);
      changed();
    },
    close(view) {
      const views = stack(view.userId);
      const index = views.indexOf(view);
      if (index >= 0) put(view.userId, views.slice(0, index));
    },
    closeAll: (userId) => put(userId, []),
  };
}

type Content = Omit<StoredView, 'id' | 'userId' | 'rootViewId' | 'previousViewId'>;

function content(source: ViewSource, before: StoredView['values']): Content {
  const blocks = withIds(objectsOf(source.blocks), () => randomBytes(3).toString('base64url'));
  return {
    type: source.type,
    callbackId: stringOf(source.callback_id) ?? '',
    externalId: stringOf(source.external_id) ?? '',
    privateMetadata: stringOf(source.private_metadata) ?? '',
    title: plainText(source.title) ?? '',
    submit: plainText(source.submit),
    close: plainText(source.close),
    blocks,
    clearOnClose: source.clear_on_close === true,
    notifyOnClose: source.notify_on_close === true,
    hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    values: valuesOf(blocks, before),
    errors: {},
    trouble: undefined,
    busy: false,
  };
}

function plainText(value: unknown): string | undefined {
  return isObject(value) ? stringOf(value.text) : undefined;
}
