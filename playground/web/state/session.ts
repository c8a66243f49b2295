import { connect } from './connect.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Page } from './page.ts';
import { createSend } from './send.ts';
import { createWorld } from './world.ts';

/** One window being one person: what they see, what they typed, and the line to the server. */
export interface Session {
  readonly page: Page;
  /** Starts listening; returns how to stop. */
  listen(online: (is: boolean) => void, nobody: () => void): () => void;
}

/** Sessions by person. Drafts survive changing to someone else and back. */
export function createSessions(): { of(person: string): Session } {
  const drafts = new Map<string, Drafts>();
  return {
    of(person) {
      const mine = drafts.get(person) ?? createDrafts();
      drafts.set(person, mine);
      const world = createWorld();
      return {
        page: {
          me: person,
          world,
          drafts: mine,
          send: createSend(person),
          now: () => Date.now() + (world.get('faults')?.aheadMs ?? 0),
        },
        listen: (online, nobody) => connect(person, world, online, nobody),
      };
    },
  };
}
