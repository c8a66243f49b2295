import type { WebClient } from '@slack/web-api';
import type { Helpdesk } from '../helpdesk/index.ts';
import type { Ports } from '../helpdesk/ports.ts';
import type { Users } from './users.ts';

/** What listeners may use. Made once by `app.ts`. */
export interface AppContext {
  readonly helpdesk: Helpdesk;
  readonly ports: Ports & { readonly people: Users };
  readonly client: WebClient;
  /** The app's clock, for "12 min ago" on cards; deadlines are the database's. */
  readonly now: () => number;
  /** Our workspace. */
  readonly teamId: string;
  /** Our bot's user id, so that its mention is not taken for a person. */
  readonly botUserId: string | null;
  /** What our slash command is called, where nobody has just typed it: `/kandji`. */
  readonly command: string;
  /** Something was committed that wants doing now. */
  readonly wake: () => void;
}
