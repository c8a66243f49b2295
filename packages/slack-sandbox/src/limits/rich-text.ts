import { any, elements, list, matching, need, number, type Shape, string, word } from './spec.ts';

const LEAVES = [
  'text',
  'link',
  'emoji',
  'user',
  'usergroup',
  'channel',
  'broadcast',
  'date',
  'color',
  'team',
].map((leaf) => `rich_text.${leaf}`);
const style = { style: any };
const many = 1000;

/** The parts of a rich_text block. Leaves are keyed `rich_text.*`, for `text` means something else elsewhere. */
export const RICH_TEXT: Readonly<Record<string, Shape>> = {
  rich_text_section: { fields: { elements: need(list(elements(...LEAVES), many, 0)) } },
  rich_text_list: {
    fields: {
      elements: need(list(elements('rich_text_section'), many)),
      style: need(word('bullet', 'ordered')),
      indent: number(0, 8),
      offset: number(0),
      border: number(0, 1),
    },
  },
  rich_text_quote: { fields: { elements: need(list(elements(...LEAVES), many)), border: number(0, 1) } },
  rich_text_preformatted: {
    fields: {
      elements: need(list(elements('rich_text.text', 'rich_text.link'), many)),
      border: number(0, 1),
    },
  },
  'rich_text.text': { fields: { text: need(string(10_000, 1)), ...style } },
  'rich_text.link': { fields: { url: need(string(3000, 1)), text: string(10_000), unsafe: any, ...style } },
  'rich_text.emoji': { fields: { name: need(string(255, 1)), unicode: any, url: any, ...style } },
  'rich_text.user': { fields: { user_id: need(string(255, 1)), ...style } },
  'rich_text.usergroup': { fields: { usergroup_id: need(string(255, 1)), ...style } },
  'rich_text.channel': { fields: { channel_id: need(string(255, 1)), ...style } },
  'rich_text.team': { fields: { team_id: need(string(255, 1)), ...style } },
  'rich_text.broadcast': { fields: { range: need(word('here', 'channel', 'everyone')), ...style } },
  'rich_text.color': { fields: { value: need(matching(/^#[0-9a-fA-F]{6}$/)), ...style } },
  'rich_text.date': {
    fields: { timestamp: need(number()), format: need(string(255, 1)), url: any, fallback: any, ...style },
  },
};
