import type { LocalSlack } from '../../packages/slack-sandbox/src/index.ts';

/** Looks at screens for many people at once, without a listener for each. */
export interface Screen {
  /** True once `probe` is; false after `ms`, or when `over` says that nothing will come. */
  shows(probe: () => boolean, ms: number, over?: () => boolean): Promise<boolean>;
}

const LOOK_EVERY_MS = 100;

/** One listener on the local Slack; all that wait are asked together, once per turn of the event loop. */
export function createScreen(slack: LocalSlack): Screen & { close(): void } {
  const waiting = new Set<() => void>();
  let asked = false;
  const look = () => {
    asked = false;
    for (const one of waiting) one();
  };
  const forget = slack.onChange(() => {
    if (asked || waiting.size === 0) return;
    asked = true;
    setImmediate(look);
  });
  const nowAndThen = setInterval(look, LOOK_EVERY_MS);
  return {
    shows(probe, ms, over = () => false) {
      const until = performance.now() + ms;
      return new Promise((resolve) => {
        const one = () => {
          const seen = probe();
          if (!seen && !over() && performance.now() < until) return;
          waiting.delete(one);
          resolve(seen);
        };
        waiting.add(one);
        one();
      });
    },
    close() {
      forget();
      clearInterval(nowAndThen);
    },
  };
}
