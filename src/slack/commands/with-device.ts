import type { Query } from '../../helpdesk/search/query.ts';
import { type Mrkdwn, mrkdwn } from '../block-kit/text.ts';
import { type CommandRow, EXAMPLE_DEVICE } from './command-table.ts';
import { parseDeviceQuery } from './device-query.ts';
import type { Interpretation, NotUnderstood } from './interpretation.ts';
import type { Token } from './tokenize.ts';

/** A reading with the remarks about how it came about. */
export interface ParseResult {
  readonly reading: Interpretation;
  readonly notes: readonly Mrkdwn[];
}
/** A complaint that names a command's form and example. */
export const notUnderstoodReply = (command: CommandRow, what: string, why: Mrkdwn): NotUnderstood => ({
  kind: 'not-understood',
  what,
  why,
  nearest: command.form,
  example: command.example,
});

/** "Which device? Try `/kandji update H4TX90QLM2`". */
export function whichDevice(command: CommandRow, verb: string): NotUnderstood {
  const [device] = EXAMPLE_DEVICE.exec(command.example) ?? ['H4TX90QLM2'];
  const example = `${verb} ${device}`;
  return { ...notUnderstoodReply(command, verb, mrkdwn`Which device?`), nearest: example, example };
}

/** Commands that need a device and nothing else. */
export function withDevice(
  command: CommandRow,
  tokens: readonly Token[],
  make: (query: Query) => Interpretation,
): ParseResult {
  const device = parseDeviceQuery(tokens, false);
  if (!device.ok) return { reading: device.problem, notes: [] };
  const verb = command.verbs[0] ?? command.topic;
  return device.query === null
    ? { reading: whichDevice(command, verb), notes: device.notes }
    : { reading: make(device.query), notes: device.notes };
}
