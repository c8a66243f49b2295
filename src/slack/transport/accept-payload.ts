import type { AckFn, App } from '@slack/bolt';

type Logger = App['logger'];

/** How one payload came in, as only its transport knows. */
export interface Delivery {
  /** By `performance.now()`. */
  readonly receivedAt: number;
  /** Whether the connection that it came over still waits for the answer, which goes nowhere else. */
  readonly isOpen: () => boolean;
}

/** {@link acceptPayload} leaves it in the context of the payload, where Bolt copies custom properties to. */
export const deliveryOf = (context: object): Delivery =>
  (context as { readonly delivery?: Delivery }).delivery ?? {
    receivedAt: performance.now(),
    isOpen: () => true,
  };

/** What a transport hands over: a body that may be anything at all, and the way back to Slack. */
export interface SlackPayload {
  readonly body: unknown;
  readonly ack: AckFn<unknown>;
  readonly delivery?: Delivery;
  readonly retryNum?: number | undefined;
  readonly retryReason?: string | undefined;
}

/**
 * Hands a payload to Bolt, and acks what Bolt drops or cannot read: payloads without an event such as `app_rate_limited`, types
 * that are retired or not known yet, parts that are missing (Bolt reads some before any of our code runs). Slack would send
 * them again, or tell the person that the app did not answer. Never rejects.
 */
export async function acceptPayload(
  app: Pick<App, 'processEvent'>,
  { body, ack, delivery, retryNum, retryReason }: SlackPayload,
  logger: Logger,
): Promise<void> {
  let acked = false;
  const ackOnce: AckFn<unknown> = (response) => {
    acked = true;
    return ack(response);
  };
  try {
    if (isJsonObject(body))
      await app.processEvent({
        body,
        ack: ackOnce,
        ...(delivery && { customProperties: { delivery } }),
        ...(retryNum !== undefined && { retryNum }),
        ...(retryReason !== undefined && { retryReason }),
      });
    if (!acked) logger.warn(`payload.unhandled: ${kindOf(body)}`);
  } catch (error) {
    logger.warn(`payload.unhandled: ${kindOf(body)}: ${placeOf(error)}`);
  }
  if (acked) return;
  await ack().catch((error: unknown) =>
    logger.warn(`payload.unhandled: the ack did not leave: ${String(error)}`),
  );
}

export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its type and its event's; never more, because a body holds what people typed. */
function kindOf(body: unknown): string {
  if (!isJsonObject(body)) return body === null ? 'null' : typeof body;
  const event = isJsonObject(body.event) ? body.event.type : undefined;
  return [body.type, event].map((one) => (typeof one === 'string' ? one.slice(0, 40) : '-')).join(' ');
}

/** Where it was thrown. Its message may quote the body. */
const placeOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name} ${error.stack
        ?.split('\n')
        .find((line) => /^ {4}at /.test(line))
        ?.trim()}`
    : typeof error;
