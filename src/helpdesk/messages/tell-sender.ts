import { deadlineIn, readingBy } from '../deadline.ts';
import { MdmError } from '../mdm-error.ts';
import { countMessages, type MessageNews, type UserMessage } from '../message.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { deviceNow, mayMessageAbout, mayMessageSome } from './message-rights.ts';
import { isCalm, pauseAfter } from './run-message.ts';

/** While messages are still being posted, and no one has answered. */
const SENDING_MS = 2_000;
/** With the pauses between them about half a day; what changes later is said anyway. */
const MOST_TRIES = 24;
/** Where Kandji fails so often, the other devices are not asked for. */
const MOST_UNREAD = 5;
/** For all of one sender's devices, and a part of it for one: who reads on after the lease has ended tells them beside another replica. */
const READING_MS = LEASE_MS / 3;

/**
 * Tells one sender after the other how their messages stand. A crash between the post and its note can post it twice.
 * @returns work for a loop: it says whether there was something to do
 */
export function createNewsLoop(
  ports: Ports,
  owner: string,
  { readingMs = READING_MS } = {},
): () => Promise<boolean> {
  const { store, log } = ports;
  /** How often in a row each could not be said in full, as this process knows, since it last changed. */
  const failures = new Map<string, Pick<MessageNews, 'wanted'> & { readonly tries: number }>();
  return async () => {
    const news = await store.messages.claimNews(owner, LEASE_MS);
    if (!news) return false;
    if (isBeingSent(news)) {
      await store.messages.releaseNews(news, SENDING_MS);
      return true;
    }
    const before = failures.get(news.id);
    const tries = (before?.wanted === news.wanted ? before.tries : 0) + 1;
    const isLast = tries >= MOST_TRIES;
    let { place } = news;
    try {
      const told = await tell(ports, news, { isLast, readingMs });
      place = told.place;
      if (told.unread) throw told.unread;
      failures.delete(news.id);
      await store.messages.saidNews(news, place);
    } catch (error) {
      failures.set(news.id, { wanted: news.wanted, tries });
      log[isCalm(error) && !isLast ? 'info' : 'warn'](
        { event: isLast ? 'message.news_dropped' : 'message.news_postponed', err: error, batch: news.id },
        `Could not tell a sender how messages were answered; ${isLast ? 'not trying again' : 'retrying later'}`,
      );
      if (isLast) {
        failures.delete(news.id);
        await store.messages.saidNews(news, place);
      } else await store.messages.releaseNews({ ...news, place }, pauseAfter(error, tries));
    }
    return true;
  };
}

/** A message that could not be posted at its first try waits by itself. */
function isBeingSent({ messages }: MessageNews): boolean {
  const { answers } = countMessages(messages);
  return (
    messages.some(({ state, attempt }) => state === 'waiting' && attempt === 0) &&
    Object.values(answers).every((count) => count === 0)
  );
}

/**
 * Only of devices about which the sender may still write. @param isLast says it also where nothing could be judged
 * @returns where it stands, and why some of it was left out for now
 */
async function tell(
  ports: Ports,
  news: MessageNews,
  { isLast, readingMs }: { readonly isLast: boolean; readonly readingMs: number },
): Promise<{ readonly place: MessageNews['place']; readonly unread: Error | null }> {
  const sender = await ports.people.actor(news.sender.userId, 'decide');
  const until = performance.now() + readingMs;
  const messages: UserMessage[] = [];
  const unread: Error[] = [];
  let unchecked = 0;
  for (const message of news.messages) {
    const may =
      mayMessageAbout(ports, sender, null) ||
      (unread.length < MOST_UNREAD && performance.now() < until
        ? await mayStillHear(readingBy(ports, deadlineIn(readingMs / MOST_UNREAD)), sender, message).catch(
            (error: unknown) => {
              if (!(error instanceof MdmError || error instanceof Refusal)) throw error;
              unread.push(error);
              return null;
            },
          )
        : null);
    if (may) messages.push(message);
    if (may === null) unchecked += 1;
  }
  const isWorthIt = messages.length > 0 || (unchecked > 0 && isLast);
  const place = isWorthIt
    ? await ports.fleetNotices.tellSender({ ...news, messages, unchecked })
    : news.place;
  return { place, unread: unread[0] ?? (unchecked > 0 ? new Refusal('not-now', LATE) : null) };
}

const LATE = "Couldn't check all devices: Kandji didn't answer in time.";

/** @throws MdmError, Refusal `not-now` */
async function mayStillHear(ports: Ports, sender: Actor, { recipient }: UserMessage): Promise<boolean> {
  if (!mayMessageSome(ports, sender)) return false;
  for (const { id } of recipient.devices) {
    const device = await deviceNow(ports, id);
    if (device === null || !mayMessageAbout(ports, sender, device)) return false;
  }
  return true;
}
