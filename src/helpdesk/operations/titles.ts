import type { OperationName, Right } from '../operation.ts';
import { operationNamed } from './index.ts';

/** What a right lets people do: at all, and with one device. */
const RIGHT_TITLES: Readonly<Record<Right, readonly [atAll: string, oneDevice: string]>> = {
  lookup: ['look up devices', 'look at this device'],
  'lookup-own': ['look at your own devices', 'look at this device as your own'],
  'see-location': ['see where devices are', 'see where this device is'],
  'read-history': ['read the history', 'read the history'],
  'see-requests': ["see other people's requests", "see other people's requests"],
};

const isRight = (name: OperationName | Right): name is Right => Object.hasOwn(RIGHT_TITLES, name);

/** What people read in place of a name of the policy file, as the object of "you may …": "turn off Lost Mode", "look up devices". */
export function titleOf(name: OperationName | Right, of: 'all' | 'one device' = 'all'): string {
  if (!isRight(name)) return operationNamed(name).title;
  return RIGHT_TITLES[name][of === 'all' ? 0 : 1];
}
