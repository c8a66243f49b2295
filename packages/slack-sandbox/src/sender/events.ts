import { VERIFICATION_TOKEN } from '../core.ts';
import type { JsonObject } from '../json.ts';
import type { Manifest } from '../manifest.ts';
import type { Delivery } from '../traffic.ts';
import type { World } from '../world/world.ts';
import type { Sender } from './sender.ts';

type SlackEventBody = JsonObject & { type: string };

export interface EventPorts {
  manifest: Manifest;
  sender: Sender;
  world(): World;
  /** Ms to wait before each further attempt; Slack: at once, a minute, five minutes. */
  retryAfter: readonly number[];
}

export interface Events {
  /** Sends an event if the app subscribed to `name` (default: its type). Resolves after the first attempt. */
  emit(event: SlackEventBody, name?: string): Promise<Delivery | undefined>;
  /** No more attempts. */
  stop(): void;
}

/** The Events API: subscriptions, and further attempts when the app does not answer. */
export function createEvents(ports: EventPorts): Events {
  const timers = new Set<NodeJS.Timeout>();
  let count = 0;
  let stopped = false;
  const attempt = async (
    payload: JsonObject,
    name: string,
    number: number,
    reason?: string,
  ): Promise<Delivery> => {
    const parcel = { type: 'event' as const, name, payload, attempt: number };
    const delivery = await ports.sender.send(
      reason === undefined ? parcel : { ...parcel, retryReason: reason },
    );
    const wait = ports.retryAfter[number];
    if (delivery.outcome !== 'ok' && wait !== undefined)
      later(wait, () => attempt(payload, name, number + 1, reasonOf(delivery)));
    return delivery;
  };
  const later = (ms: number, work: () => Promise<unknown>): void => {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void work();
    }, ms);
    timers.add(timer);
  };
  return {
    async emit(event, name = event.type) {
      if (!ports.manifest.events.has(name) || ports.sender.target === undefined) return undefined;
      count += 1;
      return attempt(eventBody(event, `Ev${String(count).padStart(8, '0')}`, ports.world()), name, 0);
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function reasonOf(delivery: Delivery): string {
  if (delivery.outcome === 'timeout') return 'http_timeout';
  return delivery.outcome === 'refused' ? 'http_error' : 'connection_failed';
}

function eventBody(event: SlackEventBody, eventId: string, world: World): JsonObject {
  const channel = world.channels.get(String(event.channel));
  return {
    token: VERIFICATION_TOKEN,
    team_id: world.team.id,
    context_team_id: world.team.id,
    context_enterprise_id: null,
    api_app_id: world.app.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.team.id,
        user_id: world.app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel?.extShared === true,
  };
}
