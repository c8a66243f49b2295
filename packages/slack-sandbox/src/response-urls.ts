import { randomBytes } from 'node:crypto';

const LIFE_MS = 30 * 60 * 1000;
const USES = 5;

/** What a response_url belongs to. */
export interface Origin {
  kind: 'commands' | 'actions';
  userId: string;
  channelId: string;
  /** The message that was acted on; none for a command. */
  messageTs?: string;
  threadTs?: string;
}

export interface ResponseUrls {
  mint(origin: Origin): string;
  /** Uses it once. `used_url` after five, `expired_url` after half an hour, `no_such_url` if it never was. */
  use(path: string): Origin | 'used_url' | 'expired_url' | 'no_such_url';
}

/** response_urls, each good for five answers within half an hour. */
export function responseUrls(now: () => number, base: () => string, teamId: string): ResponseUrls {
  const minted = new Map<string, { origin: Origin; at: number; uses: number }>();
  return {
    mint(origin) {
      const path = `/${origin.kind}/${teamId}/${minted.size + 1}/${randomBytes(12).toString('hex')}`;
      minted.set(path, { origin, at: now(), uses: 0 });
      return base() + path;
    },
    use(path) {
      const url = minted.get(path);
      if (url === undefined) return 'no_such_url';
      if (now() - url.at > LIFE_MS) return 'expired_url';
      if (url.uses >= USES) return 'used_url';
      url.uses += 1;
      return url.origin;
    },
  };
}
