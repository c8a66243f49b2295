import { theOne } from '../../helpdesk/found.ts';
import { section } from '../blocks.ts';
import type { Card } from '../cards/device.ts';
import { notInSlackYet } from '../cards/not-understood.ts';
import type { CommandLine } from '../command-line.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import { messageText } from '../words.ts';

/** "Not in Slack yet", with the console's page of the device when one was named. Such words are never searched for. */
export async function notInSlackCard(
  room: Room,
  press: Press,
  line: Extract<CommandLine, { kind: 'not-in-slack-yet' }>,
): Promise<Card> {
  const actor = await press.actor();
  const found = line.query ? (await room.helpdesk.lookFor(actor, line.query)).first : null;
  const device = found && theOne(found);
  const said = notInSlackYet(line, device ? room.ports.fleet.consoleUrl(device.id) : null);
  return { text: messageText(said), blocks: [section(said)] };
}
