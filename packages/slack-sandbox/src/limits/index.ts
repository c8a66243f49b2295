export { checkMessage, MAX_TEXT, messageProblems } from './message.ts';
export { checkOptions, optionsProblems } from './options.ts';
export { type Problem, worded } from './problem.ts';
export { checkView, viewProblems } from './view.ts';
