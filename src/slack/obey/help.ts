import type { Card } from '../cards/device.ts';
import { helpCard } from '../cards/help.ts';
import type { HelpTopic } from '../command-line.ts';
import type { Press } from '../press.ts';
import type { Room } from '../room.ts';
import type { Text } from '../words.ts';
import { noted } from './noted.ts';

/** Help, with only what this person may do. */
export const helpFor = async (
  room: Room,
  press: Press,
  { topic, notes }: { readonly topic: HelpTopic | null; readonly notes: readonly Text[] },
): Promise<Card> => noted(helpCard(topic, room.helpdesk.heldBy(await press.actor()), press.command), notes);
