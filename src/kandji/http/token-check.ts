import { isYounger } from '../../helpdesk/timing.ts';

/** How long a verdict about the token is believed, in ms. */
const REMEMBERED_MS = 60_000;

export interface TokenCheck {
  /** After a 401 of `endpoint`: is the whole token refused, or only this? */
  isDead(endpoint: string): Promise<boolean>;
}

/**
 * Kandji answers 401 both for a dead token and for a missing permission; only List Devices failing with 401, too, means
 * that the token is dead. `listDevicesStatus` asks once; its verdict is shared and remembered for a minute.
 */
export function createTokenCheck(
  listDevicesStatus: () => Promise<number | null>,
  now: () => number,
): TokenCheck {
  let verdict: { readonly at: number; readonly dead: Promise<boolean> } | null = null;
  const remember = (dead: Promise<boolean>) => {
    verdict = { at: now(), dead };
    return dead;
  };
  return {
    isDead: (endpoint) => {
      if (endpoint === 'GET /devices') return remember(Promise.resolve(true));
      if (verdict !== null && isYounger(now() - verdict.at, REMEMBERED_MS)) return verdict.dead;
      return remember(listDevicesStatus().then((status) => status === 401));
    },
  };
}
