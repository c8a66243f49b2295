/** Acronyms that must not be spelled as words. */
const WHOLE = new Map(
  [
    'MDM',
    'CSP',
    'AMAPI',
    'OS',
    'ID',
    'ADE',
    'DEP',
    'VPP',
    'EDR',
    'URL',
    'PIN',
    'iOS',
    'macOS',
    'FileVault',
  ].map((word) => [word.toLowerCase(), word]),
);

/** `mdm_command_failed` → "MDM command failed"; `INSTALLED_FROM_PLAY_STORE` → "Installed from play store". */
export function humanize(word: string): string {
  const words = word
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .map((part) => WHOLE.get(part.toLowerCase()) ?? part.toLowerCase());
  const sentence = words.join(' ');
  return WHOLE.has(words[0]?.toLowerCase() ?? '') ? sentence : capitalised(sentence);
}

/** Apple's `ActivationLockBypassCode` → "Activation Lock Bypass Code". */
export function splitWords(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
