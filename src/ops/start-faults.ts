import type { OpenStore } from '../store/index.ts';
import { slackWord, tokenFault } from './slack-fault.ts';

/** What stands in the way of a start, all of it. Its message is for whoever starts the process. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';

  constructor(problems: readonly string[]) {
    super(['I cannot start:', ...problems.map((problem) => `- ${problem}`)].join('\n'));
  }
}

/**
 * Opens the store and greets Slack at the same time.
 * @throws CannotStart that names what is wrong with either; then nothing stays open
 */
export async function openTogether<Greeting>(
  opening: Promise<OpenStore>,
  greeting: Promise<Greeting>,
): Promise<{ readonly store: OpenStore; readonly self: Greeting }> {
  const [opened, greeted] = await Promise.allSettled([opening, greeting]);
  const store = opened.status === 'fulfilled' ? opened.value : null;
  const changed = store !== null && (await store.identityChanged());
  if (store !== null && greeted.status === 'fulfilled' && !changed) return { store, self: greeted.value };
  await store?.close();
  throw new CannotStart([
    ...(opened.status === 'rejected' ? [wordsOf(opened.reason)] : []),
    ...(changed ? [RESTORED] : []),
    ...(greeted.status === 'rejected' ? [greetingFault(greeted.reason)] : []),
  ]);
}

const RESTORED =
  'This store was restored or copied since it last served. Run the sub-command "restored" first: it voids every unfinished request, so that nothing is sent twice.';

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function greetingFault(error: unknown): string {
  const { text, fix } = tokenFault(error, 'SLACK_BOT_TOKEN');
  return `${text} ${fix}`;
}

/** Why the door could not be opened: the port, or Socket Mode's own token. */
export function doorFault(error: unknown, port: number, variable = 'PORT'): CannotStart {
  const code = (error as { code?: string } | null)?.code;
  if (code === 'EADDRINUSE')
    return new CannotStart([
      `Port ${port} (${variable}) is taken by another program. Name another, or end that one.`,
    ]);
  if (code === 'EACCES')
    return new CannotStart([`Port ${port} (${variable}) may not be used by this user. Name one above 1023.`]);
  if (slackWord(error) === null) return new CannotStart([wordsOf(error)]);
  const { text, fix } = tokenFault(error, 'SLACK_APP_TOKEN');
  return new CannotStart([`${text} ${fix}`]);
}
