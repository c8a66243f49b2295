import { PERMISSIONS } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';

const { ok, look, bad } = about('Kandji');

/** Where to ask and with what. */
export interface KandjiAccess {
  readonly apiUrl: URL;
  readonly token: string;
}

interface Asked {
  readonly status: number | null;
  readonly text: string;
}

const READS = PERMISSIONS.filter(({ needed }) => needed === 'read');

/** Asks every read endpoint once, about one device and one blueprint. GETs only. */
export async function checkKandjiReads(access: KandjiAccess): Promise<readonly CheckResult[]> {
  const list = await ask(access, '/devices?limit=1');
  const dead = deadEnd(list);
  if (dead) return [dead];
  const blueprints = await ask(access, '/blueprints?limit=1');
  const ids = {
    device_id: firstId(list.text, 'device_id'),
    blueprint_id: firstId(blueprints.text, 'id'),
  };
  const findings: CheckResult[] = [];
  const readable: string[] = [];
  for (const { endpoint, label, published } of READS) {
    const path = pathOf(endpoint, ids);
    const name = published ? `'${label}'` : `${endpoint} (something like '${label}')`;
    if (path === null) findings.push(look(`${name} could not be tried: there is nothing to ask about.`));
    else {
      const asked = endpoint === 'GET /devices' ? list : await ask(access, path);
      const finding = judged(name, asked);
      if (finding) findings.push(finding);
      else readable.push(label);
    }
  }
  return [ok(`the token works; ${readable.length} of ${READS.length} things can be read.`), ...findings];
}

/**
 * What a start should say about Kandji: a token that is refused, or a tenant that does not exist, as a sentence. `null` when it
 * works, and when Kandji cannot tell within `withinMs`: that passes by itself.
 */
export async function kandjiStartFault(access: KandjiAccess, withinMs: number): Promise<string | null> {
  const asked = await ask(access, '/devices?limit=1', withinMs);
  const dead = asked.status === null ? null : deadEnd(asked);
  if (!dead) return null;
  const what =
    asked.status === 401 ? 'Kandji rejects KANDJI_API_TOKEN' : 'KANDJI_API_URL names no Kandji tenant';
  return `${what} (${asked.status}). ${dead.fix}`;
}

/** A fault that everything else would only repeat. */
function deadEnd({ status, text }: Asked): CheckResult | null {
  if (status === null)
    return bad(`cannot be reached: ${text}.`, 'Check KANDJI_API_URL, the network and the proxy.');
  if (status === 404 && /no Route matched/i.test(text))
    return bad(
      'there is no such tenant at this address.',
      'Copy KANDJI_API_URL again from Settings › Access.',
    );
  if (status === 401)
    return bad(
      'the token is refused, or it may not even list devices.',
      'Make a new one in Settings › Access, with the boxes of docs/install.md ticked.',
    );
  return null;
}

/** `null`: it can be read. A 400 or 404 is an answer about the device, so the permission is there. */
function judged(name: string, { status, text }: Asked): CheckResult | null {
  if (status === 401 || status === 403)
    return bad(`the token lacks ${name}.`, 'Tick it in Kandji’s Settings › Access › API token.');
  if (status === null) return look(`${name} could not be tried: ${text}.`);
  if (status >= 500 || status === 429) return look(`${name} could not be tried: Kandji answered ${status}.`);
  return null;
}

function pathOf(endpoint: string, ids: Readonly<Record<string, string | null>>): string | null {
  const path = endpoint.slice('GET '.length);
  const [, part = ''] = /\{(\w+)\}/.exec(path) ?? [];
  if (part === '') return `${path}?limit=1`;
  const id = ids[part];
  return id ? path.replace(`{${part}}`, id) : null;
}

/** Redirects are never followed: the token must not travel. */
async function ask({ apiUrl, token }: KandjiAccess, path: string, withinMs = 20_000): Promise<Asked> {
  try {
    const answer = await fetch(new URL(`/api/v1${path}`, apiUrl.origin), {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMs),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: null, text: cause instanceof Error ? cause.message || message : message };
  }
}

/** The id of the first row of a bare array or of an envelope. */
function firstId(text: string, key: string): string | null {
  const [, id] = new RegExp(`"${key}"\\s*:\\s*"([\\w-]+)"`).exec(text) ?? [];
  return id ?? null;
}
