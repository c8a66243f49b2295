import { consoleAddress, kandjiAddress } from './kandji/index.ts';
import { type Environment, passwordsOf, withFiles } from './secrets.ts';
import { COMMAND_NAME_RULE, DEFAULT_COMMAND, isCommandName } from './slack/commands/command-name.ts';
import { checkedDatabaseUrl, keyFault } from './store/index.ts';

/** Everything that the process is told from outside. */
export interface Config {
  readonly slack: {
    readonly botToken: string;
    readonly apiUrl: string;
    /** Exactly one way in: HTTP with its signing secret, or Socket Mode with its app token. */
    readonly way:
      | { readonly kind: 'http'; readonly signingSecret: string }
      | { readonly kind: 'socket'; readonly appToken: string };
  };
  readonly kandji: { readonly apiUrl: URL; readonly token: string; readonly webUrl: string };
  readonly databaseUrl: string | null;
  /** What the database's driver reads by itself where the address has no password; here to be hidden. */
  readonly databasePassword: string | null;
  readonly dataDir: string;
  readonly policyFile: string;
  readonly host: string;
  readonly port: number;
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly auditKey: string | null;
  /** Part of Kandji's hour that the device index may spend; `0`: there is none. */
  readonly fleetShare: number;
  /** What the slash command is called where no one has just typed it: `/kandji`. */
  readonly command: string;
  /** The first audit entry that must be signed; from 1. */
  readonly auditSignedFrom: number;
  readonly logLevel: string;
}

/** Its message names every wrong variable, a line each, with what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const isNew = problems.some((problem) => problem.startsWith('SLACK_BOT_TOKEN is missing'));
    super(
      [
        'I cannot start:',
        ...problems.map((problem) => `- ${problem}`),
        ...(isNew ? ['Not set up yet? “npm start -- setup” asks for everything and checks it.'] : []),
      ].join('\n'),
    );
    this.problems = problems;
  }
}

/**
 * Reads the environment. Every secret may come as `NAME_FILE` as well.
 * @throws ConfigError that names all mistakes at once
 */
