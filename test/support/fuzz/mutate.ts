import fc from 'fast-check';

/** JSON as it travels. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Texts that have broken someone's bot before. */
const NASTY = [
  '',
  ' ',
  '<!channel>&<>'.repeat(20),
  '*bold* `code` <https://evil.example|good>',
  'x'.repeat(4_000),
  '👩‍💻'.repeat(200),
  '&'.repeat(3_100),
  '\u0000\uD800\u202E',
  '__proto__',
  '"\\\n'.repeat(50),
  '-1',
  'null',
];

const leaf = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.constantFrom<Json>(null, true, false, 0, -1, 1e308, [], {}),
  fc.string({ maxLength: 40 }),
  fc.integer(),
);

/** One thing that goes wrong with a payload. */
export interface Mutation {
  /** Which part: at each level the child with this number, counted round. */
  readonly at: readonly number[];
  readonly how: 'replace' | 'remove' | 'wrap' | 'cut' | 'double' | 'append';
  readonly value: Json;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }),
  how: fc.constantFrom('replace', 'remove', 'wrap', 'cut', 'double', 'append'),
  value: leaf,
});

/** None to four. */
export const mutations = fc.array(mutation, { maxLength: 4 });

export const changedBy = (json: Json, these: readonly Mutation[]): Json => these.reduce(mutated, json);

/** Real payloads with one to four things wrong; every tenth is left as it was. */
export const nearly = (samples: readonly Json[]): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.nat(samples.length - 1), mutations)
    .map(([which, these]) => changedBy(samples[which] ?? null, these));

/** Anything at all that is JSON and made of words that a real payload is made of. */
export const madeOf = (keys: readonly string[], values: readonly Json[]): fc.Arbitrary<Json> =>
  fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(leaf, fc.constantFrom(...values)),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 7, noNullPrototype: true }),
    ),
  })).node;

function mutated(json: Json, { at, how, value }: Mutation): Json {
  return changedAt(json, at, (old) => changed(old, how, value)) ?? null;
}

/** `undefined` removes it. */
function changed(old: Json, how: Mutation['how'], value: Json): Json | undefined {
  if (how === 'remove') return undefined;
  if (how === 'wrap') return [old];
  if (typeof old === 'string' && how === 'cut') return old.slice(0, Math.floor(old.length / 2));
  if (typeof old === 'string' && how === 'append') return old + String(value);
  if (how === 'double')
    return Array.isArray(old) ? [...old, ...old] : typeof old === 'string' ? old + old : old;
  return value;
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

/** Copies what lies on the way and nothing else. */
function changedAt(
  json: Json,
  [number, ...rest]: readonly number[],
  change: (old: Json) => Json | undefined,
): Json | undefined {
  const names = typeof json === 'object' && json !== null ? Object.keys(json) : [];
  if (number === undefined || names.length === 0) return change(json);
  const name = names[number % names.length] ?? '';
  if (isList(json)) {
    const next = changedAt(json[Number(name)] ?? null, rest, change);
    return json.toSpliced(Number(name), 1, ...(next === undefined ? [] : [next]));
  }
  const { [name]: old = null, ...others } = json as { readonly [name: string]: Json };
  const next = changedAt(old, rest, change);
  return next === undefined ? others : { ...others, [name]: next };
}

/** Every key and every short leaf of some samples: what arbitrary ones are made of. */
export function vocabulary(samples: readonly Json[]): {
  readonly keys: readonly string[];
  readonly values: readonly Json[];
} {
  const keys = new Set<string>();
  const values = new Set<Json>();
  JSON.stringify(samples, (key, value: Json) => {
    if (!/^\d*$/.test(key)) keys.add(key);
    if (typeof value !== 'object' && String(value).length < 200) values.add(value);
    return value;
  });
  return { keys: [...keys, '__proto__', 'constructor'], values: [...values] };
}
