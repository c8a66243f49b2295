import { APP_TOKEN, BOT_TOKEN, type Core } from '../core.ts';
import { isObject, type JsonObject, stringsOf } from '../json.ts';
import { type Method, Refused } from './method.ts';
import { METHODS } from './methods.ts';

export interface Call {
  method: string;
  args: JsonObject | undefined;
  token: string | undefined;
}

/** Carries out one Web API call: token, scope, work. The answer is Slack's JSON, `ok` included. */
export function carryOut(call: Call, core: Core): JsonObject {
  try {
    const method = METHODS.get(call.method);
    if (method === undefined) throw new Refused('unknown_method', { req_method: call.method });
    checkToken(method, call.token);
    if (call.args === undefined) throw new Refused('invalid_form_data');
    checkScope(method, call.args, core);
    return { ok: true, ...method.run(call.args, core) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: error.error, ...error.extra };
    throw error;
  }
}

function checkToken(method: Method, token: string | undefined): void {
  const wanted = method.token ?? 'bot';
  if (wanted === 'none') return;
  if (token === undefined || token === '') throw new Refused('not_authed');
  if (token !== BOT_TOKEN && token !== APP_TOKEN) throw new Refused('invalid_auth');
  if (token !== (wanted === 'app' ? APP_TOKEN : BOT_TOKEN)) throw new Refused('not_allowed_token_type');
}

function checkScope(method: Method, args: JsonObject, core: Core): void {
  const scopes = typeof method.scopes === 'function' ? method.scopes(args, core) : (method.scopes ?? []);
  if (scopes.length === 0 || scopes.some((scope) => core.manifest.scopes.has(scope))) return;
  throw new Refused('missing_scope', {
    needed: scopes.join(','),
    provided: [...core.manifest.scopes].join(','),
  });
}

/** What a refused answer complains about, for the traffic log. */
export function complaints(reply: JsonObject): string[] {
  if (reply.ok !== false) return [];
  const meta = isObject(reply.response_metadata) ? stringsOf(reply.response_metadata.messages) : [];
  const needed = typeof reply.needed === 'string' ? ` (needs ${reply.needed})` : '';
  return [`${String(reply.error)}${needed}`, ...meta];
}
