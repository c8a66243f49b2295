import { stripTypeScriptTypes } from 'node:module';

/** One small change of a source file that some test should notice. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** Index of the first changed character. */
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

type Rule = readonly [pattern: RegExp, after: (found: string) => string];

/** What is exchanged for what, in code without types, comments and texts. */
const RULES: readonly Rule[] = [
  [/===/g, () => '!=='],
  [/!==/g, () => '==='],
  [/(?<= )<=(?= )/g, () => '<'],
  [/(?<= )>=(?= )/g, () => '>'],
  [/(?<= )<(?= )/g, () => '<='],
  [/(?<= )>(?= )/g, () => '>='],
  [/&&/g, () => '||'],
  [/\|\|/g, () => '&&'],
  [/(?<= )\+(?= )/g, () => '-'],
  [/(?<= )-(?= )/g, () => '+'],
  [/(?<=[(\s=,])!(?=[\w(])/g, () => ''],
  [/\btrue\b/g, () => 'false'],
  [/\bfalse\b/g, () => 'true'],
  [/\.some(?=\()/g, () => '.every'],
  [/\.every(?=\()/g, () => '.some'],
  [/(?<=[\w\])])\.toLowerCase\(\)/g, () => ''],
  [/\b\d[\d_]*\b(?!\.)/g, (found) => String(Number(found.replaceAll('_', '')) + 1)],
  [/(?<=^ +)await [^\n]+;(?=$)/gm, () => ';'],
  [/(?<=^ +)if \((?=.)/gm, () => 'if (false && '],
  [/(?<=^ +)throw [^\n]+;(?=$)/gm, () => ';'],
  [/(?<=\[)'[^'\n]+', /g, () => ''],
  [/, '[^'\n]+'(?=\])/g, () => ''],
];
/** Rules about lists of words look into texts; all others only at code. */
const OF_TEXTS = 2;

/** Every mutant of a source file that is still TypeScript. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const stripped = stripTypeScriptTypes(source);
  if (stripped.length !== source.length) return [];
  const code = withoutTexts(stripped);
  return RULES.flatMap(([pattern, after], index) =>
    [...(index < RULES.length - OF_TEXTS ? code : withoutComments(stripped)).matchAll(pattern)].map(
      ({ 0: found, index: at }) => ({
        file,
        line: source.slice(0, at).split('\n').length,
        at,
        before: source.slice(at, at + found.length),
        after: after(found),
      }),
    ),
  ).filter((mutant) => isTypeScript(mutated(source, mutant)));
}

export const mutated = (source: string, { at, before, after }: Mutant): string =>
  source.slice(0, at) + after + source.slice(at + before.length);

function isTypeScript(source: string): boolean {
  try {
    stripTypeScriptTypes(source);
    return true;
  } catch {
    return false;
  }
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const TEXT = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;
const withoutComments = (source: string): string =>
  source.replaceAll(new RegExp(`${TEXT.source}|${COMMENT.source}`, 'g'), (found) =>
    found.startsWith('/') ? blank(found) : found,
  );
const withoutTexts = (source: string): string =>
  source.replaceAll(new RegExp(`${TEXT.source}|${COMMENT.source}`, 'g'), blank);
