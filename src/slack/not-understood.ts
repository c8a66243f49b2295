import { code, link, type Mrkdwn, mrkdwn, ownText } from './block-kit/text.ts';
import type { ParsedCommand } from './commands/parse.ts';

/** What was not understood, the nearest form that works, and one example. @param command its name, `/kandji` */
export const notUnderstood = (
  { why, nearest, example }: Extract<ParsedCommand, { kind: 'not-understood' }>,
  command: string,
): Mrkdwn =>
  nearest === example
    ? mrkdwn`${why} Try ${code(`${command} ${nearest}`)}`
    : mrkdwn`${why} Try ${code(`${command} ${nearest}`)}, for example ${code(`${command} ${example}`)}`;

/**
 * For commands that Kandji has and Slack does not.
 * @param consoleUrl the device's page, or the console's front page; ours, never typed by somebody
 * @param commandName `/kandji`, or as it is called here
 */
export function notInSlackYet(
  { command, typed }: Extract<ParsedCommand, { kind: 'not-in-slack-yet' }>,
  consoleUrl: string | null,
  commandName: string,
): Mrkdwn {
  const where = consoleUrl === null ? ownText('the Kandji console') : link(consoleUrl, 'the Kandji console');
  const hint = mrkdwn`Looking for something with that name? Put it in quotes: ${code(`${commandName} "${typed.replaceAll('"', '')}"`)}`;
  return mrkdwn`I can't ${ownText(command)} from Slack: that is not in Slack yet. Nothing was done. You can do it in ${where}. ${hint}`;
}
