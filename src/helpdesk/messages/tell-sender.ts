import { countMessages, type MessageNews } from '../message.ts';
import { Refusal } from '../policy.ts';
import { askedToWaitMs, type Ports } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { mayMessageSome } from './send-messages.ts';

const RETRY_MS = 10_000;
/** While messages are still being posted, and no one has answered. */
const SENDING_MS = 2_000;

/** Tells one sender how their messages stand. A crash between the post and its note can post it twice. @returns whether there was one */
export async function tellSender(ports: Ports, owner: string): Promise<boolean> {
  const { store, log } = ports;
  const news = await store.messages.claimNews(owner, LEASE_MS);
  if (!news) return false;
  try {
    if (isEarly(news)) await store.messages.releaseNews(news, SENDING_MS);
    else await store.messages.saidNews(news, await tell(ports, news));
  } catch (error) {
    log[error instanceof Refusal ? 'info' : 'warn'](
      { event: 'message.news_postponed', err: error, batch: news.id },
      'Could not tell a sender how messages were answered; retrying later',
    );
    await store.messages.releaseNews(news, Math.max(RETRY_MS, askedToWaitMs(error)));
  }
  return true;
}

function isEarly(news: MessageNews): boolean {
  const { states, answers } = countMessages(news.messages);
  return states.waiting > 0 && Object.values(answers).every((count) => count === 0);
}

/** Nothing for who may not write to people anymore. */
async function tell(
  { people, policies, fleetNotices }: Ports,
  news: MessageNews,
): Promise<MessageNews['place']> {
  const sender = await people.actor(news.sender.userId, 'look');
  return mayMessageSome({ policies }, sender) ? fleetNotices.tellSender(news) : news.place;
}
