import type { Page } from 'playwright-core';
import type { PlaygroundOptions } from '../start.ts';
import type { PictureContext } from './fixtures.ts';

/** One picture: who looks at what, how it came to that, and what must be on it. */
export interface Scene {
  /** The file's name without ending: what it shows. */
  readonly name: string;
  /** Slack user id of the person whose window is drawn. */
  readonly as: string;
  /** What is cut out of the window. */
  readonly cut: 'message' | 'thread' | 'modal' | 'home' | 'window';
  /** What the message says whose thread is drawn. */
  readonly under?: string | RegExp;
  /** Where a message stands: a channel, or the person's conversation with the app. Default: #it-helpdesk. */
  readonly at?: 'C0APPROVALS' | 'C0CASES' | 'dm';
  /** Stands on the picture; nothing is drawn before. */
  readonly says: string | RegExp;
  /** Also in dark colours. */
  readonly dark?: boolean;
  /** The modals of the scene before stay open. */
  readonly goesOn?: boolean;
  /** Brings the playground into this state. */
  readonly play: (context: PictureContext) => Promise<unknown>;
  /** Done in the window itself before it is drawn, such as opening a menu. */
  readonly pose?: (page: Page) => Promise<void>;
}

/** Scenes that follow each other in one playground of their own. */
export interface SceneGroup {
  readonly scenes: readonly Scene[];
  readonly options?: PlaygroundOptions;
}
