import { MdmError } from '../../helpdesk/mdm-error.ts';
import type { CallOptions, Log, Sent } from '../../helpdesk/ports.ts';
import { type Answer, isPage } from './answer.ts';
import { connectionError, responseError } from './errors.ts';
import type { HttpClient } from './http.ts';

/** How long an exchange that was given up may still bring a late answer, in ms. */
const LATE_MS = 120_000;
/** The status says what came of a command; its words get this long, in ms. */
const WORDS_WITHIN_MS = 2000;

/** One POST, PATCH or DELETE. */
interface Command {
  readonly endpoint: string;
  readonly path: string;
  readonly body?: unknown;
  /** The accepted answer's body is a secret. */
  readonly withholdsBody?: true;
  /** A refusal that says that it is so already. */
  readonly isSet?: (answer: Answer) => boolean;
}

/** How one command ended; `answer` is what Kandji said, if anything. */
export interface SendResult {
  readonly sent: Sent;
  readonly answer: Answer | null;
}

/**
 * Sends a command: one fetch, never a second. An answer that comes after `timeoutMs` is told to `late`, within two minutes.
 * `read` turns an accepted answer into what is reported.
 */
export type Send = (
  command: Command,
  call: CallOptions,
  read: (answer: Answer) => Extract<Sent, { outcome: 'accepted' }>,
) => Promise<SendResult>;

export function createSend(wire: HttpClient, log: Log): Send {
  return async (command, call, read) => {
    const givenUp = new AbortController();
    let hasLeft = false;
    const onLeave = () => {
      hasLeft = true;
    };
    const signal = AbortSignal.timeout(call.timeoutMs + LATE_MS);
    const leaveBefore = performance.now() + call.timeoutMs;
    const limits = { signal, givenUp: givenUp.signal, leaveBefore, bodyWithinMs: WORDS_WITHIN_MS };
    const { isSet = () => false, ...exchange } = command;
    const delivery = wire({ ...exchange, ...limits, purpose: 'change', onLeave }).then(
      (answer): SendResult => ({
        sent: isSet(answer) ? { outcome: 'already-set' } : outcomeOf(command.endpoint, answer, read),
        answer,
      }),
      (error: unknown): SendResult => ({ sent: withoutAnswer(command.endpoint, error), answer: null }),
    );
    const first = await within(call.timeoutMs, delivery);
    if (first !== null) return first;
    givenUp.abort();
    if (!hasLeft) return { sent: notSent('Kandji was too busy to take it in time'), answer: null };
    tellLate(delivery, call, log);
    const seconds = Math.max(1, Math.round(call.timeoutMs / 1000));
    return { sent: unknown(`Kandji did not answer within ${seconds} s.`), answer: null };
  };
}

/** Only an answer that settles something is worth telling. */
function tellLate(delivery: Promise<SendResult>, call: CallOptions, log: Log): void {
  delivery
    .then(({ sent }) => (sent.outcome === 'unknown' ? undefined : call.late?.(sent)))
    .catch((error: unknown) =>
      log.error({ event: 'kandji.late_answer_failed', err: String(error) }, 'A late answer of Kandji failed'),
    );
}

/** 2xx: accepted, unless a web page says so: then no one knows who answered, or what was done. 4xx other than 408: Kandji said no. The rest may or may not have been done. */
function outcomeOf(endpoint: string, answer: Answer, read: (answer: Answer) => Sent): Sent {
  const { status } = answer;
  if (status >= 200 && status <= 299)
    return isPage(answer)
      ? unknown('Kandji answered with a web page instead of data.', status)
      : read(answer);
  const { sentence } = responseError(endpoint, answer, false);
  return status >= 400 && status <= 499 && status !== 408
    ? { outcome: 'rejected', sentence, status }
    : unknown(sentence, status);
}

function withoutAnswer(endpoint: string, error: unknown): Sent {
  const fault = error instanceof MdmError ? error : connectionError(endpoint, error);
  return fault.kind === 'outage' ? notSent(fault.sentence) : unknown(fault.sentence);
}

/** A command that never left. */
export function notSent(why: string): Sent {
  return { outcome: 'rejected', sentence: `${why.replace(/\.$/, '')}. Nothing was sent.`, status: null };
}

function unknown(sentence: string, status: number | null = null): Sent {
  return { outcome: 'unknown', sentence, status };
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
