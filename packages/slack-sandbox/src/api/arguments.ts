import { isObject, type JsonObject, parseJson } from '../json.ts';

/** Arguments that are JSON inside a form; any other stays the text that it is. */
const JSON_ARGUMENTS = new Set(['blocks', 'attachments', 'view', 'metadata', 'message']);

/** The arguments of a Web API call, from a form or JSON body; undefined if it is neither. */
export function readArguments(body: string, contentType: string): JsonObject | undefined {
  if (contentType.includes('application/json')) {
    const json = parseJson(body === '' ? '{}' : body);
    return isObject(json) ? json : undefined;
  }
  const isForm = contentType.includes('application/x-www-form-urlencoded') || body === '';
  if (!isForm) return undefined;
  const pairs = [...new URLSearchParams(body)].map(([name, value]): [string, unknown] => [
    name,
    JSON_ARGUMENTS.has(name) ? (parseJson(value) ?? value) : value,
  ]);
  return Object.fromEntries(pairs);
}
