import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { badJson, wrongMediaType } from './refusals.ts';

/** All of a request's body as text. Rejects when the client goes away first. */
export async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** For the record of traffic: JSON where it is JSON. */
export function readable(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Only JSON is understood (415 otherwise); without a body the media type does not matter. */
export function parseBody(
  text: string,
  contentType: string | undefined,
): { body: unknown } | { refusal: Answer } {
  if (text === '') return { body: undefined };
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== 'application/json') return { refusal: wrongMediaType(contentType ?? '') };
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    return { refusal: badJson(error instanceof Error ? error.message : 'unreadable') };
  }
}
