import { about, type CheckResult } from './check-result.ts';

const { bad } = about('Kandji');

/** Where to ask and with what. */
export interface KandjiAccess {
  readonly apiUrl: URL;
  readonly token: string;
}

export interface KandjiAnswer {
  readonly status: number | null;
  readonly text: string;
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
export function deadEnd({ status, text }: KandjiAnswer): CheckResult | null {
  if (status === null)
    return bad(`cannot be reached: ${text}.`, 'Check KANDJI_API_URL, the network and the proxy.');
  if (status === 404 && /no Route matched/i.test(text))
    return bad(
      'there is no such tenant at this address.',
      'Copy KANDJI_API_URL again from Settings › Access.',
    );
  if (status === 401)
    return bad(
      'the token is rejected, or it may not even list devices.',
      'Make a new one in Settings › Access, with the boxes of docs/install.md ticked.',
    );
  return null;
}

/** Redirects are never followed: the token must not travel. */
export async function ask(
  { apiUrl, token }: KandjiAccess,
  path: string,
  withinMs = 20_000,
): Promise<KandjiAnswer> {
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
