import type { Core } from '../core.ts';
import type { JsonObject } from '../json.ts';
import { type Problem, worded } from '../limits/index.ts';

/** One Web API method: which token and scope it asks for, and what it does. */
export interface Method {
  token?: 'bot' | 'app' | 'none';
  /** Any one of these is enough; none asked when absent. */
  scopes?: readonly string[] | ((args: JsonObject, core: Core) => readonly string[]);
  /** The answer without `ok`. Throws a `Refused`. */
  run(args: JsonObject, core: Core): JsonObject;
}

/** Slack says no: `{ok:false, error, …}`. */
export class Refused extends Error {
  readonly error: string;
  readonly extra: JsonObject;
  constructor(error: string, extra: JsonObject = {}) {
    super(error);
    this.error = error;
    this.extra = extra;
  }
}

/** Throws if the checker found something; `error` is the code when no problem carries its own. */
export function refuseProblems(problems: Problem[], error: string): void {
  if (problems.length === 0) return;
  const code = problems.find((problem) => problem.code !== undefined)?.code ?? error;
  const messages = problems.map((problem) => `[ERROR] ${worded(problem)}`);
  throw new Refused(code, { errors: problems.map(worded), response_metadata: { messages } });
}

/** A needed text argument. */
export function need(args: JsonObject, name: string, error = 'invalid_arguments'): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  const messages = [`[ERROR] missing required field: ${name}`];
  throw new Refused(error, error === 'invalid_arguments' ? { response_metadata: { messages } } : {});
}
