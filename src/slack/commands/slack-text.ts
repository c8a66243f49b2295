import { escapeText } from '../block-kit/text.ts';

/** Around a mentioned user's id in {@link decodeSlackText}'s answer: nobody can type these. */
export const MENTION = { open: '\uE000', close: '\uE001' } as const;

/**
 * Slack's message text as the person typed it: links, `mailto:` wrappers, mentions and `&amp;` undone, `@dana's` as `@dana`, full-width
 * letters and invisible characters made plain, stray backticks and brackets around a link or serial gone. Mentions stay recognisable
 * by {@link MENTION}.
 * (Slack docs, "Formatting text for app surfaces".)
 * @param self our own bot's user id, whose mention is only how we were called
 */
export function decodeSlackText(text: string, self: string | null): string {
  return plainCharacters(text)
    .replace(/(<@[UW][A-Z0-9]+(?:\|[^<>\n]*)?>)['\u2019]s\b/g, '$1')
    .replace(/<([^<>\n]*)>/g, (_, inside: string) => readAngles(inside, self))
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replaceAll('`', '')
    .replace(/<(https?:\/\/[^<>\s]+|(?=[^<>\s]*\d)[\w.-]{4,})>/gi, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The way back: what {@link decodeSlackText} would read as this very text. */
export function encodeSlackText(plain: string): string {
  return escapeText(plain).replace(
    new RegExp(`${MENTION.open}([A-Z0-9]+)${MENTION.close}`, 'g'),
    (_, userId: string) => `<@${userId}>`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/** Full-width forms, special spaces, and marks that only steer the direction or width of text. */
function plainCharacters(text: string): string {
  return text
    .replace(/[\uE000\uE001\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/g, '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
    .replace(/[\u201C-\u201F\u00AB\u00BB\u2033]/g, '"');
}

/** What stood between `<` and `>`. */
function readAngles(inside: string, self: string | null): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  const user = /^@([UW][A-Z0-9]+)$/.exec(target)?.[1];
  if (user !== undefined) return user === self ? ' ' : ` ${MENTION.open}${user}${MENTION.close} `;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!'))
    return target.startsWith('!date') || target.startsWith('!subteam') ? label : ' ';
  if (/^(?:mailto|tel):/i.test(target)) return label || target.replace(/^\w+:/, '').replace(/\?.*$/, '');
  if (/^https?:\/\//i.test(target)) return linkOrWord(target, label);
  return `&lt;${inside}&gt;`;
}

/** Slack turns a typed `larkfield.example` into a link to itself: that stays a word. */
function linkOrWord(target: string, label: string): string {
  const selfMade =
    label !== '' && [`http://${label}`, `https://${label}`].includes(target.replace(/\/$/, ''));
  return selfMade && !label.includes('/') ? label : target;
}
