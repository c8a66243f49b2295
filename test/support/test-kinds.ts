import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSources, type SourceFile } from './import-graph.ts';

/** What starts a server, a process or a browser, or opens a database. */
const STARTS =
  /^(?:node:(?:child_process|cluster|http|http2|https|net|sqlite|tls|worker_threads)|@slack\/bolt|express|pg|playwright-core|undici|ws)$/;

/** Test files by how they run, relative to the repository. */
export interface TestKinds {
  /** They start nothing. */
  readonly unit: string[];
  /** They replace a module for all who import it (`vi.mock`), so they need modules of their own. */
  readonly isolated: string[];
  readonly others: string[];
}

/** Worked out from what the test files and their harnesses import, so that there is no list to keep. What `src` imports does
 * not count, for it starts nothing by itself. */
export function testKinds(root: string): TestKinds {
  const sources = new Map(
    readSources(root, ['test', 'playground', 'packages', 'bench']).map((source) => [source.path, source]),
  );
  const replacesModules = (path: string) => /^vi\.mock\(/m.test(readFileSync(join(root, path), 'utf8'));
  const kindOf = (path: string): keyof TestKinds =>
    replacesModules(path) ? 'isolated' : reached(path, sources).some(startsSomething) ? 'others' : 'unit';
  const tests = [...sources.keys()].filter((path) => path.endsWith('.test.ts'));
  return { unit: [], isolated: [], others: [], ...Object.groupBy(tests, kindOf) };
}

const startsSomething = ({ packages }: SourceFile): boolean => packages.some((name) => STARTS.test(name));

/** A file and all that it imports, directly or not. */
function reached(path: string, sources: ReadonlyMap<string, SourceFile>): SourceFile[] {
  const found = new Map<string, SourceFile>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const source = sources.get(next);
    if (source === undefined || found.has(next)) continue;
    found.set(next, source);
    open.push(...source.imports);
  }
  return [...found.values()];
}
