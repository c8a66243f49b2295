/** Lets presses go at a steady rate: anyone who is in the middle of something first, then someone new. */
export interface Pace {
  /** Resolves when it is this press's turn. */
  turn(): Promise<void>;
  /** Ends when `seconds` are over. */
  readonly over: Promise<void>;
  readonly isOver: boolean;
}

/** `someoneNew` is called for each turn that no one waits for; what it starts takes the next one. */
export function startPace(options: {
  readonly rate: number;
  readonly seconds: number;
  readonly somebodyNew: () => void;
}): Pace {
  const { rate, seconds, somebodyNew } = options;
  const waiting: (() => void)[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const began = performance.now();
  let given = 0;
  let isOver = false;
  const tick = () => {
    const elapsed = performance.now() - began;
    const due = Math.floor((Math.min(elapsed, seconds * 1_000) / 1_000) * rate);
    for (; given < due; given += 1) {
      if (waiting.length === 0) somebodyNew();
      waiting.shift()?.();
    }
    if (elapsed < seconds * 1_000) return;
    clearInterval(timer);
    isOver = true;
    for (const one of waiting.splice(0)) one();
    end();
  };
  const timer = setInterval(tick, 5);
  return {
    turn: () => (isOver ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    over,
    get isOver() {
      return isOver;
    },
  };
}
