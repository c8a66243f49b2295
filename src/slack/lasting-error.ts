/** What Slack says until an admin acts: about the token, its scopes or the workspace (Slack docs, errors of every method). */
const LASTING = new Set([
  'missing_scope',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'team_access_not_granted',
]);

/** The parts of an error of Slack's Web API that tell it apart. */
interface SlackFailure {
  readonly data?: { readonly error?: string; readonly needed?: string };
}

/**
 * A sentence for an error that trying again does not mend, with Slack's own word and the missing scope; `null` for any other
 * error.
 */
export function lastingError(error: unknown): string | null {
  const { error: word, needed } = (error as SlackFailure | null)?.data ?? {};
  if (word === undefined || !LASTING.has(word)) return null;
  const what = needed === undefined ? word : `${word}: ${needed}`;
  return `Slack rejects this app (${what}) until an admin fixes it: \`doctor\` says how.`;
}
