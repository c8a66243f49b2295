/** Slack's own error word, such as `invalid_auth`; `null` when Slack did not answer at all. */
export const slackErrorCode = (error: unknown): string | null =>
  (error as { data?: { error?: string } } | null)?.data?.error ?? null;

const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'user_removed_from_team',
  'team_disabled',
]);

/** What is wrong with a token, and what to do, each as a sentence. */
export function slackTokenError(
  error: unknown,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): { readonly text: string; readonly fix: string } {
  const word = slackErrorCode(error);
  if (word !== null && REFUSED.has(word))
    return { text: `Slack refuses ${variable} (${word}).`, fix: FIXES[variable] };
  if (word !== null) return { text: `Slack answered ${word} to ${variable}.`, fix: FIXES[variable] };
  return {
    text: `Slack cannot be reached: ${reasonOf(error)}.`,
    fix: 'Check the network, the proxy and SLACK_API_URL.',
  };
}

const FIXES = {
  SLACK_BOT_TOKEN:
    'Copy it again from your Slack app, OAuth & Permissions; reinstall the app if it was removed.',
  SLACK_APP_TOKEN:
    'Make one with the scope connections:write in your Slack app, Basic Information › App-Level Tokens.',
} as const;

/** The innermost words of a failed call: `connect ECONNREFUSED 127.0.0.1:9`. */
export function reasonOf(error: unknown): string {
  const { original, cause } = (error ?? {}) as { original?: unknown; cause?: unknown };
  const inner = original ?? cause;
  if (inner instanceof Error) return reasonOf(inner);
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
