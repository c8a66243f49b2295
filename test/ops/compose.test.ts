import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig, readLocalConfig } from '../../src/config.ts';
import { approve, askForLostModeOff, commandsAt, doneCard } from '../support/e2e/approve-steps.ts';
import { run } from '../support/ops/run-command.ts';
import { serveHere } from '../support/ops/serve-here.ts';
import { startSimulators } from '../support/ops/simulators.ts';
import { startPostgres, type TestPostgres } from '../support/store/postgres.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas: number };
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const compose = parse(text('compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const services = Object.entries(compose.services);
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

describe('compose.yml', () => {
  test.each(services)('%s: read-only, without capabilities, with what it names', (_name, one) => {
    expect(one.read_only).toBe(true);
    expect(one.cap_drop).toEqual(['ALL']);
    expect(one.security_opt).toEqual(['no-new-privileges:true']);
    for (const secret of one.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
    for (const network of one.networks) expect(compose.networks).toHaveProperty(network);
    for (const name of Object.keys(one.depends_on ?? {}))
      if (!Array.isArray(one.depends_on)) expect(compose.services).toHaveProperty(name);
    for (const volume of one.volumes ?? []) {
      const [from = ''] = volume.split(':');
      if (!from.startsWith('.')) expect(compose.volumes).toHaveProperty(from);
      else if (from !== './helpdesk') expect(existsSync(join(ROOT, from)), from).toBe(true);
    }
  });

  test('two replicas, reached through the proxy alone; the database has no way out', () => {
    expect(service('helpdesk').deploy?.replicas).toBe(2);
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy']);
    expect(service('postgres').networks).toEqual(['inside']);
    expect(compose.networks.inside?.internal).toBe(true);
    expect(service('helpdesk').networks).toContain('outside');
    expect(text('docs/deploy/Caddyfile')).toMatch(/name helpdesk\n\s+port 3000/);
    expect(Number.parseInt(service('helpdesk').stop_grace_period ?? '', 10)).toBeGreaterThan(25);
  });

  test('no one but the proxy is root', () => {
    expect(text('Dockerfile')).toMatch(/^USER node$/m);
    expect(service('postgres').user).toBe('postgres');
    for (const name of ['helpdesk', 'prepare']) expect(service(name).user).toBeUndefined();
  });

  test('no secret stands in it: each is a file, and each file is in docs/install.md', () => {
    expect(text('compose.yml')).not.toMatch(/xox[abp]-|xapp-|postgres:\/\//);
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      expect(text('docs/install.md')).toContain(`\`secrets/${name}\``);
      expect(
        services.some(([, one]) => one.secrets?.includes(name)),
        name,
      ).toBe(true);
    }
  });

  test('its environment is one that the app starts with', () => {
    const values: Readonly<Record<string, string>> = {
      slack_bot_token: 'xoxb-1-2-3',
      slack_signing_secret: '0123456789abcdef0123456789abcdef',
      kandji_api_token: 'f6a1f3a0-0000-4000-8000-000000000000',
      serving_database_url: 'postgres://helpdesk:word@postgres:5432/helpdesk?sslmode=disable',
      owner_database_url: 'postgres://owner:word@postgres:5432/helpdesk?sslmode=disable',
      audit_key: 'ab'.repeat(32),
    };
    const secretOf = (of: Service) => (path: string) => {
      const [, name = ''] = /^\/run\/secrets\/(\w+)$/.exec(path) ?? [];
      expect(of.secrets).toContain(name);
      return values[name] ?? '';
    };
    const filled = (of: Service) =>
      Object.fromEntries(
        Object.entries(of.environment ?? {}).map(([name, value]) => [
          name,
          value.replace(/\$\{KANDJI_API_URL[^}]*\}/, 'https://acme.api.kandji.io'),
        ]),
      );
    const helpdesk = service('helpdesk');
    const config = readConfig(filled(helpdesk), secretOf(helpdesk));
    expect(config).toMatchObject({
      slack: { way: { kind: 'http' } },
      databaseUrl: values.serving_database_url,
      policyFile: '/etc/helpdesk/policy.yml',
      port: 3000,
      metrics: { host: '0.0.0.0', port: 9464 },
      auditKey: values.audit_key,
    });
    expect(helpdesk.volumes).toContain('./helpdesk:/etc/helpdesk:ro');
    const prepare = service('prepare');
    expect(readLocalConfig(filled(prepare), secretOf(prepare)).databaseUrl).toBe(values.owner_database_url);
    expect(prepare.command?.slice(0, 2)).toEqual(['node', 'src/main.ts']);
  });
});

describe('what it does, done here', { tags: 'postgres' }, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  const sql = async (url: string, statement: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };

  /** What the container of PostgreSQL runs when it makes its database. */
  function makeServingRole(owner: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'helpdesk-role-'));
    const file = join(folder, 'serving_password');
    writeFileSync(file, "it's a long word\n");
    const made = spawnSync('sh', [join(ROOT, 'docs/deploy/postgres-init.sh')], {
      encoding: 'utf8',
      env: {
        PATH: server.path,
        PGHOST: new URL(owner).searchParams.get('host') ?? '',
        POSTGRES_USER: 'postgres',
        POSTGRES_DB: 'helpdesk',
        SERVING_PASSWORD_FILE: file,
      },
    });
    rmSync(folder, { recursive: true });
    expect({ status: made.status, said: made.stderr }).toEqual({ status: 0, said: '' });
  }

  test('prepare as the owner, then serve as a role that cannot touch the record', async () => {
    const owner = await server.createDatabase('helpdesk');
    makeServingRole(owner);
    const [, , ...typed] = service('prepare').command ?? [];
    const prepared = await run({ DATABASE_URL: owner }, typed);
    expect(prepared).toMatchObject({ code: 0, out: 'The tables are up to date, and helpdesk may serve.\n' });
    expect((await run({ DATABASE_URL: owner }, typed)).code).toBe(0);

    const serving = server.url('helpdesk', 'helpdesk');
    const world = await startSimulators();
    const lines: string[] = [];
    const replicas = [
      await serveHere(world, { DATABASE_URL: serving }, { write: (line) => void lines.push(line) }),
      await serveHere(world, { DATABASE_URL: serving }),
    ];
    await askForLostModeOff(world);
    await approve(world);
    await doneCard(world);
    expect(commandsAt(world)).toHaveLength(1);
    for (const statement of [
      'delete from audit_entries',
      "update audit_entries set result = 'x'",
      'truncate audit_entries',
      'alter table audit_entries disable trigger all',
      'drop table audit_entries',
      'create table mine (id integer)',
    ])
      await expect(sql(serving, statement), statement).rejects.toThrow();
    for (const replica of replicas) await replica.stop();
    expect(lines.join('')).not.toContain('owns the audit log');
    expect((await run({ DATABASE_URL: serving }, ['audit', 'verify'])).out).toContain(
      '✓ The audit log is intact',
    );
    expect(
      (await run({ ...world.environment, DATABASE_URL: serving, AUDIT_KEY: 'k'.repeat(32) }, ['doctor']))
        .code,
    ).toBe(0);
  });
});
