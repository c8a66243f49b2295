import type { RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { ErrorCode, type WebClient } from '@slack/web-api';
import { type Deadline, readingPeople } from '../helpdesk/deadline.ts';
import type { Helpdesk } from '../helpdesk/index.ts';
import { EVERYONE } from '../helpdesk/policy/roles.ts';
import type { Actor } from '../helpdesk/policy.ts';
import type { Log, Ports } from '../helpdesk/ports.ts';
import type { Card } from './block-kit/card.ts';
import { isForeignAnswer, slackError } from './lasting-error.ts';
import type { SentView } from './refill.ts';
import { replace, tell, type Whereabouts } from './tell.ts';
import type { Users } from './users.ts';

/** One thing that a person did in Slack: typed, pressed, submitted. All that listeners know of where it came from. */
export interface Interaction {
  /** Four characters that are shown to the person when something fails, and stand in every log line of this press. */
  readonly ref: string;
  readonly userId: string;
  /** The slash command as it was typed; elsewhere what it is called here: `/kandji`. */
  readonly command: string;
  /** Slack ids of the policy's admins, to be named where someone needs help. */
  readonly admins: readonly string[];
  readonly channelId: string | null;
  /** The message whose button was pressed, if it is one that `chat.update` can change. */
  readonly message: { readonly channel: string; readonly ts: string } | null;
  /** The thread in which somebody is; `null` where they are in none, and in a modal. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
  /** True where something was pressed in Home. */
  readonly isHome: boolean;
  /** The modal in which something was pressed or submitted. */
  readonly viewId: string | null;
  /** The same for each delivery of one press; `null` where Slack gives none. */
  readonly pressId: string | null;
  /** Until when Slack waits for what this press decides: a submission is committed before its ack. Others have been acked. */
  readonly deadline: Deadline;
  /** True once {@link actor} has shown that this person holds no role but `everyone`. */
  isEmployee(): boolean;
  /** To `decide` it is read by the deadline. */
  actor(freshness?: 'look' | 'decide'): Promise<Actor>;
  /** Answers this person alone, where they are. */
  reply(card: Card): Promise<void>;
  /** Redraws the message that was pressed, where only this person sees it; else tells anew. */
  updateMessage(card: Card): Promise<void>;
  /** Opens a modal at once; on top of the one in which was pressed. `null` where Slack gives no way to (events, a late trigger). */
  openModal(view: ModalView): Promise<OpenedModal | null>;
  /** The modal in which was pressed, to be redrawn. */
  readonly modal: OpenedModal | null;
  /** The same as it stood there, with what was typed in it. */
  readonly sentView: SentView | null;
}

export interface OpenedModal {
  readonly viewId: string;
  /** Slack's mark of how it was drawn when it was opened; `null` for one that was there before. */
  readonly hash: string | null;
  /** Redraws it; someone who closed it meanwhile is left in peace. */
  update(view: ModalView): Promise<void>;
  /** The same; false when it is not there any more. */
  redraw(view: ModalView): Promise<boolean>;
}

/** The parts of Slack's payloads that say where a press came from; which are there depends on its kind. */
export interface InteractionBody {
  readonly user_id?: string;
  readonly command?: string;
  readonly user?: string | { readonly id: string };
  readonly channel_id?: string;
  readonly channel?: string | { readonly id: string };
  readonly trigger_id?: string;
  readonly response_url?: string;
  readonly container?: {
    readonly is_ephemeral?: boolean;
    readonly message_ts?: string;
    readonly channel_id?: string;
    readonly thread_ts?: string;
  };
  readonly view?: SentView & {
    readonly id: string;
    readonly previous_view_id?: string | null;
    readonly root_view_id?: string | null;
  };
  readonly event?: {
    readonly user?: string | { readonly id: string };
    readonly channel?: string;
    readonly ts?: string;
    readonly thread_ts?: string;
  };
}

export interface InteractionTools {
  readonly client: WebClient;
  readonly identity: Users;
  readonly log: Log;
  /** What our slash command is called. */
  readonly command: string;
  readonly admins: readonly string[];
  readonly deadline: Deadline;
}

export function createInteraction(
  tools: InteractionTools,
  ref: string,
  body: InteractionBody,
  respond: RespondFn | null,
): Interaction {
  const { client, identity, log, deadline } = tools;
  const userId = idOf(body.user_id ?? body.user ?? body.event?.user) ?? '';
  const channelId =
    body.channel_id ?? idOf(body.channel) ?? body.container?.channel_id ?? body.event?.channel ?? null;
  const threadTs = body.event?.thread_ts ?? body.container?.thread_ts ?? null;
  const where: Whereabouts = { userId, channelId, threadTs: body.event?.thread_ts ?? null, respond };
  const view = body.view?.type === 'home' ? null : (body.view ?? null);
  const ts = body.container?.message_ts;
  let roles: readonly string[] | null = null;
  return {
    ref,
    userId,
    command: body.command ?? tools.command,
    admins: tools.admins,
    channelId,
    viewId: view?.id ?? null,
    isHome: body.view?.type === 'home',
    pressId: body.trigger_id ?? null,
    message: ts && channelId && !body.container?.is_ephemeral ? { channel: channelId, ts } : null,
    thread: threadTs && channelId ? { channel: channelId, ts: threadTs } : null,
    deadline,
    isEmployee: () => roles?.every((role) => role === EVERYONE) ?? false,
    actor: (freshness = 'look') => {
      const reading = identity.actor(userId, freshness).then((actor) => {
        ({ roles } = actor);
        return actor;
      });
      return freshness === 'decide' ? readingPeople(deadline, reading) : reading;
    },
    reply: (card) => tell(client, log, where, card),
    updateMessage: (card) => replace(client, log, where, card),
    openModal: async (wanted) => {
      if (!body.trigger_id) return null;
      return openModal(client, log, body.trigger_id, wanted, view !== null);
    },
    modal: view && modalAt(client, log, view.id),
    sentView: view,
  };
}

/** A trigger lives three seconds and works once; losing it is no fault, there are other ways to answer (Slack docs, views.open). */
const LATE = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
  'push_limit_reached',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
]);

