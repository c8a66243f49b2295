import type { DeviceSeen } from '../device.ts';

export const isText = (line: string | null): line is string => line !== null;

/** What an operation says of what details tell. */
interface ProtectionWords {
  readonly keyStored: string;
  readonly noKey: string;
  /** Activation Lock is on. */
  readonly locked: string;
}

export const ERASE_WORDS: ProtectionWords = {
  keyStored: 'FileVault key: stored in Kandji.',
  noKey: "⚠️ FileVault key: not stored. Data on this Mac can't be recovered.",
  locked: '⚠️ Activation Lock: on. Make sure a bypass code exists before you erase.',
};

/** The data stays; what Kandji keeps of the Mac may go. */
export const DELETE_WORDS: ProtectionWords = {
  keyStored: '⚠️ FileVault key: stored in Kandji, and may be deleted with the device record.',
  noKey: 'FileVault key: not stored.',
  locked:
    '⚠️ Activation Lock: on. Make sure you have the bypass code: it may be deleted with the device record.',
};

/** What details say of encryption and Activation Lock; what they could not say is said, too. */
export function protectionLines(
  { device, protection }: DeviceSeen,
  words: ProtectionWords,
): readonly string[] {
  const isMac = device.platform === 'Mac';
  if (device.platform === 'Windows' || device.platform === 'Android' || protection === undefined) return [];
  if (protection === null)
    return [...(isMac ? ['FileVault'] : []), 'Activation Lock'].map(
      (what) => `⚠️ Couldn't check ${what} (Kandji didn't answer).`,
    );
  const { filevault, activationLock } = protection;
  return [
    !isMac || filevault === null
      ? null
      : !filevault.on
        ? 'FileVault: off.'
        : filevault.keyStored
          ? words.keyStored
          : words.noKey,
    activationLock === null ? null : activationLock ? words.locked : 'Activation Lock: off.',
  ].filter(isText);
}
