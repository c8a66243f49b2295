import type { WebClient } from '@slack/web-api';
import type { OpenStore } from '../store/index.ts';
import { slackErrorCode, slackTokenError } from './slack-fault.ts';

/** What stands in the way of a start, all of it. Its message is for whoever starts the process. */
export class StartupError extends Error {
  override readonly name = 'CannotStart';

  constructor(problems: readonly string[]) {
    super(['I cannot start:', ...problems.map((problem) => `- ${problem}`)].join('\n'));
  }
}

/** What a start needs of the outside, all under way. */
interface Starting<Greeting> {
  readonly opening: Promise<OpenStore>;
  readonly greeting: Promise<Greeting>;
  /** What is wrong with the Kandji token, as a sentence. */
  readonly kandjiFault: Promise<string | null>;
  readonly ending: AbortSignal | undefined;
}

/**
 * Opens the store and greets Slack and Kandji at the same time.
 * @throws CannotStart that names what is wrong with each; then nothing stays open. Also as soon as the start is given up
 */
export async function openAll<Greeting>({
  opening,
  greeting,
  kandjiFault,
  ending,
}: Starting<Greeting>): Promise<{ readonly store: OpenStore; readonly self: Greeting }> {
  const all = Promise.all([Promise.allSettled([opening, greeting]), kandjiFault]);
  const [[opened, greeted], kandji] = await unlessAborted(all, ending).catch((error: unknown) => {
    void opening.then(
      (store) => store.close(),
      () => undefined,
    );
    throw error;
  });
  const store = opened.status === 'fulfilled' ? opened.value : null;
  const changed = store !== null && (await store.identityChanged());
  if (store !== null && greeted.status === 'fulfilled' && !changed && kandji === null)
    return { store, self: greeted.value };
  await store?.close();
  throw new StartupError([
    ...(opened.status === 'rejected' ? [wordsOf(opened.reason)] : []),
    ...(changed ? [RESTORED] : []),
    ...(greeted.status === 'rejected' ? [greetingFault(greeted.reason)] : []),
    ...(kandji === null ? [] : [kandji]),
  ]);
}

/** Whose bot token this is. @throws what Slack answered */
export async function readBotIdentity(client: WebClient): Promise<{ teamId: string; userId: string | null }> {
  const { team_id: teamId, user_id: userId = null } = await client.auth.test();
  if (!teamId) throw new Error('it did not say which workspace the bot token belongs to');
  return { teamId, userId };
}

/** The same, but rejects at once when `signal` is aborted. What was begun goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp);
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', giveUp));
}

const RESTORED =
  'This store was restored or copied since it last served. Run the sub-command "restored" first: it voids every unfinished request, so that nothing is sent twice.';

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function greetingFault(error: unknown): string {
  const { text, fix } = slackTokenError(error, 'SLACK_BOT_TOKEN');
  return `${text} ${fix}`;
}

/** Why the door could not be opened: the port, or Socket Mode's own token. */
export function listenError(error: unknown, port: number, variable = 'PORT'): StartupError {
  const code = (error as { code?: string } | null)?.code;
  if (code === 'EADDRINUSE')
    return new StartupError([
      `Port ${port} (${variable}) is taken by another program. Name another, or end that one.`,
    ]);
  if (code === 'EACCES')
    return new StartupError([
      `Port ${port} (${variable}) may not be used by this user. Name one above 1023.`,
    ]);
  if (slackErrorCode(error) === null) return new StartupError([wordsOf(error)]);
  const { text, fix } = slackTokenError(error, 'SLACK_APP_TOKEN');
  return new StartupError([`${text} ${fix}`]);
}
