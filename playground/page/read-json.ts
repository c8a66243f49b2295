import type { IncomingMessage } from 'node:http';

const LIMIT = 1_000_000;

/** The JSON object of a request's body. Throws with a sentence when it is too long or not an object. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > LIMIT) throw new Error('That is too much at once.');
    parts.push(bytes);
  }
  const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error('Post a JSON object.');
  return Object.fromEntries(Object.entries(body));
}
