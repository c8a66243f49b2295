import { isRecord, toList, toText } from './primitives.ts';

/** What went wrong with a command, from Kandji's `error_chain`: its sentences, outermost first; `null` without any. */
export function errorChainText(chain: unknown): string | null {
  const sentences = toList(chain)
    .filter(isRecord)
    .map((link) => {
      const words = toText(link.us_english_description) ?? toText(link.localized_description);
      if (words !== null) return words;
      const code = toText(link.code);
      return code === null ? null : [toText(link.domain), code].filter((part) => part !== null).join(' ');
    })
    .filter((words) => words !== null);
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ');
}
