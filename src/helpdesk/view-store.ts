/** A modal we opened for one person: what it was drawn from, and whether it was used. */
export interface OpenedView {
  /** Slack's `view.id`. */
  readonly viewId: string;
  readonly userId: string;
  readonly requestId: string | null;
  /** Digest of what was drawn: what was seen is what is decided. */
  readonly digest: string;
  /** Server-side state of a form between its views (never trusted from Slack): JSON text. */
  readonly draft: string | null;
  readonly usedAt: number | null;
}

export interface ViewStore {
  /** Remembers a modal, or what it shows now. A used one stays used. */
  put(view: Omit<OpenedView, 'usedAt'>): Promise<void>;
  get(viewId: string): Promise<OpenedView | null>;
  /** Forgets views older than this. */
  forget(olderThanMs: number): Promise<void>;
}
