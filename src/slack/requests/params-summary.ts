import type { Change } from '../../helpdesk/operation.ts';
import { operationNamed } from '../../helpdesk/operations/index.ts';

/** One parameter of a command, as people read it. */
export interface ParamRow {
  readonly label: string;
  readonly value: string;
}

/**
 * The words of a command that go to the device, e.g. the message on its screen; empty ones are left out. Reads what was
 * stored without judging it: a card can always be drawn.
 */
export function paramsSummary({ operation, params }: Change): readonly ParamRow[] {
  const { summary, params: schema } = operationNamed(operation);
  const read = summary && schema.safeParse(params);
  if (summary && read?.success) return summary(read.data);
  return Object.entries(params ?? {})
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    .map(([name, value]) => ({ label: name.slice(0, 1).toUpperCase() + name.slice(1), value }));
}
