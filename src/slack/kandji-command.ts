import { section } from './block-kit/blocks.ts';
import { messageText } from './block-kit/text.ts';
import { answerCan } from './can/can.ts';
import { helpFor } from './commands/help.ts';
import type { ParsedCommand } from './commands/parse.ts';
import { answerHistory } from './history/history.ts';
import type { Interaction } from './interaction.ts';
import { notInSlackCard } from './not-in-slack.ts';
import { notUnderstood } from './not-understood.ts';
import { answerRequests } from './requests/requests.ts';
import type { AppContext } from './room.ts';
import { searchThenOpen } from './search/find-then-open.ts';
import { answerFind, type CommandGoal } from './search/search.ts';

/**
 * Does what was typed: after `/kandji`, in a direct message, or beside a mention.
 * @param otherwise answers when nothing was understood or found; `null` when that finds nothing either
 */
export async function runCommand(
  app: AppContext,
  interaction: Interaction,
  line: ParsedCommand,
  otherwise?: CommandGoal['otherwise'],
): Promise<void> {
  const { typed, notes } = line;
  const found = { typed, notes, ...(otherwise && { otherwise }) };
  switch (line.kind) {
    case 'help':
      return interaction.reply(await helpFor(app, interaction, line));
    case 'find-anything':
      return answerFind(
        app,
        interaction,
        { query: line.query, ...found, next: 'card', meant: line.meant },
        line.readOn,
      );
    case 'find-keys':
      return answerFind(app, interaction, { query: line.query, ...found, next: 'card' }, true);
    case 'mine':
      return answerFind(app, interaction, { query: line.query, typed, notes, next: 'card' }, false);
    case 'panel':
      return searchThenOpen(app, interaction, { query: line.query, ...found, next: line.panel });
    case 'lost':
      return searchThenOpen(app, interaction, { query: line.query, ...found, next: 'lost' });
    case 'update':
      return searchThenOpen(app, interaction, {
        query: line.query,
        ...found,
        next: 'update',
        ...(line.assetTag !== null && { rest: line.assetTag }),
      });
    case 'requests':
      return answerRequests(app, interaction, line);
    case 'history':
      return answerHistory(app, interaction, line.of, { typed, notes });
    case 'can':
      return answerCan(app, interaction, line, { typed, notes });
    case 'not-in-slack-yet':
      return interaction.reply(await notInSlackCard(app, interaction, line));
    case 'not-understood': {
      const other = await otherwise?.();
      if (other) return interaction.reply(other);
      const said = notUnderstood(line, interaction.command);
      return interaction.reply({ text: messageText(said), blocks: [section(said)] });
    }
  }
}
