import type { Recipient } from '../message.ts';
import { joinList } from '../text.ts';

/** What a template may name. */
export const PLACEHOLDERS = ['person', 'device'] as const;

const PLACEHOLDER = /\{([^{}]*)\}/gu;
/** More devices than these are a number. */
const MOST_NAMED = 3;

/** Names in braces that a template has and that are none of {@link PLACEHOLDERS}. */
export const unknownPlaceholders = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !PLACEHOLDERS.some((known) => known === name));

/** A template with a person's first name or whole name, and the names of their devices. */
export function fillTemplate(
  template: string,
  { name, devices }: Pick<Recipient, 'name' | 'devices'>,
): string {
  const names = devices.map((device) => device.name);
  const rest = names.length - MOST_NAMED;
  const named = rest > 0 ? [...names.slice(0, MOST_NAMED), `${rest} more`] : names;
  const values = { person: name, device: joinList(named, 'and') };
  return template.replaceAll(PLACEHOLDER, (whole, key: string) =>
    key === 'person' || key === 'device' ? values[key] : whole,
  );
}
