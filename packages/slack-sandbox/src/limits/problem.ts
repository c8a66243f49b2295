/** One thing Slack would refuse: its words, the place, and the error code where it is not the usual one. */
export interface Problem {
  message: string;
  pointer: string;
  code?: string;
}

export type Report = (message: string, pointer: string, code?: string) => void;

/** The sentence Slack puts into `response_metadata.messages`, without its `[ERROR] `. */
export function worded(problem: Problem): string {
  return problem.pointer === '' ? problem.message : `${problem.message} [json-pointer:${problem.pointer}]`;
}

/** A place to collect complaints, and the complaints. */
export function newReport(): { report: Report; problems: Problem[] } {
  const problems: Problem[] = [];
  const report: Report = (message, pointer, code) => {
    problems.push({ message, pointer, ...(code === undefined ? {} : { code }) });
  };
  return { report, problems };
}
