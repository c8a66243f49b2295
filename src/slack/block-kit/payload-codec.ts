import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/types';

/**
 * What a button, an option or a modal carries: references to look up, never facts. Written as `1|part|part`; the
 * number is the version, so that a card posted by an older release is still understood. Whatever comes back from
 * Slack may be forged, so reading checks every part and gives `null` for anything that we would not have written.
 */
export interface PayloadFields<Values> {
  write(values: Values): string;
  read(value: unknown): Values | null;
}

/** One part of a reference. `read` gives `null` for anything that `write` cannot give. */
export interface PayloadField<Value> {
  write(value: Value): string;
  read(text: string): Value | null;
}

type ValuesOf<Parts> = {
  readonly [Key in keyof Parts]: Parts[Key] extends PayloadField<infer Value> ? Value : never;
};

const VERSION = '1';

/**
 * A reference with these parts, in this order. The last `added` ones may be empty, and then are not written: an older release reads and
 * wrote references without them.
 */
export function payloadCodec<const Parts extends Readonly<Record<string, PayloadField<unknown>>>>(
  parts: Parts,
  added = 0,
): PayloadFields<ValuesOf<Parts>> {
  const named = Object.entries(parts);
  const least = named.length - added;
  return {
    write: (values) => {
      const texts = named.map(([key, part]) => part.write(values[key as keyof typeof values]));
      while (texts.length > least && texts.at(-1) === '') texts.pop();
      return [VERSION, ...texts].join('|');
    },
    read(value) {
      if (typeof value !== 'string' || value.length > 3000) return null;
      const [version, ...texts] = value.split('|');
      if (version !== VERSION || texts.length < least || texts.length > named.length) return null;
      if (texts.length > least && texts.at(-1) === '') return null;
      const read = named.map(([key, part], index) => [key, part.read(texts[index] ?? '')] as const);
      if (read.some(([, found]) => found === null)) return null;
      return Object.fromEntries(read) as ValuesOf<Parts>;
    },
  };
}

/** Carries nothing, so nothing in it can be forged: a search box, for one, sends what was typed and no value. */
export const emptyPayload: PayloadFields<Record<never, never>> = { write: () => VERSION, read: () => ({}) };

/** Text of a stated form, kept as it is. */
const formed = (form: RegExp): PayloadField<string> => ({
  write: (value) => value,
  read: (text) => (form.test(text) ? text : null),
});

/** Kandji's UUID. */
export const deviceId: PayloadField<string> = {
  write: (value) => value,
  read: (text) => (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu.test(text) ? text.toLowerCase() : null),
};

/** The same, or empty: none in particular. */
export const someDeviceId: PayloadField<string> = {
  write: (value) => value,
  read: (text) => (text === '' ? '' : deviceId.read(text)),
};

/** Any id of Kandji's, or a short word of ours in its place. */
export const kandjiId: PayloadField<string> = formed(/^[A-Za-z0-9_-]{1,50}$/u);

/** A request's short id. */
export const requestId: PayloadField<string> = formed(/^[A-Za-z0-9-]{4,24}$/u);

/** A Slack conversation: `C…`, `G…`, `D…`. */
export const channelId: PayloadField<string> = formed(/^[CDG][A-Z0-9]{2,20}$/u);

/** One of a closed set of names. */
export const oneOf = <const Name extends string>(names: readonly Name[]): PayloadField<Name> => ({
  write: (value) => value,
  read: (text) => names.find((name) => name === text) ?? null,
});

/** A whole number from 0 to 99,999: a page, a version. */
export const count: PayloadField<number> = {
  write: (value) => String(value),
  read: (text) => (/^\d{1,5}$/u.test(text) ? Number(text) : null),
};

/** A number in the record, from 0. */
export const numberField: PayloadField<number> = {
  write: (value) => String(value),
  read: (text) => (/^\d{1,15}$/u.test(text) ? Number(text) : null),
};

/** What a person typed, carried on to be read again; cut to `max` code points. May be empty. */
export const typedTextField = (max: number): PayloadField<string> => ({
  write: (value) =>
    [...value.toWellFormed()].slice(0, max).join('').replaceAll('%', '%25').replaceAll('|', '%7C'),
  read(text) {
    const value = text.replaceAll('%7C', '|').replaceAll('%25', '%');
    return [...value].length <= max ? value : null;
  },
});

/** sha-256, hex, of what a modal shows: what was seen is what is decided. Which buttons it has is part of what was seen. */
export const digest = ({ blocks, submit, title }: ModalView): string =>
  createHash('sha256')
    .update(JSON.stringify([title, submit ?? null, blocks]))
    .digest('hex');
