/**
 * What is wrong with a policy file, where (both from 1), in one sentence. The sentence is logged, stored and posted to Slack, and the
 * file may be an env file by mistake: it never quotes the file, only words that the schema knows.
 */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One line as editors and terminals understand it: `policy.yml:18:5 Unknown key in rule 2: did you mean “operations”?` */
export const problemText = (file: string, problem: Problem): string =>
  `${file}:${problem.line}:${problem.column} ${problem.message}`;

/** The first few problems in one paragraph, for a log line or a message in Slack. */
export function summarizeProblems(file: string, problems: readonly Problem[]): string {
  const shown = problems.slice(0, 3).map((one) => problemText(file, one));
  const left = problems.length - shown.length;
  const more = left > 0 ? ` And ${left} more: \`policy check\` lists all of them.` : '';
  return `${shown.join(' ')}${more}`;
}
