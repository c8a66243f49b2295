import { isRecord, listOf, textOf } from './primitives.ts';

/** What went wrong with a command, from Kandji's `error_chain`: its sentences, outermost first; `null` without any. */
export function errorSentence(chain: unknown): string | null {
  const sentences = listOf(chain)
    .filter(isRecord)
    .map((link) => {
      const words = textOf(link.us_english_description) ?? textOf(link.localized_description);
      if (words !== null) return words;
      const code = textOf(link.code);
      return code === null ? null : [textOf(link.domain), code].filter((part) => part !== null).join(' ');
    })
    .filter((words) => words !== null);
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ');
}
