import type { WebClient } from '@slack/web-api';
import { isForeignAnswer, slackError } from '../slack/lasting-error.ts';
import type { OpenStore } from '../store/index.ts';

/** What stands in the way of a start, all of it. Its message is for anyone who starts the process. */
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
export async function readBotIdentity(
  client: WebClient,
): Promise<{ teamId: string; teamName: string | undefined; userId: string | null }> {
  const { team_id: teamId, team: teamName, user_id: userId = null } = await client.auth.test();
  if (!teamId) throw new Error('it did not say which workspace the bot token belongs to');
  return { teamId, teamName, userId };
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
  'This store was restored or copied since it last served. Run the sub-command “restored” first: it ends every unfinished request, so that nothing is sent twice.';

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
  if (slackError(error) === null) return new StartupError([wordsOf(error)]);
  const { text, fix } = slackTokenError(error, 'SLACK_APP_TOKEN');
  return new StartupError([`${text} ${fix}`]);
}

/**
 * One sentence when the running Node is not one of `engines.node`, else `null`. Understands what package.json says here:
 * `^24.15.0 || >=26.0.0`.
 * @param running such as `v24.15.0`
 */
export function checkNodeVersion(running: string, engines: string): string | null {
  const version = numbers(running);
  const fits = engines.split('||').some((range) => fitsRange(version, range.trim()));
  if (fits) return null;
  return `This needs Node ${engines.replaceAll('||', 'or')}, and ${running} runs it. Use “npm start”, which brings its own Node after “npm ci”, or install a newer one.`;
}

function fitsRange(version: readonly number[], range: string): boolean {
  const wanted = numbers(range);
  const reached = compare(version, wanted) >= 0;
  return range.startsWith('^') ? reached && version[0] === wanted[0] : reached;
}

const numbers = (text: string): readonly number[] =>
  (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);

function compare(a: readonly number[], b: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'user_removed_from_team',
  'team_disabled',
]);

/** What is wrong with a token, and what to do, each as a sentence. */
export function slackTokenError(
  error: unknown,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): { readonly text: string; readonly fix: string } {
  const word = slackError(error);
  if (word !== null && REFUSED.has(word))
    return { text: `Slack refuses ${variable} (${word}).`, fix: FIXES[variable] };
  if (word !== null) return { text: `Slack answered ${word} to ${variable}.`, fix: FIXES[variable] };
  if (isForeignAnswer(error))
    return {
      text: "Something else answered in Slack's place, with a page or with nothing.",
      fix: 'Check the network, the proxy and SLACK_API_URL.',
    };
  return {
    text: `Slack cannot be reached: ${causeText(error)}.`,
    fix: 'Check the network, the proxy and SLACK_API_URL.',
  };
}

const FIXES = {
  SLACK_BOT_TOKEN:
    'Copy it again from your Slack app, OAuth & Permissions; reinstall the app if it was removed.',
  SLACK_APP_TOKEN:
    'Make one with the scope connections:write in your Slack app, Basic Information › App-Level Tokens.',
} as const;

/** The innermost words of a failed call: `connect ECONNREFUSED 127.0.0.1:9`. */
export function causeText(error: unknown): string {
  const { original, cause } = (error ?? {}) as { original?: unknown; cause?: unknown };
  const inner = original ?? cause;
  if (inner instanceof Error) return causeText(inner);
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
