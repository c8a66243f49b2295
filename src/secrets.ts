export type Environment = Readonly<Record<string, string | undefined>>;

/** Every secret in the environment, also when the rest of it is not right: for what a sub-command or a failed start prints. */
export function secretsIn(env: Environment, readFile: (path: string) => string): string[] {
  const { DATABASE_URL, ...values } = withFiles(env, readFile, []);
  const named = [...SECRETS, 'PGPASSWORD'].map((name) => values[name]?.trim() ?? '');
  return [...named, ...passwordsOf(DATABASE_URL?.trim() ?? '')].filter((secret) => secret !== '');
}

const SECRETS = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'KANDJI_API_TOKEN',
  'DATABASE_URL',
  'AUDIT_KEY',
];

/** The environment with every `NAME_FILE` of a secret read into `NAME`; what cannot be is added to `problems`. */
export function withFiles(
  env: Environment,
  readFile: (path: string) => string,
  problems: string[],
  secrets: readonly string[] = SECRETS,
): Environment {
  const values: Record<string, string | undefined> = { ...env };
  for (const name of secrets) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: keep one of them.`);
    try {
      values[name] = readFile(path);
    } catch {
      // The path is not repeated: someone may have put the secret itself here.
      problems.push(
        `${name}_FILE names a file that cannot be read: check that it exists, and its owner and mode.`,
      );
    }
  }
  return values;
}

/** As it is written in the address, and as the database is told it. */
export function passwordsOf(url: string): string[] {
  // Without a host, for a socket, it is no URL: postgres://me:word@/name?host=/run/postgresql
  const written = (URL.parse(url) ?? URL.parse(url.replace('@/', '@localhost/')))?.password ?? '';
  try {
    return [...new Set([written, decodeURIComponent(written)])];
  } catch {
    return [written];
  }
}
