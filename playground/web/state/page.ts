import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../page/wire.ts';
import type { Drafts } from './drafts.ts';
import type { Send } from './send.ts';
import type { World } from './world.ts';

/** What every part of the page may use. */
export interface Page {
  /** The id of the person this window is. */
  readonly me: string;
  readonly world: World;
  readonly drafts: Drafts;
  readonly send: Send;
  /** The app's clock, epoch ms: wall clock plus what was moved forward. */
  now(): number;
}

export const PageContext = createContext<Page | null>(null);

/** The page's state. Throws outside of a page. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('Nothing is drawn outside of a page.');
  return page;
}

/** Redraws whenever the world changed. */
export function useWorld(): World {
  const { world } = usePage();
  useRedraw(world.subscribe);
  return world;
}

/** Redraws whenever a draft changed. */
export function useDrafts(): Drafts {
  const { drafts } = usePage();
  useRedraw(drafts.subscribe);
  return drafts;
}

function useRedraw(subscribe: (changed: () => void) => () => void): void {
  const [, redraw] = useState(0);
  useEffect(() => subscribe(() => redraw((count) => count + 1)), [subscribe]);
}

export interface Names {
  readonly me: string;
  person(id: string): string | undefined;
  channel(id: string): string | undefined;
  group(id: string): string | undefined;
  now(): number;
}

/** How ids are called here. */
export function useNames(): Names {
  const { me, world, now } = usePage();
  return {
    me,
    now,
    person: (id) => world.get(`person:${id}`)?.name,
    channel: (id) => world.get(`channel:${id}`)?.name,
    group: (id) => world.get(`group:${id}`)?.handle,
  };
}

/** The sentence of an answer that is a no, else an empty string. */
export function errorOf(answer: Answer): string {
  return answer.ok ? '' : answer.error;
}
