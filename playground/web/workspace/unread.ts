import { useRef } from 'preact/hooks';
import { useWorld } from '../state/page.ts';

/** How many messages came to a channel since this person last looked at it in this window. */
export function useUnread(me: string, at: string, looking: boolean): number {
  const messages = useWorld()
    .all('message:')
    .filter((message) => message.channel === at && message.user !== me);
  const seen = useRef<{ me: string; last: string } | null>(null);
  const last = messages.at(-1)?.ts ?? '';
  if (seen.current?.me !== me || looking) seen.current = { me, last };
  const from = seen.current.last;
  return messages.filter((message) => message.ts > from).length;
}
