import type { KnownBlock } from '@slack/types';

/** What a person reads, line by line: headers, sections, fields and small print; no buttons. */
export const linesOf = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) => textsOf(block)).flatMap((text) => text.split('\n'));

function textsOf(block: KnownBlock): string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'section':
      return [...(block.text ? [block.text.text] : []), ...(block.fields ?? []).map(({ text }) => text)];
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? [element.text] : []));
    default:
      return [];
  }
}

/** What can be pressed, by its label, in order. */
export const labels = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'actions') return block.elements.map(label);
    return block.type === 'section' && block.accessory ? [label(block.accessory)] : [];
  });

function label(element: object): string {
  const { text, placeholder } = element as { text?: { text: string }; placeholder?: { text: string } };
  return text?.text ?? placeholder?.text ?? '';
}

/** JSON that can be pasted into Slack's Block Kit Builder. */
export const picture = (blocks: readonly KnownBlock[]): string => `${JSON.stringify({ blocks }, null, 2)}\n`;
