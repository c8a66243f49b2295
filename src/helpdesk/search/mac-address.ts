/** The usual spellings of a whole MAC address: pairs, fours (Cisco), sixes, or bare. `arp -a` on a Mac drops leading zeros. */
const MAC_SPELLINGS = [
  /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i,
  /^[0-9a-f]{2}([.-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/i,
  /^[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}$/i,
  /^[0-9a-f]{6}[.:-]?[0-9a-f]{6}$/i,
] as const;

/** A whole MAC address as Kandji keeps it, `a4:83:e7:01:02:03` (Kandji API docs, device details); `null` when it is none. */
export function macOf(text: string): string | null {
  if (!MAC_SPELLINGS.some((spelling) => spelling.test(text))) return null;
  return pairsOf(text.split(/[.:-]/).map((group) => (group.length < 2 ? `0${group}` : group)));
}

/** The same for a part of one, such as `A4-83-E7`; what has no pairs of hex digits is only made lower case. */
export function macPart(text: string): string {
  const whole = macOf(text);
  if (whole !== null) return whole;
  const groups = text.split(/[.:-]/).filter((group) => group !== '');
  const paired = groups.every((group) => /^(?:[0-9a-f]{2})+$/i.test(group));
  return paired ? pairsOf(groups) : text.toLowerCase();
}

const pairsOf = (groups: readonly string[]): string =>
  (groups.join('').toLowerCase().match(/../g) ?? []).join(':');
