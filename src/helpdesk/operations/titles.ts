import type { OperationName, Right } from '../operation.ts';
import { operationNamed } from './index.ts';
import type { Operation } from './operation.ts';

/** What a right lets people do: at all, and with one device. */
const RIGHT_TITLES: Readonly<Record<Right, readonly [atAll: string, oneDevice: string]>> = {
  lookup: ['look up devices', 'see this device'],
  'lookup-own': ['see your own devices', 'see this device as your own'],
  'see-location': ['see where devices are', 'see where this device is'],
  'read-history': ['read the history', 'read the history'],
  export: ['export lists as files', 'export lists as files'],
  report: ['see reports', 'see reports'],
  watch: ['watch devices', 'watch this device'],
  'message-user': [
    'message the people devices are assigned to',
    'message the person this device is assigned to',
  ],
  'see-requests': ["see other people's requests", "see other people's requests"],
  'see-notes': ['read and add notes', 'read and add notes'],
  'report-own-lost': ['report your own lost devices', 'report this device as your own lost one'],
  'take-case': ['handle lost devices', 'handle this device as a lost one'],
  freeze: ['freeze all changes', 'freeze all changes'],
  release: ['release requests on hold, and unfreeze', 'release requests on hold, and unfreeze'],
};

const isRight = (name: OperationName | Right): name is Right => Object.hasOwn(RIGHT_TITLES, name);

/**
 * What people read in place of a name of the policy file, as the object of "you have permission to …": "look up devices",
 * "turn off Lost Mode"; of one device: "see this device", "turn off Lost Mode on this device".
 */
export function titleOf(name: OperationName | Right, of: 'all' | 'one device' = 'all'): string {
  if (isRight(name)) return RIGHT_TITLES[name][of === 'all' ? 0 : 1];
  if (of === 'one device') return titleAround(name).join('this device');
  const { title, phrase } = operationNamed(name);
  return phrase.around?.join('a device') ?? (phrase.link === ' ' ? `${title} a device` : title);
}

/** What stands before and after the device: "turn off Lost Mode on …", "move … to another blueprint". */
export function titleAround(name: OperationName): readonly [before: string, after: string] {
  const { title, phrase } = operationNamed(name);
  return phrase.around ?? [`${title}${phrase.link}`, ''];
}

/** As many characters as a button has room for on a phone. */
const LONGEST_BUTTON = 20;

/** What the button that does it says: "Turn on Lost Mode", "Play sound". */
export function buttonTitle({ title, label, phrase }: Pick<Operation, 'title' | 'label' | 'phrase'>): string {
  if (phrase.button !== undefined) return phrase.button;
  return title.length <= LONGEST_BUTTON ? `${title.slice(0, 1).toUpperCase()}${title.slice(1)}` : label;
}
