import { randomUUID } from 'node:crypto';
import { App, type Logger, LogLevel, type Receiver, type RespondFn } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import { deadlineIn, NO_DEADLINE } from '../helpdesk/deadline.ts';
import { adminsOf } from '../helpdesk/policy/roles.ts';
import type { Log } from '../helpdesk/ports.ts';
import { BEFORE_COMMIT_MS } from '../helpdesk/timing.ts';
import { acknowledge } from './answer.ts';
import { type ErrorKind, explainError, isRefusal } from './errors.ts';
import { type AppContext, createInteraction, type InteractionBody } from './interaction.ts';
import { findInteractionContext, setInteractionContext } from './interaction-context.ts';
import { type ObservedInteraction, observeInteraction } from './metrics.ts';
import { registerListeners } from './routes.ts';
import { deliveryOf } from './transport/accept-payload.ts';

type BoltLogger = NonNullable<NonNullable<ConstructorParameters<typeof App>[0]>['logger']>;

export interface BoltOptions {
  readonly receiver: Receiver;
  readonly token: string;
  readonly clientOptions: WebClientOptions;
  readonly logger: BoltLogger;
  /** Runs a press so that every log line of it carries its reference. */
  readonly withReference: <T>(ref: string, work: () => T) => T;
  /** Takes secrets out of an answer to Slack. What is sent by the Web API or a `response_url` goes through `clientOptions.fetch`. */
  readonly hide?: <T>(data: T) => T;
  /** Called with each press once it is over, for metrics. */
  readonly observe?: (seen: ObservedInteraction) => void;
}

export interface SlackApp {
  readonly app: App;
  /** Gives the app what its listeners need. Before that nothing is listened to. */
  attach(appContext: Omit<AppContext, 'drawnHelp'>): void;
  /** Resolves when everything that was acked has also been done: `app.stop()` does not wait for that. */
  drained(): Promise<void>;
}

/** A Bolt app that tracks what is in flight and answers every press, whatever is thrown. */
export function createSlackApp({
  withReference,
  hide = (data) => data,
  observe = () => undefined,
  ...options
}: BoltOptions): SlackApp {
  const app = new App({
    ...options,
    deferInitialization: true,
    convoStore: false,
    extendedErrorHandler: true,
  });
  const inFlight = new Set<Promise<unknown>>();
  const track = async (work: Promise<unknown>): Promise<void> => {
    inFlight.add(work);
    await work.finally(() => inFlight.delete(work));
  };
  return {
    app,
    attach(given) {
      const appContext: AppContext = { ...given, drawnHelp: new WeakMap() };
      const apiUrl = options.clientOptions.slackApiUrl ?? 'https://slack.com/api/';
      handleEveryInteraction(app, appContext, {
        observe,
        apiUrl,
        hide,
        run: (ref, work) => track(withReference(ref, work)),
      });
      registerListeners(app, appContext);
    },
    async drained() {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
  };
}

/** What Bolt's extended error hook is given. */
interface Failure {
  readonly error: unknown;
  readonly context: object;
  readonly body: unknown;
}

function kindOf(body: unknown): ErrorKind {
  const { type } = body as { readonly type?: string };
  if (type === 'view_submission') return 'submission';
  return type === 'block_suggestion' ? 'suggestion' : 'other';
}

type Run = (ref: string, work: () => Promise<unknown>) => Promise<void>;

interface InteractionHandling {
  readonly observe: (seen: ObservedInteraction) => void;
  readonly apiUrl: string;
  readonly hide: NonNullable<BoltOptions['hide']>;
  readonly run: Run;
}

function handleEveryInteraction(
  app: App,
  appContext: AppContext,
  { observe, apiUrl, hide, run }: InteractionHandling,
): void {
  const { client, ports } = appContext;
  const { log } = ports;
  app.use(async (args) => {
    const { ack, respond } = args as { ack?: (response?: unknown) => Promise<void>; respond?: RespondFn };
    const watch = observeInteraction(args.body, observe);
    const body = args.body as unknown as InteractionBody;
    const answer = isSlackUrl(body.response_url, apiUrl) ? (respond ?? null) : null;
    const delivery = deliveryOf(args.context);
    const isSubmission = kindOf(args.body) === 'submission';
    const deadline = isSubmission
      ? deadlineIn(BEFORE_COMMIT_MS - (performance.now() - delivery.receivedAt))
      : NO_DEADLINE;
    const admins = ports.people.namable(adminsOf(ports.policies.current()));
    const tools = { client, identity: ports.people, log, command: appContext.command, admins, deadline };
    const interaction = watch.watched(createInteraction(tools, newErrorId(), body, answer));
    let acked = ack === undefined;
    setInteractionContext(args.context, {
      press: interaction,
      watch,
      acked: () => acked,
      ack: async (response) => {
        acked = true;
        const send = async (given: unknown) => ack?.(hide(given));
        if (ack) await acknowledge({ log, press: interaction, delivery, isSubmission, send }, response);
        watch.acked(response);
      },
    });
    await run(interaction.ref, async () => {
      await args.next();
      if (acked) return;
      // No listener took it: a kind of payload that did not exist when this was written. Slack must not wait for us.
      ports.log.warn({ event: 'payload.unknown', type: args.body.type }, 'No listener for this payload');
      await (kindOf(args.body) === 'suggestion' ? ack?.({ options: [] }) : ack?.());
    });
    watch.ended('answered');
  });
  app.error(async ({ error, context, body }: Failure) => {
    const found = findInteractionContext(context);
    if (!found)
      return ports.log.error({ event: 'payload.unhandled', err: error }, 'Could not handle a payload');
    await run(found.press.ref, async () => {
      try {
        await explainError(ports.log, error, { ...found, kind: kindOf(body) });
      } catch (unsaid) {
        ports.log.error({ event: 'reply.failed', err: unsaid }, 'Could not tell the person what went wrong');
      }
      found.watch.ended(isRefusal(error) ? 'refused' : 'failed');
    });
  });
}

/** Bolt's own words in our log. Its debug lines hold request bodies, so they are not written. */
export function boltLogger(log: Log): Logger {
  const text = (parts: readonly unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.info({ event: 'bolt', from: 'bolt' }, text(parts)),
    warn: (...parts) => log.warn({ event: 'bolt', from: 'bolt' }, text(parts)),
    error: (...parts) => log.error({ event: 'bolt', from: 'bolt' }, text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** Crockford's base 32: no I, L, O, U, so that it can be read aloud. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A short reference that a person can read to an admin: "7F3K". The first eight digits of a random UUID are four random bytes (RFC 9562,
 * 5.4), and Node draws many at once. A byte holds each letter equally often.
 */
const newErrorId = (): string =>
  Array.from(Buffer.from(randomUUID().slice(0, 8), 'hex'), (byte) => LETTERS[byte % LETTERS.length]).join('');

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether answers may be posted to this `response_url`: Slack's own hosts, or this machine where Slack itself is on this machine.
 * It stands in the payload, so anyone who stole the signing secret could name an address of theirs.
 */
export function isSlackUrl(responseUrl: unknown, apiUrl: string): boolean {
  const url = typeof responseUrl === 'string' ? URL.parse(responseUrl) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (LOOPBACK.has(url.hostname)) return LOOPBACK.has(new URL(apiUrl).hostname);
  return url.protocol === 'https:' && url.port === '' && /(^|\.)slack(-gov)?\.com$/.test(url.hostname);
}
