import { operations } from './index.ts';
import { action, type Permission, permission } from './operation.ts';

/** What Kandji can do to a device and this app cannot. */
export interface NotOffered {
  /** What to call it: "show the recovery key". */
  readonly title: string;
  /** Words by which people ask for it, lower case and without `-`. */
  readonly words: readonly string[];
  /** The box that stays unticked. */
  readonly permission: Permission;
}

const secret = (name: string, label: string) => permission(`GET /devices/{device_id}/secrets/${name}`, label);

const KNOWN: readonly NotOffered[] = [
  {
    title: 'show the recovery key',
    words: ['key', 'keys', 'recoverykey', 'filevaultkey'],
    permission: secret('filevaultkey', 'FileVault recovery key'),
  },
  {
    title: 'show the bypass code',
    words: ['bypass'],
    permission: secret('bypasscode', 'Activation lock bypass code'),
  },
  { title: 'show the PIN', words: ['pin', 'pins'], permission: secret('unlockpin', 'Unlock device pin') },
  {
    title: 'show secrets',
    words: ['secret', 'secrets'],
    permission: secret('recoverypassword', 'Recovery Lock password'),
  },
  {
    title: 'delete a user',
    words: ['deleteuser'],
    permission: action('deleteuser', 'Delete user', 'guessed'),
  },
  {
    title: 'turn on Remote Desktop',
    words: ['remotedesktop'],
    permission: action('remotedesktop', 'Remote Desktop'),
  },
];

const offered = new Set(operations.flatMap(({ permissions }) => permissions.map(({ endpoint }) => endpoint)));

/** In the order of Kandji's settings, without what an operation of the catalogue does by now. */
export const NOT_OFFERED = KNOWN.filter(({ permission }) => !offered.has(permission.endpoint));
