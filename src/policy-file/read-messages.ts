import { REPORT_NAMES } from '../helpdesk/fleet/reports.ts';
import { PLACEHOLDERS, unknownPlaceholders } from '../helpdesk/messages/template.ts';
import type { MessagePolicy } from '../helpdesk/policy.ts';
import { type Entry, readMap, readText } from './schema.ts';
import type { YamlSource } from './source.ts';

const LONGEST = 1_500;

/** What people are written about their devices: `text`, and in place of it by a report's name. Default: no one can write to them. */
export function readMessages(source: YamlSource, entry: Entry | undefined): MessagePolicy | null {
  const map =
    entry && readMap(source, entry.value, entry.key, '“messages”', ['text', ...REPORT_NAMES] as const);
  if (!entry || !map) return null;
  if (!map.has('text')) source.complain(entry.key, '“messages” lacks “text”: what are people written?');
  const read = [...map].flatMap(([name, one]) => {
    const text = readTemplate(source, one, `“${name}” in “messages”`);
    return text === null ? [] : [[name, text] as const];
  });
  const texts = new Map<string, string>(read);
  const text = texts.get('text') ?? '';
  texts.delete('text');
  return { text, byReport: Object.fromEntries(texts) };
}

function readTemplate(source: YamlSource, entry: Entry, what: string): string | null {
  const text = readText(source, entry.value, entry.key, what)?.trim() ?? null;
  if (text === null) return null;
  if (text === '') source.complain(entry.value ?? entry.key, `${what} is blank.`);
  if (text.length > LONGEST)
    source.complain(entry.value ?? entry.key, `${what} is longer than ${LONGEST} characters.`);
  const [unknown] = unknownPlaceholders(text);
  if (unknown !== undefined)
    source.complain(
      entry.value ?? entry.key,
      `${what} has {${unknown}}, which is unknown: there is ${PLACEHOLDERS.map((name) => `{${name}}`).join(' and ')}.`,
    );
  return text;
}
