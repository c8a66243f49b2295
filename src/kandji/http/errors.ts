import { STATUS_CODES } from 'node:http';
import { MdmError, type MdmErrorReason } from '../../helpdesk/mdm-error.ts';
import { permissionLabel } from '../permissions.ts';
import { isRecord, toText } from '../schemas/primitives.ts';
import { type Answer, isPage, isUnrouted, jsonOf, numberHeader } from './answer.ts';

/** Asked to wait longer than this, it is the hour that is spent and not the second. */
const LONGEST_SECOND_WAIT_MS = 60_000;

/** What an answer outside 2xx means, for a call to `endpoint`. `tokenIsDead` decides what a 401 means. */
export function responseError(endpoint: string, answer: Answer, tokenIsDead: boolean): MdmError {
  const reason = reasonOf(answer, tokenIsDead);
  return new MdmError({
    kind: kindOf(answer.status),
    reason,
    status: answer.status,
    sentence: sentenceOf(reason, endpoint, answer),
    endpoint,
    permission: reason === 'permission' ? permissionLabel(endpoint) : null,
    retryAfterMs: answer.status === 429 ? retryAfterOf(answer) : null,
    isKandjis: jsonOf(answer.text) !== undefined && !isUnrouted(answer),
  });
}

/** A 2xx whose body is not JSON: an HTML page, or cut off. */
export function unreadableError(endpoint: string, answer: Answer): MdmError {
  return unexpectedBody(
    endpoint,
    isPage(answer) ? 'a web page instead of data' : 'something that cannot be read',
  );
}

/** A 2xx whose JSON is not what was asked for. */
export function unexpectedBody(endpoint: string, what = 'something else than was asked for'): MdmError {
  return new MdmError({
    kind: 'no-answer',
    reason: 'unreadable',
    status: 200,
    sentence: `Kandji answered with ${what}.`,
    endpoint,
  });
}

/** How long a 429 asks to wait, in ms: `Retry-After`, else `RateLimit-Reset` (both seconds); `null` when not told. */
export function retryAfterOf(answer: Answer): number | null {
  const seconds =
    numberHeader(answer.headers, 'retry-after') ?? numberHeader(answer.headers, 'ratelimit-reset');
  return seconds === null ? null : seconds * 1000;
}

/** A 429 of the tenant's hour rather than of this second. */
export function isHourSpent(answer: Answer): boolean {
  if (answer.status !== 429) return false;
  if (numberHeader(answer.headers, 'x-ratelimit-remaining-hour') === 0) return true;
  return (retryAfterOf(answer) ?? 0) > LONGEST_SECOND_WAIT_MS;
}

function kindOf(status: number): MdmError['kind'] {
  return status >= 400 && status < 500 && status !== 408 ? 'rejected' : 'no-answer';
}

function reasonOf(answer: Answer, tokenIsDead: boolean): MdmErrorReason {
  const { status } = answer;
  // Kandji answers data; a page comes from what stands between (reports from the field, November 2026).
  if ((status === 401 || status === 403) && isPage(answer)) return 'blocked';
  if (status === 401 && tokenIsDead) return 'token';
  if (status === 401 || status === 403) return 'permission';
  if (status === 404) return isUnrouted(answer) ? 'wrong-host' : 'not-found';
  if (status === 408) return 'time-out';
  if (status === 429) return isHourSpent(answer) ? 'hour-spent' : 'rate-limited';
  if (status >= 500) return 'server';
  return status >= 400 ? 'invalid' : 'unreadable';
}

