export { checkReport } from './check-report.ts';
export { type Parsed, parsePolicy } from './parse-policy.ts';
export { type Problem, problemsInShort, problemText } from './problem.ts';
export { type Content, readContent } from './read-file.ts';
export { policyWarnings } from './warnings.ts';
export { type WatchedPolicy, type WatchOptions, watchPolicy } from './watch-policy.ts';
