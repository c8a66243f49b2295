/** One answer of Kandji's, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The answer had a body that is a secret: it was dropped, and `text` is empty. */
  readonly withheld?: true;
}

/** A header that is a number, such as `X-RateLimit-Remaining-Hour`; `null` when missing or no number. */
export function numberHeader(headers: Headers, name: string): number | null {
  const value = headers.get(name);
  return value === null || !/^\d+(\.\d+)?$/.test(value.trim()) ? null : Number(value);
}

/** The body as JSON; `undefined` for an HTML page, cut-off JSON or nothing. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The answer without its body, where that is a secret; a web page and a refusal hold none. */
export function withheld(answer: Answer): Answer {
  if (answer.status < 200 || answer.status > 299 || isPage(answer)) return answer;
  return answer.text.trim() === '' ? answer : { ...answer, text: '', withheld: true };
}

/** A web page: something in front of Kandji has answered, such as a maintenance page. */
export const isPage = ({ text }: Answer): boolean => text.trimStart().startsWith('<');

/** Kong's own 404: the host or path is not routed at all, unlike a 404 of the application behind it. */
export function isUnrouted(answer: Answer): boolean {
  return answer.status === 404 && /no Route matched/i.test(answer.text);
}