export function readConfig(env: Environment, readFile: (path: string) => string): Config {
  const problems: string[] = [];
  const values = withFiles(env, readFile, problems);
  const text = (name: string) => values[name]?.trim() || null;
  const needed = (name: string, hint: string): string => {
    const value = text(name);
    if (!value) problems.push(`${name} is missing: ${hint}`);
    return value ?? '';
  };
  const botToken = needed(
    'SLACK_BOT_TOKEN',
    'the bot token (xoxb-…) from your Slack app, OAuth & Permissions.',
  );
  if (botToken && !botToken.startsWith('xoxb-'))
    problems.push('SLACK_BOT_TOKEN is not a bot token: those begin with xoxb-.');
  const config: Config = {
    slack: {
      botToken,
      apiUrl: slackApi(text('SLACK_API_URL'), botToken, problems),
      way: wayIn(text, problems),
    },
    kandji: kandji(needed, text, problems),
    ...localConfig(text, problems),
    host: text('HOST') ?? '0.0.0.0',
    port: portOf('PORT', text('PORT'), problems) ?? 3000,
    metrics: metrics(text, problems),
    fleetShare: shareOf(text('FLEET_SHARE'), problems),
    logLevel: levelOf(text('LOG_LEVEL'), problems),
  };
  // Only here: what reads the audit log must still work with the old key.
  const tooShort = keyFault(config.auditKey);
  if (tooShort !== null) problems.push(tooShort);
  if (collide(config, config.metrics))
    problems.push(`PORT and METRICS_PORT are both ${config.port}: give METRICS_PORT a number of its own.`);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The part that sub-commands need which look at the store or the policy file alone. @throws ConfigError */
export function readLocalConfig(env: Environment, readFile: (path: string) => string): LocalConfig {
  const problems: string[] = [];
  const values = withFiles(env, readFile, problems, ['DATABASE_URL', 'AUDIT_KEY']);
  const config = localConfig((name) => values[name]?.trim() || null, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

export type LocalConfig = Pick<
  Config,
  'databaseUrl' | 'databasePassword' | 'dataDir' | 'policyFile' | 'auditKey' | 'auditSignedFrom' | 'command'
>;

const localConfig = (text: Reader, problems: string[]): LocalConfig => ({
  databaseUrl: database(text('DATABASE_URL'), problems),
  databasePassword: text('PGPASSWORD'),
  dataDir: text('DATA_DIR') ?? './data',
  policyFile: text('POLICY_FILE') ?? './policy.yml',
  auditKey: text('AUDIT_KEY'),
  auditSignedFrom: signedFrom(text, problems),
  command: slackCommand(text('SLACK_COMMAND'), problems),
});

function slackCommand(typed: string | null, problems: string[]): string {
  if (typed !== null && !isCommandName(typed))
    problems.push(`SLACK_COMMAND is not a command name: ${COMMAND_NAME_RULE}`);
  return typed ?? DEFAULT_COMMAND;
}

type Reader = (name: string) => string | null;

function wayIn(text: Reader, problems: string[]): Config['slack']['way'] {
  const signingSecret = text('SLACK_SIGNING_SECRET');
  const appToken = text('SLACK_APP_TOKEN');
  if (signingSecret && appToken)
    problems.push(
      'SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set: keep the first for HTTP, or the second for Socket Mode.',
    );
  if (!signingSecret && !appToken)
    problems.push(
      'SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode, no public address) is missing: set exactly one.',
    );
  if (appToken && !appToken.startsWith('xapp-'))
    problems.push('SLACK_APP_TOKEN is not an app-level token: those begin with xapp-.');
  return appToken && !signingSecret
    ? { kind: 'socket', appToken }
    : { kind: 'http', signingSecret: signingSecret ?? '' };
}

/** Every value that must never be shown. */
export const secretsOf = (config: Config): string[] =>
  [
    config.slack.botToken,
    config.slack.way.kind === 'http' ? config.slack.way.signingSecret : config.slack.way.appToken,
    config.kandji.token,
    config.auditKey,
    config.databasePassword,
    ...passwordsOf(config.databaseUrl ?? ''),
  ].filter((secret): secret is string => !!secret);

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function slackApi(typed: string | null, botToken: string, problems: string[]): string {
  const url = typed ?? 'https://slack.com/api/';
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const local = parsed !== null && /^https?:$/.test(parsed.protocol) && LOOPBACK.has(parsed.hostname);
  const real =
    parsed?.protocol === 'https:' &&
    ['slack.com', 'slack-gov.com', 'www.slack.com'].includes(parsed.hostname);
  if (!local && !real)
    problems.push(
      'SLACK_API_URL may only be https://slack.com/api/, https://slack-gov.com/api/ or a loopback address.',
    );
  if (botToken.startsWith('xoxb-playground-') && !local)
    problems.push("SLACK_BOT_TOKEN is the playground's: it works with a loopback SLACK_API_URL only.");
  return url;
}

function kandji(
  needed: (name: string, hint: string) => string,
  text: Reader,
  problems: string[],
): Config['kandji'] {
  const typed = needed(
    'KANDJI_API_URL',
    "the API URL from Kandji's Settings › Access, such as https://acme.api.kandji.io.",
  );
  const token = needed('KANDJI_API_TOKEN', "an API token from Kandji's Settings › Access.");
  const address = typed ? kandjiAddress(typed) : null;
  if (address && !address.ok) problems.push(`KANDJI_API_URL: ${address.problem}`);
  const apiUrl = address?.ok ? address.url : new URL('https://unset.api.kandji.io');
  const webUrl = text('KANDJI_WEB_URL');
  if (webUrl && !/^https?:\/\//.test(webUrl)) problems.push('KANDJI_WEB_URL must begin with https://.');
  return { apiUrl, token, webUrl: consoleAddress(apiUrl, webUrl) };
}

function database(url: string | null, problems: string[]): string | null {
  try {
    if (url !== null) checkedDatabaseUrl(url);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'DATABASE_URL cannot be used.');
  }
  return url;
}

function signedFrom(text: Reader, problems: string[]): number {
  const typed = text('AUDIT_SIGNED_FROM');
  if (typed === null) return 1;
  if (!/^[1-9]\d{0,14}$/.test(typed))
    problems.push('AUDIT_SIGNED_FROM is not the number of an audit entry, such as 1.');
  if (text('AUDIT_KEY') === null)
    problems.push(
      'AUDIT_SIGNED_FROM is set without AUDIT_KEY, so no signature can be checked: set the key, too.',
    );
  return Number(typed);
}

/** `5` and `5%` are a twentieth. */
function shareOf(typed: string | null, problems: string[]): number {
  const [, digits] = /^(\d{1,2}(?:\.\d+)?)\s*%?$/.exec(typed ?? '5') ?? [];
  const percent = Number(digits);
  if (percent <= MOST_SHARE) return percent / 100;
  problems.push(`FLEET_SHARE is not a percentage from 0 to ${MOST_SHARE}, such as 5.`);
  return 0;
}

/** More would be felt by people who look something up. */
const MOST_SHARE = 50;

function metrics(text: Reader, problems: string[]): Config['metrics'] {
  const port = portOf('METRICS_PORT', text('METRICS_PORT'), problems);
  return port === null ? null : { port, host: text('METRICS_HOST') ?? '127.0.0.1' };
}

function portOf(name: string, typed: string | null, problems: string[]): number | null {
  if (typed === null) return null;
  if (/^\d{1,5}$/.test(typed) && Number(typed) <= 65_535) return Number(typed);
  problems.push(`${name} is not a port number: choose one from 0 to 65535.`);
  return null;
}

/** Whether both cannot be listened on at once. Port 0 is any free one. */
const collide = (one: NonNullable<Config['metrics']>, other: Config['metrics']): boolean =>
  one.port !== 0 &&
  one.port === other?.port &&
  (one.host === other.host || [one.host, other.host].some((host) => host === '0.0.0.0' || host === '::'));

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

function levelOf(typed: string | null, problems: string[]): string {
  if (typed !== null && !LEVELS.includes(typed))
    problems.push(`LOG_LEVEL is not a log level: choose one of ${LEVELS.join(', ')}.`);
  return typed ?? 'info';
}
