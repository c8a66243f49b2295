export { checkReport } from './check-report.ts';
export { policyWarnings } from './lint.ts';
export { type Parsed, parsePolicy } from './parse.ts';
export { problemsInShort, problemText } from './problem.ts';
export { readContent } from './read-file.ts';
export { type WatchedPolicy, watchPolicy } from './watch-policy.ts';
