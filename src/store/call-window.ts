/** What was spent in the last while: calls by slot, a slot being a stretch of `slotMs` that is numbered by the clock. */
export type Spent = Readonly<Record<string, number>>;

/** At most `calls` in any stretch of `slots - 1` slots, wherever it starts: the slot that is just ending counts whole. */
export interface CallWindow {
  readonly calls: number;
  readonly slotMs: number;
  readonly slots: number;
}

/** Without the slots that no longer count. Those of a clock that was set back since count as spent now: no slot lies ahead. */
export function recent(window: CallWindow, spent: Spent, now: number): Spent {
  const newest = slotAt(window, now);
  const counted: Record<string, number> = {};
  for (const [name, calls] of Object.entries(spent)) {
    const slot = Math.min(Number(name), newest);
    if (slot > newest - window.slots) counted[slot] = (counted[slot] ?? 0) + calls;
  }
  return counted;
}

export const slotAt = ({ slotMs }: CallWindow, now: number): number => Math.floor(now / slotMs);

export const sum = (spent: Spent): number => Object.values(spent).reduce((total, calls) => total + calls, 0);

/** With one more call, now. */
export function withOne(window: CallWindow, spent: Spent, now: number): Spent {
  const slot = slotAt(window, now);
  return { ...spent, [slot]: (spent[slot] ?? 0) + 1 };
}

/** Ms until no more than `most` calls count, if no one spends meanwhile. */
export function waitUntil(window: CallWindow, spent: Spent, most: number, now: number): number {
  let over = sum(spent) - most;
  if (over <= 0) return 0;
  for (const slot of Object.keys(spent).sort((a, b) => Number(a) - Number(b))) {
    over -= spent[slot] ?? 0;
    if (over <= 0) return (Number(slot) + window.slots) * window.slotMs - now;
  }
  return window.slots * window.slotMs;
}
