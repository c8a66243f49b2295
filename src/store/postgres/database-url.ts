import { StoreRefused } from '../database.ts';

const MODES = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/**
 * A DATABASE_URL that may be connected to. `require` and `verify-ca` check the certificate and the host name, like `verify-full`
 * (what `pg` makes of them); `no-verify` encrypts only.
 * @throws StoreRefused with a sentence that never repeats the address or its password.
 */
export function checkedDatabaseUrl(databaseUrl: string): string {
  const url = parse(databaseUrl);
  const host = url.searchParams.get('host') ?? url.hostname;
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !MODES.includes(mode))
    throw new StoreRefused(
      `DATABASE_URL has an sslmode that we do not accept. Use one of ${MODES.join(', ')}: the others may fall back to plain text.`,
    );
  if (mode === null && !isLocal(host))
    throw new StoreRefused(
      'DATABASE_URL names a remote host, so it must say how the connection is protected: add ?sslmode=verify-full ' +
        '(or sslmode=disable, if the network between is yours alone).',
    );
  // Without a host `pg` would ask the environment, and that could be remote.
  if (host === '') url.searchParams.set('host', 'localhost');
  if (mode === 'require' || mode === 'verify-ca') url.searchParams.set('sslmode', 'verify-full');
  return url.href;
}

function parse(databaseUrl: string): URL {
  // A URL with credentials needs a host in between; `postgres://me@/name?host=/run/postgresql` is usual for a socket.
  const url = URL.parse(databaseUrl) ?? URL.parse(databaseUrl.replace('@/', '@localhost/'));
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new StoreRefused(
      'DATABASE_URL is not a PostgreSQL address. It looks like postgres://user:password@host:5432/name?sslmode=verify-full.',
    );
  return url;
}

function isLocal(host: string): boolean {
  const name = decodeURIComponent(host).replace(/^\[(.+)\]$/, '$1');
  return /^(|localhost|::1|127\.\d+\.\d+\.\d+|\/.*)$/i.test(name);
}
