import { MdmError } from '../helpdesk/mdm-error.ts';
import { type Actor, Refusal } from '../helpdesk/policy.ts';
import { type Query, singleMatch } from '../helpdesk/search/query.ts';
import { section } from './block-kit/blocks.ts';
import type { Card } from './block-kit/card.ts';
import { code, link, type Mrkdwn, messageText, mrkdwn, ownText } from './block-kit/text.ts';
import type { ParsedCommand } from './commands/parse.ts';
import type { AppContext, Interaction } from './interaction.ts';

/**
 * For commands that Kandji has and Slack does not.
 * @param consoleUrl the device's page, or the console's front page; ours, never typed by someone
 * @param commandName `/kandji`, or as it is called here
 */
export function notAvailableText(
  { command, typed }: Extract<ParsedCommand, { kind: 'not-in-slack-yet' }>,
  consoleUrl: string | null,
  commandName: string,
): Mrkdwn {
  const where = consoleUrl === null ? ownText('the Kandji console') : link(consoleUrl, 'the Kandji console');
  const hint = mrkdwn`Looking for something with that name? Put it in quotes: ${code(`${commandName} "${typed.replaceAll('"', '')}"`)}`;
  return mrkdwn`I can't ${ownText(command)} from Slack yet. You can do it in ${where}. ${hint}`;
}

/** "Not in Slack yet", with the console's page of the device when one was named. Such words are never searched for. */
export async function answerNotAvailable(
  app: AppContext,
  interaction: Interaction,
  line: Extract<ParsedCommand, { kind: 'not-in-slack-yet' }>,
): Promise<Card> {
  const actor = await interaction.actor();
  const device = line.query && (await linkable(app, actor, line.query));
  const said = notAvailableText(
    line,
    device ? app.ports.fleet.consoleUrl(device.id) : null,
    interaction.command,
  );
  return { text: messageText(said), blocks: [section(said)] };
}

/** The device to link to; someone who may not look, and a silent Kandji, still hear that it is not in Slack. */
async function linkable(app: AppContext, actor: Actor, query: Query) {
  try {
    return singleMatch((await app.helpdesk.searchDevices(actor, query, { nearMisses: false })).first);
  } catch (error) {
    if (error instanceof Refusal || error instanceof MdmError) return null;
    throw error;
  }
}