/** Also when Slack did not answer at all, for this once: a 5xx, a broken connection. */
const isLate = (error: unknown): boolean =>
  isForeignAnswer(error) ||
  LATE.has(slackError(error) ?? '') ||
  SILENT.has((error as { code?: string } | null)?.code ?? '');

const SILENT = new Set<string>([ErrorCode.HTTPError, ErrorCode.RequestError, ErrorCode.RateLimitedError]);

async function openModal(
  client: WebClient,
  log: Log,
  trigger_id: string,
  view: ModalView,
  onTop: boolean,
): Promise<OpenedModal | null> {
  try {
    const answer = onTop
      ? await client.views.push({ trigger_id, view })
      : await client.views.open({ trigger_id, view });
    const viewId = answer.view?.id;
    return viewId ? modalAt(client, log, viewId, answer.view?.hash ?? null) : null;
  } catch (error) {
    if (!isLate(error)) throw error;
    log.info({ event: 'view.open_failed', slack: slackError(error) }, 'Could not open a modal in time');
    return null;
  }
}

/** Slack answers an update so now and then, and takes the same one the second time (Slack docs, views.update errors). */
const PASSING = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

function modalAt(client: WebClient, log: Log, viewId: string, hash: string | null = null): OpenedModal {
  const redraw = async (view: ModalView): Promise<boolean> => {
    try {
      const update = () => client.views.update({ view_id: viewId, view });
      await update().catch((error: unknown) => {
        if (!PASSING.has(slackError(error) ?? '')) throw error;
        return update();
      });
      return true;
    } catch (error) {
      if (slackError(error) !== 'not_found') throw error;
      log.info({ event: 'view.closed_early' }, 'A modal was closed before it was filled');
      return false;
    }
  };
  return { viewId, hash, redraw, update: async (view) => void (await redraw(view)) };
}

const idOf = (who: string | { readonly id: string } | undefined): string | null =>
  (typeof who === 'string' ? who : who?.id) ?? null;

/** What listeners may use. Made once by `app.ts`. */
export interface AppContext {
  readonly helpdesk: Helpdesk;
  readonly ports: Ports & { readonly people: Users };
  readonly client: WebClient;
  /** The app's clock, for "12 min ago" on cards; deadlines are the database's. */
  readonly now: () => number;
  /** Our workspace. */
  readonly teamId: string;
  /** Our bot's user id, so that its mention is not taken for a person. */
  readonly botUserId: string | null;
  /** What our slash command is called, where no one has just typed it: `/kandji`. */
  readonly command: string;
  /** Help that was drawn, by the list of rights that it was drawn for. */
  readonly drawnHelp: WeakMap<readonly string[], Map<string, Card>>;
  /** Something was committed that wants doing now. */
  readonly wake: () => void;
}
