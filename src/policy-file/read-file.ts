import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** What a path holds now. Equal `key`: the same bytes, or the same trouble. */
export type Content =
  | { readonly key: string; readonly text: string }
  /** `trouble`: one sentence, such as “policy.yml does not exist.” */
  | { readonly key: string; readonly text: null; readonly trouble: string };

const MOST_BYTES = 1024 * 1024;

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist.',
  EACCES: 'may not be read by this process: check its owner and mode.',
  EPERM: 'may not be read by this process: check its owner and mode.',
};

/** Reads a policy file's text. Never throws; bytes that are no UTF-8 are trouble, so that a hash means one text. */
export function readContent(file: string): Content {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return trouble(file, 'is not a file.');
    if (stat.size > MOST_BYTES) return trouble(file, 'is larger than 1 MB: that is no policy.');
    const bytes = readFileSync(file);
    const key = createHash('sha256').update(bytes).digest('hex');
    try {
      return { key, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      return { key, text: null, trouble: `${file} is not a UTF-8 text.` };
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return trouble(file, TROUBLES[code] ?? `cannot be read (${code}).`);
  }
}

const trouble = (file: string, what: string): Content => ({
  key: `trouble: ${what}`,
  text: null,
  trouble: `${file} ${what}`,
});
