import { about, type CheckResult } from '../../ops/check-result.ts';
import { slackTokenError } from '../../ops/startup.ts';
import { type Settings, slackClient } from '../clients.ts';
import type { SlackCheckContext } from './context.ts';

/** What the bot token needs, and for what: the scopes of `manifest.yml`. */
export const NEEDED_SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'to answer @mentions',
  'channels:read': 'to see if a public channel is shared with another company',
  'chat:write': 'to post cards',
  commands: 'for /kandji and the shortcuts',
  'files:write': 'to send a history as a CSV file',
  'groups:read': 'to see if a private channel is shared with another company',
  'im:history': 'to read what is written to it directly',
  'usergroups:read': 'to know who holds which role',
  'users:read': 'to know who is a member and who a guest',
  'users:read.email': "to find somebody's own devices",
};

const { ok, look, bad } = about('Slack');

/** Whose token it is. */
interface BotIdentity {
  readonly teamId: string;
  readonly userId: string;
  /** The workspace's name. */
  readonly company: string;
  /** The bot user's name. */
  readonly botName: string;
}

export interface SlackTokenCheck {
  /** `null`: the token does not work, so nothing else of Slack can be checked. */
  readonly self: BotIdentity | null;
  readonly findings: readonly CheckResult[];
}

/** Does the bot token work, and what was granted to it? (Slack docs, auth.test and x-oauth-scopes) */
export async function checkSlackToken({
  client,
}: Pick<SlackCheckContext, 'client'>): Promise<SlackTokenCheck> {
  try {
    const answer = await client.auth.test();
    const granted = answer.response_metadata?.scopes ?? null;
    const { team_id: teamId = '', user_id: userId = '', team: company = '', user: botName = '' } = answer;
    return {
      self: { teamId, userId, company, botName },
      findings: [ok(`the bot token works: ${botName} in ${company}.`), ...scopeFindings(granted)],
    };
  } catch (error) {
    const { text, fix } = slackTokenError(error, 'SLACK_BOT_TOKEN');
    return { self: null, findings: [bad(text, fix)] };
  }
}

function scopeFindings(granted: readonly string[] | null): readonly CheckResult[] {
  if (granted === null) return [look('Slack did not say which scopes the token has.')];
  const missing = Object.entries(NEEDED_SCOPES).filter(([scope]) => !granted.includes(scope));
  const more = granted.filter((scope) => !Object.hasOwn(NEEDED_SCOPES, scope));
  const fix = "Add it in the app's manifest or under OAuth & Permissions, then reinstall the app.";
  return [
    ...missing.map(([scope, why]) => bad(`the scope ${scope} is missing (${why}).`, fix)),
    ...(missing.length === 0 ? [ok('every scope that is needed was granted.')] : []),
    ...(more.length > 0
      ? [look(`more was granted than is needed: ${more.join(', ')}.`, 'Remove it and reinstall the app.')]
      : []),
  ];
}

/** The way in: an app token is proved, a signing secret only at the first press. */
export async function checkTransport({
  settings,
}: {
  readonly settings: Pick<Settings, 'slack'>;
}): Promise<readonly CheckResult[]> {
  const { way } = settings.slack;
  if (way.kind === 'http') return [signingSecret(way.signingSecret)];
  const client = slackClient({ slack: { ...settings.slack, botToken: way.appToken } });
  try {
    await client.apps.connections.open();
    return [ok('Socket Mode: the app token works.')];
  } catch (error) {
    const { text, fix } = slackTokenError(error, 'SLACK_APP_TOKEN');
    return [bad(`Socket Mode: ${text}`, fix)];
  }
}

const signingSecret = (secret: string): CheckResult =>
  /^[0-9a-f]{32}$/.test(secret)
    ? ok('HTTP: a signing secret is set; the first press will prove it.')
    : look(
        "HTTP: SLACK_SIGNING_SECRET does not look like Slack's, which are 32 hexadecimal digits.",
        'Copy it again from Basic Information › App Credentials.',
      );
