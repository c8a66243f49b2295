import { isObject } from '../json.ts';
import { option, optionGroup } from './composition.ts';
import { newReport, type Problem, worded } from './problem.ts';
import { list, oneOf, type Shape } from './spec.ts';
import { walkShape } from './walk.ts';

const ANSWER: Shape = {
  fields: { options: list(option, 100, 0), option_groups: list(optionGroup, 100, 0) },
  rules: [oneOf('options', 'option_groups')],
};

/** Everything Slack would refuse about the answer to a `block_suggestion`. */
export function optionsProblems(answer: unknown): Problem[] {
  const { report, problems } = newReport();
  walkShape(ANSWER, isObject(answer) ? answer : {}, '', report);
  return problems;
}

/** `optionsProblems` in Slack's words: for the unit tests of type-ahead lists. */
export function checkOptions(answer: unknown): string[] {
  return optionsProblems(answer).map(worded);
}
