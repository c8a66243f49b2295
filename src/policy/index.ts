export { type Parsed, parsePolicy } from './parse-policy.ts';
export { type Problem, problemsInShort, problemText } from './problem.ts';
