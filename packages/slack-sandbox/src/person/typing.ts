import type { Core } from '../core.ts';

/** `message`: as in events. `command`: as in a slash command with should_escape. `raw`: without it. */
export type Style = 'message' | 'command' | 'raw';

const PICKED = /(<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>)/;

/** What the app gets for what a person typed: names and links become Slack's angle brackets, `& < >` entities. */
export function typedText(core: Core, typed: string, style: Style): string {
  return typed
    .split(PICKED)
    .map((part) => (PICKED.test(part) ? pickedText(core, part, style) : freeText(core, part, style)))
    .join('');
}

function pickedText(core: Core, token: string, style: Style): string {
  const id = token.slice(2, -1);
  if (token.startsWith('<@')) return userText(id, core.world.users.get(id)?.name ?? id, style);
  if (token.startsWith('<#')) return channelText(id, core.world.channels.get(id)?.name ?? id, style);
  return token;
}

function userText(id: string, name: string, style: Style): string {
  if (style === 'raw') return `@${name}`;
  return style === 'command' ? `<@${id}|${name}>` : `<@${id}>`;
}

function channelText(id: string, name: string, style: Style): string {
  return style === 'raw' ? `#${name}` : `<#${id}|${name}>`;
}

function freeText(core: Core, text: string, style: Style): string {
  if (style === 'raw') return text;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const names = new Map<string, string>();
  for (const user of core.world.users.values()) {
    for (const name of [user.realName, user.name]) {
      if (!names.has(`@${name}`)) names.set(`@${name}`, userText(user.id, user.name, style));
    }
  }
  for (const { id, name, kind } of core.world.channels.values()) {
    if (kind !== 'im') names.set(`#${name}`, channelText(id, name, style));
  }
  const known = [...names.keys()].toSorted((a, b) => b.length - a.length).map(quote);
  const pattern = new RegExp(
    `(${known.join('|')})(?![\\w@])|https?://[^\\s<>|]+|[\\w.+-]+@[\\w-]+\\.[\\w.-]*\\w`,
    'g',
  );
  return escaped.replace(pattern, (found) => {
    const name = names.get(found);
    if (name !== undefined) return name;
    return found.startsWith('http') ? `<${found}>` : `<mailto:${found}|${found}>`;
  });
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
