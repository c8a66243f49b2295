import type { Ports } from '../../../src/helpdesk/ports.ts';
import { StoreError } from '../../../src/store/database.ts';
import { startWorld, type World } from './harness.ts';

/** How every answer begins while the app can't reach its database. */
export const NO_DATABASE = "I can't reach my database right now";

/** Ports whose store fails at everything while `isGone()`. */
const withStore =
  (isGone: () => boolean) =>
  (ports: Ports): Ports => ({ ...ports, store: failing(ports.store, isGone) });

function failing<Part extends object>(part: Part, isGone: () => boolean): Part {
  return new Proxy(part, {
    get(whole, name, self) {
      const value: unknown = Reflect.get(whole, name, self);
      if (typeof value === 'function')
        return (...given: unknown[]) =>
          isGone()
            ? Promise.reject(new StoreError('The database did not do it: it is gone'))
            : value.apply(whole, given);
      return typeof value === 'object' && value !== null ? failing(value, isGone) : value;
    },
  });
}

/** A world whose store can be lost, and comes back with `lose(false)`. */
export async function worldThatLosesItsDatabase(): Promise<World & { lose(gone: boolean): void }> {
  let gone = false;
  const world = await startWorld({ between: withStore(() => gone) });
  world.allow('errors');
  return Object.assign(world, {
    lose: (now: boolean) => {
      gone = now;
    },
  });
}
