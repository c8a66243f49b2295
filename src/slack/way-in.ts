import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HTTPReceiver, Receiver } from '@slack/bolt';

/** Over HTTP with its signing secret, or by Socket Mode with its app token. */
export type Way =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string };

/** One of the two ways in, with the same health routes on both. */
export interface WayIn {
  readonly receiver: Receiver;
  /** Listens. Resolves with the port; 0 asks for any. */
  start(): Promise<number>;
  /**
   * Takes in nothing new; what was taken in already goes on.
   * @param underWay resolves when nothing is under way: a socket stays open a little for the acks of it
   */
  stop(underWay: () => Promise<void>): Promise<void>;
}

type Health = (request: IncomingMessage, response: ServerResponse) => void;

export interface WayInOptions {
  readonly way: Way;
  readonly apiUrl: string;
  readonly host: string;
  readonly port: number;
  readonly health: { readonly '/healthz': Health; readonly '/readyz': Health };
  /** Told whenever Slack was heard over a socket. */
  readonly alive?: () => void;
  readonly logger: NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['logger']>;
}
