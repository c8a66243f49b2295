/**
 * What Slack says until an admin acts: about the token, its scopes, the workspace, its plan or an API that is no more (Slack docs,
 * errors of every method, usergroups.list). Not here: `accesslimited`, `team_added_to_org` and the like, which pass by themselves.
 */
const LASTING = new Set([
  'missing_scope',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'team_access_not_granted',
  'user_removed_from_team',
  'team_disabled',
  'is_bot',
  'ekm_access_denied',
  'org_login_required',
  'enterprise_is_restricted',
  'two_factor_setup_required',
  'feature_not_enabled',
  'paid_teams_only',
  'plan_upgrade_required',
  'method_deprecated',
  'deprecated_endpoint',
  'unknown_method',
  'access_denied',
  'no_permission',
  'permission_denied',
  'restricted_action',
]);

/** Those that may be about one channel alone, where Slack says them of a channel. */
const OF_A_CHANNEL = new Set(['access_denied', 'no_permission', 'permission_denied', 'restricted_action']);

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

/** True for an error of a call about one channel that Slack has for every channel. */
export const isAboutApp = (error: unknown): boolean =>
  lastingError(error) !== null && !OF_A_CHANNEL.has((error as SlackFailure | null)?.data?.error ?? '');
