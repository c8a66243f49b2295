export { checkReport, lintPolicy } from './lint.ts';
export { type Parsed, parsePolicy } from './parse.ts';
export { problemText, summarizeProblems } from './problem.ts';
export { readContent } from './read-file.ts';
export { type WatchedPolicy, watchPolicy } from './watch-policy.ts';