function sentenceOf(reason: MdmErrorReason, endpoint: string, answer: Answer): string {
  const words = errorSummary(answer.text);
  const said = words === null ? '' : ` Kandji says: ${asSentence(words)}`;
  const status = `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim();
  switch (reason) {
    case 'token':
      return `Kandji does not accept the API token any more, or it lacks even 'Device list'.${said}`;
    case 'permission':
      return `The Kandji token lacks ${permissionName(endpoint)}. An admin can tick it in Settings › Access.${said}`;
    case 'blocked':
      return `Something between this app and Kandji, such as a proxy or firewall, refused the call with a web page (${status}).`;
    case 'not-found':
      return words === null || /^not found\.?$/i.test(words)
        ? 'Kandji does not know it (any more).'
        : asSentence(words);
    case 'wrong-host':
      return "Kandji has no tenant at this address: KANDJI_API_URL's name or region is wrong.";
    case 'rate-limited':
      return 'Kandji is being asked too much at this moment.';
    case 'hour-spent':
      return "The tenant's requests for this hour are spent at Kandji.";
    case 'unreadable':
      return `Kandji answered with a redirect (${status}), which is never followed.`;
    case 'invalid':
      return words === null ? `No reason given (${status}).` : asSentence(words);
    default:
      return `Kandji had a fault of its own (${status}).${said}`;
  }
}

/** By the label in Kandji's settings where it is known, else by method and path. */
function permissionName(endpoint: string): string {
  const label = permissionLabel(endpoint);
  return label === null ? endpoint : `'${label}' (${endpoint})`;
}

const MOST_CHARACTERS = 300;

/**
 * Kandji's own words in an error body, as one line, from any of the shapes it uses: a bare JSON string, a list of strings,
 * `detail`, `message`, `error`, or a map of fields. `null` for HTML, an empty body and what holds no words.
 */
export function errorSummary(body: string): string | null {
  const json = jsonOf(body);
  const words = json === undefined ? plainText(body) : wordsIn(json, 0);
  if (words === null) return null;
  const line = words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const clipped =
    [...line].length > MOST_CHARACTERS ? `${[...line].slice(0, MOST_CHARACTERS).join('')}…` : line;
  return clipped === '' ? null : clipped;
}

/** Words end like a sentence, so that more can follow. */
function asSentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

function wordsIn(json: unknown, depth: number): string | null {
  if (depth > 4) return null;
  if (Array.isArray(json)) return joined(json.slice(0, 5).map((part) => wordsIn(part, depth + 1)));
  if (!isRecord(json)) return toText(json);
  for (const key of ['detail', 'message', 'error']) {
    const words = wordsIn(json[key], depth + 1);
    if (words !== null) return words;
  }
  return joined(
    Object.entries(json)
      .slice(0, 5)
      .map(([field, value]) => fieldWords(field, value, depth)),
  );
}

/** `{"blueprint_id": ["Enter a valid UUID."]}` → "blueprint_id: Enter a valid UUID." */
function fieldWords(field: string, value: unknown, depth: number): string | null {
  if (field === 'request_id') return null;
  const words = wordsIn(value, depth + 1);
  return words === null || field === 'non_field_errors' ? words : `${field}: ${words}`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const words = parts.filter((part) => part !== null);
  return words.length === 0 ? null : words.join(' ');
}

function plainText(body: string): string | null {
  const text = body.trim();
  return text === '' || /^[<{["]/.test(text) ? null : text;
}

/** A server certificate that was not accepted ends a connection before a request can leave on it. */
const CERTIFICATE =
  /^(CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT$|UNABLE_TO_|HOSTNAME_MISMATCH$|ERR_TLS_CERT_ALTNAME_INVALID$)/;

/**
 * True when the connection never came about (refused, unknown host, no route, bad certificate), so that nothing can have
 * reached Kandji. A reset or a broken body is not that.
 */
function neverLeft(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause === null) return false;
  const attempts = cause instanceof AggregateError ? cause.errors : [];
  if (attempts.length > 0) return attempts.every(isBeforeSending);
  return isBeforeSending(cause);
}

/** A failed exchange as the domain speaks of it. The cause is left out: it could carry the token in its headers. */
export function connectionError(endpoint: string, error: unknown): MdmError {
  const code = codeOf(causeOf(error));
  const detail = code === null ? '' : ` (${code})`;
  const nothingLeft = neverLeft(error);
  return new MdmError({
    kind: nothingLeft ? 'outage' : 'no-answer',
    reason: 'unreachable',
    status: null,
    sentence: nothingLeft
      ? `Kandji could not be reached${detail}.`
      : `The connection to Kandji broke off${detail}.`,
    endpoint,
  });
}

/** No answer within `ms`. */
export function timeoutError(endpoint: string, ms: number): MdmError {
  return new MdmError({
    kind: 'no-answer',
    reason: 'time-out',
    status: null,
    sentence: `Kandji did not answer within ${Math.max(1, Math.round(ms / 1000))} s.`,
    endpoint,
  });
}

function isBeforeSending(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || CERTIFICATE.test(code)) return true;
  const syscall = error instanceof Error && 'syscall' in error ? error.syscall : null;
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

/** Node's fetch wraps what happened as the `cause` of a TypeError. */
function causeOf(error: unknown): Error | null {
  if (!(error instanceof Error)) return null;
  return error.cause instanceof Error ? error.cause : error;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
