import type { Kandji } from '../../packages/kandji-simulator/src/index.ts';
import type { LocalSlack } from '../../packages/slack-sandbox/src/index.ts';

/** The app's clock, which the page can move. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  forward(ms: number): void;
}

export interface PageOptions {
  /** Default: any free one. Always on 127.0.0.1. */
  port?: number;
  slack: LocalSlack;
  kandji: Kandji;
  /** The app manifest's text; the slash commands and shortcuts offered come from it. */
  manifest: string;
  clock: Clock;
  /** Ends the app and starts it again, as a crash would. */
  restartApp?: () => Promise<void>;
}
