import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { bannedIn, joinedSentencesIn, otherQuotesIn, uncontractedIn, withAdvice } from './banned.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Sentences that people never read: SQL, words that are only understood, and what the pictures wait for. */
const NOT_SHOWN = [
  /^src\/store\/migrations\//,
  /^src\/slack\/commands\/sentence\.ts$/,
  /^playground\/pictures\//,
];

/** What still has to be said plainly: a file and its word. This list only shrinks. */
const STILL: readonly string[] = [];

/** Every string of a source that has at least two words, and the text of its markup. */
const sentencesIn = (path: string, skips?: (node: object) => boolean): readonly string[] =>
  textsIn(path, skips).filter(isSentence);

const isSentence = (text: string): boolean => /\S\s+\S/.test(text) || /^\s+\S|\S\s+$/.test(text);

/** Every string of a source, and the text of its markup. */
function textsIn(path: string, skips: (node: object) => boolean = () => false): readonly string[] {
  const { program, errors } = parseSync(path, readFileSync(join(ROOT, path), 'utf8'));
  if (errors.length > 0) throw new Error(`${path} can't be read`);
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) walk(one);
    else if (typeof node === 'object' && node !== null && !skips(node)) {
      const { type, value } = node as { type?: string; value?: unknown };
      if ((type === 'Literal' || type === 'JSXText') && typeof value === 'string') found.push(value);
      if (type === 'TemplateElement') found.push((value as { cooked: string }).cooked);
      for (const one of Object.values(node)) walk(one);
    }
  };
  walk(program);
  return found;
}

test('a sentence is found wherever it is written', () => {
  const sentences = sentencesIn('src/slack/errors.ts');
  expect(sentences.length).toBeGreaterThan(5);
  expect(bannedIn('Nobody was told: the device obeyed, and it goes on the record.')).toEqual([
    'obeyed',
    'told',
    'nobody',
    'on the record',
  ]);
  expect(bannedIn('Your US keyboard, Wednesday, avoid, unsettling weather, campus')).toEqual([]);
});

test('no sentence in the code has a banned word', () => {
  const files = globSync(['src/**/*.ts', 'playground/**/*.{ts,tsx}'], { cwd: ROOT });
  const found = files
    .filter((path) => !NOT_SHOWN.some((pattern) => pattern.test(path)))
    .flatMap((path) => [
      ...new Set(
        sentencesIn(path)
          .flatMap(bannedIn)
          .map((word) => `${path}: ${word}`),
      ),
    ])
    .toSorted();
  const fresh = found.filter((one) => !STILL.includes(one));
  expect(fresh.map((one) => `${one.split(': ')[0]}: ${withAdvice(one.split(': ')[1] ?? '')}`)).toEqual([]);
  expect(
    STILL.filter((one) => !found.includes(one)),
    'remove these from STILL',
  ).toEqual([]);
});

/** States, parts of ids and what is understood when typed: never drawn. */
const CODES =
  /^(?:void|voided|cancelled|settled?|request\.settle|\.\/(?:requests\/)?settle(?:-request)?\.ts|thaw|wipe)$/u;
/** The same, in one file. */
const CODES_OF_A_FILE = [
  'src/slack/changes/suggestions.ts: nobody',
  'src/slack/changes/update-fields.ts: nobody',
  'src/store/rate-limit.ts: told',
];

test('no single word in the code is a banned one, but for codes that no one reads', () => {
  const found = globSync(['src/**/*.ts'], { cwd: ROOT })
    .filter((path) => !NOT_SHOWN.some((pattern) => pattern.test(path)))
    .flatMap((path) =>
      textsIn(path)
        .filter((text) => !isSentence(text) && !CODES.test(text) && bannedIn(text).length > 0)
        .map((text) => `${path}: ${text}`),
    );
  expect([...new Set(found)].toSorted()).toEqual(CODES_OF_A_FILE);
});

test('no comment of the example policy has a banned word', () => {
  const text = readFileSync(join(ROOT, 'policy.example.yml'), 'utf8');
  // What stands in quotes are the company's own words.
  expect(bannedIn(text.replace(/"[^"\n]*"/gu, ''))).toEqual([]);
});

/** What is typed as it stands there, or read by programs. */
const NOT_PROSE = [
  /^src\/(?:store|logger|kandji)\b/,
  /^src\/cli\/(?:freeze|setup\/(?:files|policy))\.ts$/, // a shell's and a file's own quotes
  /^src\/policy-file\/(?:schema|read-digests)\.ts$/, // how YAML is quoted
  /^src\/slack\/commands\//, // what is typed
  /^src\/(?:slack\/search\/query-words|slack\/not-available|helpdesk\/search\/search-keys)\.ts$/,
];

test('the other kinds of quotes are found', () => {
  for (const text of ['Kandji: "No"', "match 'dana'", 'this hour’s'])
    expect(otherQuotesIn(text), text).toHaveLength(1);
  expect(otherQuotesIn("“Help Desk” can't see Dana's or the requesters' Macs: `tag:\"Paris, HQ\"`")).toEqual(
    [],
  );
});

test('sentences without a space between them are found', () => {
  expect(joinedSentencesIn('*Messaging 18 people.*The report')).toEqual(['people.*The']);
  expect(joinedSentencesIn('for this Mac.Last resort')).toEqual(['Mac.Last']);
  expect(joinedSentencesIn('*Sent.* Waiting. Kandji 1.2 · com.apple.Terminal · `a.B`')).toEqual([]);
});

test('all that people read has one kind of quotes', () => {
  const found = globSync('src/**/*.ts', { cwd: ROOT })
    .filter((path) => ![...NOT_SHOWN, ...NOT_PROSE].some((pattern) => pattern.test(path)))
    .flatMap((path) =>
      sentencesIn(path).flatMap((text) => otherQuotesIn(text).map((one) => `${path}: ${one}`)),
    );
  expect(found).toEqual([]);
});

test('no page of the docs has a banned word', () => {
  const pages = globSync(['*.md', 'docs/*.md'], { cwd: ROOT });
  expect(pages.length).toBeGreaterThan(8);
  const found = pages
    // A changelog quotes what was said before.
    .filter((path) => path !== 'CHANGELOG.md')
    .flatMap((path) =>
      bannedIn(
        readFileSync(join(ROOT, path), 'utf8')
          .replace(/```[\s\S]*?```/gu, '')
          .replace(/`[^`]*`/gu, ''),
      ).map((word) => `${path}: ${withAdvice(word)}`),
    );
  expect(found).toEqual([]);
});

/** A line of the log, or an error that no one in Slack reads. */
function isForOperators(node: object): boolean {
  const { type, callee } = node as {
    type?: string;
    callee?: { name?: string; object?: { name?: string } };
  };
  return type === 'NewExpression'
    ? callee?.name === 'Error'
    : /^log(?:ger)?$/u.test(callee?.object?.name ?? '');
}

test('what people read in Slack has contractions', () => {
  expect(uncontractedIn("It isn't locked, was not sent and cannot wait.")).toEqual(['was not', 'cannot']);
  const found = globSync(['src/slack/**/*.ts', 'src/helpdesk/**/*.ts'], { cwd: ROOT })
    .filter((path) => !NOT_SHOWN.some((pattern) => pattern.test(path)) && !path.includes('/transport/'))
    .flatMap((path) =>
      sentencesIn(path, isForOperators).flatMap((text) =>
        uncontractedIn(text).map((one) => `${path}: ${one}: ${text}`),
      ),
    );
  expect(found).toEqual([]);
});
