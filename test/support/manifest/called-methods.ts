import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebClient } from '@slack/web-api';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Every source of the app, as one text. */
export const appSource = (): string =>
  readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

/** Every method of a real client, such as `chat.postMessage`: functions in its plain nested objects. */
function methodsOf(holder: object, path: readonly string[] = []): string[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    if (typeof value === 'function' && path.length > 0) return [[...path, name].join('.')];
    const isPlain =
      typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isPlain ? methodsOf(value, [...path, name]) : [];
  });
}

/** The Web API methods that a source calls: by the client's own names, by `apiCall`, or through Bolt's `say`. */
export function calledMethods(source: string): string[] {
  const dense = source.replace(/\s*\.\s*/g, '.');
  const named = methodsOf(new WebClient()).filter((method) => dense.includes(`.${method}(`));
  const raw = [...dense.matchAll(/\bapiCall\(\s*['"`]([\w.]+)/g)].map((match) => match[1] ?? '');
  const said = /\bsay\(/.test(dense) ? ['chat.postMessage'] : [];
  // The SDK's own way to upload (SDK docs, filesUploadV2).
  const uploaded = dense.includes('.filesUploadV2(')
    ? ['files.getUploadURLExternal', 'files.completeUploadExternal']
    : [];
  return [...new Set([...named, ...raw, ...said, ...uploaded])].sort();
}
