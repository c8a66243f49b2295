import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files whose stories take longest, so that none of them is left to run alone at the end. */
const LONG =
  /test\/(?:faults\/|browser\/|e2e\/(?:replicas|update|lost-mode|in-time|decide)|ops\/startup|helpdesk\/operations\/catalogue\.)/;
/** Files of one project stand together: a worker shares its modules with the next file of the same project only. */
const PROJECTS = ['isolated', 'whole', 'unit'];

/** vitest's own order knows only sizes on a machine that has not run the files before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number =>
      2 * PROJECTS.indexOf(project.name) + (LONG.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
