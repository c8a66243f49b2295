import { section } from './block-kit/blocks.ts';
import { messageText } from './block-kit/text.ts';
import { answerCan } from './can/can-command.ts';
import { helpFor } from './commands/help-command.ts';
import type { ParsedCommand } from './commands/parse.ts';
import { answerHistory } from './history/history-command.ts';
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
  room: AppContext,
  press: Interaction,
  line: ParsedCommand,
  otherwise?: CommandGoal['otherwise'],
): Promise<void> {
  const { typed, notes } = line;
  const found = { typed, notes, ...(otherwise && { otherwise }) };
  switch (line.kind) {
    case 'help':
      return press.reply(await helpFor(room, press, line));
    case 'find-anything':
      return answerFind(
        room,
        press,
        { query: line.query, ...found, next: 'card', meant: line.meant },
        line.readOn,
      );
    case 'find-keys':
      return answerFind(room, press, { query: line.query, ...found, next: 'card' }, true);
    case 'mine':
      return answerFind(room, press, { query: line.query, typed, notes, next: 'card' }, false);
    case 'panel':
      return searchThenOpen(room, press, { query: line.query, ...found, next: line.panel });
    case 'lost':
      return searchThenOpen(room, press, { query: line.query, ...found, next: 'lost' });
    case 'update':
      return searchThenOpen(room, press, {
        query: line.query,
        ...found,
        next: 'update',
        ...(line.assetTag !== null && { rest: line.assetTag }),
      });
    case 'requests':
      return answerRequests(room, press, line);
    case 'history':
      return answerHistory(room, press, line.of, { typed, notes });
    case 'can':
      return answerCan(room, press, line, { typed, notes });
    case 'not-in-slack-yet':
      return press.reply(await notInSlackCard(room, press, line));
    case 'not-understood': {
      const other = await otherwise?.();
      if (other) return press.reply(other);
      const said = notUnderstood(line, press.command);
      return press.reply({ text: messageText(said), blocks: [section(said)] });
    }
  }
}
