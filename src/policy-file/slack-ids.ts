/** What kinds of Slack id a place takes. Slack docs: U… and W… are users, S… user groups, C… and G… channels. */
const KINDS = {
  account: { shape: /^[UW][A-Z0-9]+$/, words: 'a Slack user id (U… or W…)' },
  member: { shape: /^[SUW][A-Z0-9]+$/, words: 'a Slack user group id (S…) or user id (U… or W…)' },
  channel: { shape: /^[CG][A-Z0-9]+$/, words: 'a Slack channel id (C…)' },
} as const;

/** `null` when the text is such an id, else one sentence that says how to find the right one. */
export function wrongId(text: string, kind: keyof typeof KINDS): string | null {
  const { shape, words } = KINDS[kind];
  if (shape.test(text)) return null;
  if (shape.test(text.toUpperCase())) return `This is not ${words} yet: write it in capitals.`;
  return `This is not ${words}.${whereToFind(text, kind)}`;
}

function whereToFind(text: string, kind: keyof typeof KINDS): string {
  if (kind === 'channel') return ' In Slack, open the channel’s details: its id stands at the bottom.';
  if (/^[CG][A-Z0-9]+$/.test(text)) return ' It looks like a channel: being in a channel is not a right.';
  if (text.startsWith('@') || /\s|@|[a-z]/.test(text)) {
    return ' Names can change, ids do not: in Slack, use “Copy member ID” or “Copy group ID”.';
  }
  return '';
}
