import { isObject, type JsonObject } from '../json.ts';
import { messageProblems, type Problem, viewProblems } from '../limits/index.ts';
import { type Method, Refused } from './method.ts';

const MAX = 100_000;

function problemsOf(args: JsonObject): Problem[] {
  const given = ['blocks', 'message', 'view'].filter((name) => args[name] !== undefined);
  if (given.length !== 1) throw new Refused('invalid_arguments');
  const payload = args[given[0] ?? ''];
  if (JSON.stringify(payload).length > MAX) throw new Refused('invalid_arguments');
  if (given[0] === 'view') return viewProblems(payload);
  if (given[0] === 'blocks') return messageProblems({ blocks: payload });
  return isObject(payload)
    ? messageProblems(payload)
    : [{ message: 'must provide an object', pointer: '/message' }];
}

const validate: Method = {
  token: 'none',
  run(args) {
    const errors = problemsOf(args).map(({ pointer, message, code }) => ({
      pointer,
      code: code ?? 'invalid',
      message,
      constraint: message,
    }));
    if (errors.length > 0) throw new Refused('invalid_blocks', { errors });
    return { errors: [] };
  },
};

export const VALIDATE: Readonly<Record<string, Method>> = { 'blocks.validate': validate };
