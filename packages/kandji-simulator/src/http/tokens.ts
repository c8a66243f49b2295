import { randomUUID } from 'node:crypto';
import { normalTemplate } from './routes.ts';

/** Who a request comes from. */
export interface Caller {
  /** The token's name, as notes and Lost Mode record it. */
  readonly name: string;
  may(method: string, template: string): boolean;
}

/** Tokens are UUIDs with rows of `METHOD /template`, as the audit log writes them. */
export interface Tokens {
  /** A new token; `'all'` grants every row. */
  issue(name: string, rows: readonly string[] | 'all'): string;
  grant(token: string, row: string): void;
  revoke(token: string, row: string): void;
  /** From now on the token is unknown. */
  end(token: string): void;
  /** Reads an `Authorization` header. */
  caller(authorization: string | undefined): Caller | null;
}

interface Held {
  readonly name: string;
  all: boolean;
  readonly granted: Set<string>;
  readonly revoked: Set<string>;
}

export function createTokens(): Tokens {
  const held = new Map<string, Held>();
  const find = (token: string) => {
    const found = held.get(token);
    if (found === undefined) throw new Error('The simulated Kandji has no such token');
    return found;
  };
  return {
    issue(name, rows) {
      const token = randomUUID();
      const granted = new Set(rows === 'all' ? [] : rows.map(normalRow));
      held.set(token, { name, all: rows === 'all', granted, revoked: new Set() });
      return token;
    },
    grant(token, row) {
      find(token).granted.add(normalRow(row));
      find(token).revoked.delete(normalRow(row));
    },
    revoke(token, row) {
      find(token).granted.delete(normalRow(row));
      find(token).revoked.add(normalRow(row));
    },
    end: (token) => void held.delete(token),
    caller(authorization) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
      const found = token === undefined ? undefined : held.get(token);
      return found === undefined
        ? null
        : { name: found.name, may: (method, template) => allows(found, method, template) };
    },
  };
}

function allows(held: Held, method: string, template: string): boolean {
  const row = normalRow(`${method} ${template}`);
  return !held.revoked.has(row) && (held.all || held.granted.has(row));
}

/** `PATCH /api/v1/devices/{device_id}` and `PATCH /devices/{id}` are one row. */
function normalRow(row: string): string {
  const [method = '', template = ''] = row.trim().split(/\s+/);
  return `${method.toUpperCase()} ${normalTemplate(template)}`;
}
