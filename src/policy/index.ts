export { checkReport } from './check-report.ts';
export { type Parsed, parsePolicy } from './parse-policy.ts';
export { problemsInShort, problemText } from './problem.ts';
export { readContent } from './read-file.ts';
export { policyWarnings } from './warnings.ts';
export { type WatchedPolicy, watchPolicy } from './watch-policy.ts';
