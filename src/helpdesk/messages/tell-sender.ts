import { countMessages, type MessageNews, type UserMessage } from '../message.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { LEASE_MS } from '../timing.ts';
import { deviceNow, mayMessageAbout, mayMessageSome } from './message-rights.ts';
import { isCalm, pauseAfter } from './run-message.ts';

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
    log[isCalm(error) ? 'info' : 'warn'](
      { event: 'message.news_postponed', err: error, batch: news.id },
      'Could not tell a sender how messages were answered; retrying later',
    );
    await store.messages.releaseNews(news, pauseAfter(error));
  }
  return true;
}

function isEarly(news: MessageNews): boolean {
  const { states, answers } = countMessages(news.messages);
  return states.waiting > 0 && Object.values(answers).every((count) => count === 0);
}

/** Only of devices about which the sender may still write. @throws MdmError */
async function tell(ports: Ports, news: MessageNews): Promise<MessageNews['place']> {
  const sender = await ports.people.actor(news.sender.userId, 'decide');
  const messages: UserMessage[] = [];
  for (const message of news.messages)
    if (mayMessageAbout(ports, sender, null) || (await mayStillHear(ports, sender, message)))
      messages.push(message);
  return messages.length > 0 ? ports.fleetNotices.tellSender({ ...news, messages }) : news.place;
}

async function mayStillHear(ports: Ports, sender: Actor, { recipient }: UserMessage): Promise<boolean> {
  if (!mayMessageSome(ports, sender)) return false;
  for (const { id } of recipient.devices) {
    const device = await deviceNow(ports, id);
    if (device === null || !mayMessageAbout(ports, sender, device)) return false;
  }
  return true;
}
