import { z } from 'zod';
import type { DeviceSeen, StoredKeys } from '../device.ts';
import type { SecretKind } from '../mdm-port.ts';
import { deviceWord } from '../text.ts';
import { permission, removed, type SecretOperation } from './operation.ts';

const keyParams = z.object({
  /** The one person who sees it, by their Slack user id. */
  recipient: z.object({ userId: z.string().min(1, 'Choose who sees it.'), name: z.string() }),
  /** One id for the human who requests: each has at most one open request for a device and kind. */
  requester: z.string(),
});

/** Who sees a key, and who requested it. */
export type KeyParams = z.infer<typeof keyParams>;

interface Kind<Name extends string> {
  readonly name: Name;
  readonly secret: SecretKind;
  /** "FileVault key". */
  readonly label: string;
  /** The same in a sentence: "unlock PIN". */
  readonly noun: string;
  /** What people type for it; the first is shown. */
  readonly aliases: readonly string[];
  readonly platforms: readonly string[];
  /** The last part of Kandji's path, and the box's label in Kandji's settings. */
  readonly endpoint: string;
  readonly box: string;
  /** What the device's details tell of it; `null`: nothing. */
  readonly stored: (keys: StoredKeys) => boolean | null;
}

const keyOperation = <const Name extends string>(kind: Kind<Name>): SecretOperation<Name, KeyParams> => ({
  kind: 'secret',
  name: kind.name,
  secret: kind.secret,
  title: `show the ${kind.noun}`,
  label: kind.label,
  menu: 'keys',
  aliases: kind.aliases,
  phrase: { link: ' of ', end: `the ${kind.noun} was shown`, done: `${kind.label} shown` },
  permissions: [permission(`GET /devices/{device_id}/secrets/${kind.endpoint}`, kind.box)],
  risk: 'secret',
  platforms: kind.platforms,
  params: keyParams,
  exclusive: ({ requester }) => [`${kind.name}:${requester}`],
  watches: [],
  reads: 'details',
  stored: ({ storedKeys }) => (storedKeys ? kind.stored(storedKeys) : null),
  impossible: (seen) => removed(seen) ?? noneStored(kind, seen),
  consequence: (_device, { recipient }) => `Shown to ${recipient.name} only, for 15 minutes.`,
});

const noneStored = ({ stored, noun }: Kind<string>, { device, storedKeys }: DeviceSeen): string | null =>
  storedKeys && stored(storedKeys) === false
    ? `Kandji has no ${noun} for this ${deviceWord(device.platform)}.`
    : null;

/** The personal recovery key of a Mac's encrypted disk. */
export const showFilevaultKey = keyOperation({
  name: 'show-filevault-key',
  secret: 'filevault-key',
  label: 'FileVault key',
  noun: 'FileVault key',
  aliases: ['key', 'keys', 'recoverykey', 'filevaultkey', 'secret', 'secrets'],
  platforms: ['Mac'],
  endpoint: 'filevaultkey',
  box: 'FileVault recovery key',
  stored: ({ filevaultKey }) => filevaultKey,
});

/** The six digits that end the lock of a Mac. */
export const showUnlockPin = keyOperation({
  name: 'show-unlock-pin',
  secret: 'unlock-pin',
  label: 'Unlock PIN',
  noun: 'unlock PIN',
  aliases: ['pin', 'pins', 'unlockpin'],
  platforms: ['Mac'],
  endpoint: 'unlockpin',
  box: 'Unlock device pin',
  stored: () => null,
});

/** The password that opens a Mac's recovery system. */
export const showRecoveryPassword = keyOperation({
  name: 'show-recovery-password',
  secret: 'recovery-password',
  label: 'Recovery password',
  noun: 'recovery password',
  aliases: ['recovery', 'recoverypassword'],
  platforms: ['Mac'],
  endpoint: 'recoverypassword',
  box: 'Recovery Lock password',
  stored: ({ recoveryPassword }) => recoveryPassword,
});

/** The code that clears Activation Lock after an erase. */
export const showBypassCode = keyOperation({
  name: 'show-bypass-code',
  secret: 'bypass-code',
  label: 'Bypass code',
  noun: 'bypass code',
  aliases: ['bypass', 'bypasscode'],
  platforms: ['Mac', 'iPhone', 'iPad'],
  endpoint: 'bypasscode',
  box: 'Activation lock bypass code',
  stored: ({ bypassCode }) => bypassCode,
});
