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

/** The query's parameters of an address of PostgreSQL that are secrets (pg-connection-string, which takes each for the connection). */
const SECRET_PARAMETERS = new Set(['password', 'sslpassword']);

/** As it is written in the address, before the host or in the query, and as the database is told it. */
export function passwordsOf(url: string): string[] {
  // Without a host, for a socket, it is no URL: postgres://me:word@/name?host=/run/postgresql
  const { password = '', search = '' } = URL.parse(url) ?? URL.parse(url.replace('@/', '@localhost/')) ?? {};
  const inQuery = search
    .slice(1)
    .split('&')
    .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const)
    .filter(([name]) => SECRET_PARAMETERS.has(decoded(name).toLowerCase()))
    .flatMap(([, value]) => [value, decoded(value), decoded(value.replaceAll('+', ' '))]);
  return [...new Set([password, decoded(password), ...inQuery])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
