import { decode } from './entities.ts';
import type { Inline } from './node.ts';

const LINK = /^(?:https?:|mailto:|tel:|slack:)/i;

/** Reads what stands between `<` and `>`: a link, a mention, a date. Anything else is shown as it was written. */
export function readAngle(inside: string): Inline {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : decode(inside.slice(bar + 1));
  const id = target.slice(1);
  if (/^@[UWB]/.test(target)) return { kind: 'person', id, label };
  if (/^#[CGD]/.test(target)) return { kind: 'channel', id, label };
  if (target.startsWith('!')) return readSpecial(id, label, inside);
  const url = decode(target);
  if (LINK.test(url)) return { kind: 'link', url, text: label || url.replace(/^mailto:/i, '') };
  return { kind: 'text', text: `<${decode(inside)}>` };
}

function readSpecial(special: string, label: string, inside: string): Inline {
  const [name = '', first = '', format = '', url = ''] = special.split('^');
  if (name === 'here' || name === 'channel' || name === 'everyone') return { kind: 'broadcast', range: name };
  if (name === 'subteam' && first !== '') return { kind: 'group', id: first, label };
  const at = Number(first);
  if (name === 'date' && Number.isFinite(at)) {
    return { kind: 'date', at: at * 1000, format: decode(format), url: decode(url), text: label };
  }
  return { kind: 'text', text: label || `<${decode(inside)}>` };
}
