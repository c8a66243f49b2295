import type { Change } from '../../helpdesk/operation.ts';
import { bind } from '../../helpdesk/operations/index.ts';

/** One parameter of a command, as people read it. */
export interface Told {
  readonly label: string;
  readonly value: string;
}

/** The words of a command that go to the device, e.g. the message on its screen; empty ones are left out. */
export function toldParams(change: Change): readonly Told[] {
  const { params } = bind(change);
  return Object.entries(params as Readonly<Record<string, unknown>>)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    .map(([name, value]) => ({ label: name.slice(0, 1).toUpperCase() + name.slice(1), value }));
}
