import { MdmError } from '../../helpdesk/mdm-error.ts';

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
