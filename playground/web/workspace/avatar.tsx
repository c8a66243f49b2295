import type { VNode } from 'preact';

const COLOURS = 10;

/** Initials on a colour of one's own. */
export function Avatar({
  id,
  name,
  bot,
  small,
}: {
  id: string;
  name: string;
  bot?: boolean;
  small?: boolean;
}): VNode {
  const look = `avatar colour-${hash(id) % COLOURS}${bot === true ? ' bot' : ''}${small === true ? ' small' : ''}`;
  return (
    <span class={look} aria-hidden="true">
      {bot === true ? '🛠️' : initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function hash(text: string): number {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
