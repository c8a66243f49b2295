import type { Faults } from './faults.ts';
import type { Manifest } from './manifest.ts';
import type { Person } from './person/types.ts';
import type { RawMessage, Target } from './sender/sender.ts';
import type { Sockets } from './sender/sockets.ts';
import type { SlackTraffic } from './traffic.ts';
import type { WorldSeed } from './world/types.ts';
import type { World } from './world/world.ts';

export interface SlackOptions {
  /** Default: any free one. */
  port?: number;
  /** The app manifest, YAML or JSON text. What is not in it does not exist here. */
  manifest: string;
  /** Default: `larkfield()`. */
  world?: WorldSeed;
  /** Epoch ms: the life of triggers and response_urls. Signatures always use the real clock. */
  now?: () => number;
  /** Ms that every Web API call takes. */
  latency?: number;
  /** Ms until Slack gives up on an acknowledgement; Slack: 3000. */
  ackDeadline?: number;
  /** Ms before each further attempt of an event; Slack: at once, a minute, five minutes. */
  retryEventsAfter?: readonly number[];
  /** Ms between Socket Mode pings. */
  pingEvery?: number;
}

export interface LocalSlack {
  /** For `clientOptions.slackApiUrl`: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly appToken: string;
  readonly manifest: Manifest;
  readonly world: World;
  readonly faults: Faults;
  /** Everything that passed, in order, both directions. */
  readonly traffic: readonly SlackTraffic[];
  /** Lower level, for replay tests. */
  readonly deliver: {
    /** Sends the same bytes again, freshly signed. */
    replay(
      entry: SlackTraffic,
      extra?: Omit<RawMessage, 'body' | 'contentType'>,
    ): Promise<{ status: number; body: string }>;
    raw(message: RawMessage): Promise<{ status: number; body: string }>;
  };
  readonly sockets: Pick<Sockets, 'open' | 'opened' | 'greets' | 'raw' | 'disconnect' | 'cut'>;
  /** What the app uploaded, by the file's id; undefined until it is complete. */
  file(id: string): { readonly name: string; readonly content: string } | undefined;
  /** Where the app listens. */
  connect(target: Target): void;
  as(userId: string): Person;
  /** Waits for state; throws with `what` and the last traffic after `ms` (default 20,000). */
  until<T>(probe: () => T | undefined | false | null, what?: string, ms?: number): Promise<T>;
  /** Called after every change of anything; the answer ends it. */
  onChange(listener: () => void): () => void;
  /** What Slack refused: answers that are not ok, and acknowledgements that it did not understand. */
  refused(): SlackTraffic[];
  close(): Promise<void>;
}
