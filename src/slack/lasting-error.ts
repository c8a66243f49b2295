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
  readonly data?: { readonly error?: unknown; readonly needed?: string };
}

const codeOf = (error: unknown): unknown => (error as SlackFailure | null)?.data?.error;
const isWord = (code: unknown): code is string => typeof code === 'string' && /^[\w.:-]{1,100}$/.test(code);

/** Slack's own word for an error, such as `invalid_auth`; `null` when Slack did not answer, or something else in its place. */
export function slackError(error: unknown): string | null {
  const code = codeOf(error);
  return isWord(code) ? code : null;
}

/** What is no JSON comes as an error's whole word (`@slack/web-api`): a proxy's page, or nothing, in place of Slack's answer. */
export const isForeignAnswer = (error: unknown): boolean => {
  const code = codeOf(error);
  return code !== undefined && !isWord(code);
};

/**
 * A sentence for an error that trying again does not mend, with Slack's own word and the missing scope; `null` for any other
 * error.
 */
export function lastingError(error: unknown): string | null {
  const word = slackError(error);
  if (word === null || !LASTING.has(word)) return null;
  const needed = (error as SlackFailure).data?.needed;
  const what = needed === undefined ? word : `${word}: ${needed}`;
  return `Slack rejects this app (${what}) until an admin fixes it: \`doctor\` says how.`;
}

/** True for an error of a call about one channel that Slack has for every channel. */
export const isAboutApp = (error: unknown): boolean =>
  lastingError(error) !== null && !OF_A_CHANNEL.has(slackError(error) ?? '');
