import type { Core } from '../core.ts';
import { isObject, type JsonObject, stringOf } from '../json.ts';
import type { Origin } from '../response-urls.ts';
import type { Message } from '../world/types.ts';
import { messageContent } from './chat.ts';
import { Refused } from './method.ts';

export interface UrlAnswer {
  status: number;
  reply: JsonObject;
}

/** Carries out a post to a response_url: a new message, or the change of the one that was acted on. */
export function answerUrl(core: Core, path: string, body: unknown): UrlAnswer {
  const origin = core.responseUrls.use(path);
  if (typeof origin === 'string') return { status: 404, reply: { ok: false, error: origin } };
  if (!isObject(body)) return { status: 400, reply: { ok: false, error: 'invalid_payload' } };
  try {
    apply(core, origin, body);
    return { status: 200, reply: { ok: true } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, reply: { ok: false, error: error.error, ...error.extra } };
  }
}

/** The message a response_url or an ack speaks of: what is shown, to whom, instead of what. */
export function apply(core: Core, origin: Origin, body: JsonObject): void {
  const acted = actedMessage(core, origin);
  if (isTrue(body.delete_original)) {
    if (acted !== undefined) core.world.removeMessage(acted);
    return;
  }
  const content = messageContent(body);
  // A command has no original message: Slack then adds a new one.
  if (isTrue(body.replace_original) && acted !== undefined) {
    core.world.changeMessage(acted, content);
    return;
  }
  const forAll = body.response_type === 'in_channel';
  const threadTs = stringOf(body.thread_ts) ?? origin.threadTs;
  core.world.addMessage({
    channel: origin.channelId,
    user: core.world.app.botUserId,
    fromApp: true,
    byResponseUrl: true,
    ...content,
    ...(forAll ? {} : { onlyFor: origin.userId }),
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

function actedMessage(core: Core, origin: Origin): Message | undefined {
  return origin.messageTs === undefined ? undefined : core.world.message(origin.channelId, origin.messageTs);
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
