import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSources, type SourceFile } from './import-graph.ts';

/** What starts a server, a process or a browser, or opens a database. */
const STARTS =
  /^(?:node:(?:child_process|cluster|http|http2|https|net|sqlite|tls|worker_threads)|@slack\/bolt|express|pg|playwright-core|undici|ws)$/;

/**
 * The test files that start nothing, worked out from what they and their harnesses import, so that there is no list to
 * keep: paths relative to the repository. What `src` imports does not count, for it starts nothing by itself. A file that
 * replaces a module for all who import it (`vi.mock`) needs modules of its own.
 */
export function unitTests(root: string): string[] {
  const sources = new Map(
    readSources(root, ['test', 'playground', 'packages', 'bench']).map((source) => [source.path, source]),
  );
  const replacesModules = (path: string) => /^vi\.mock\(/m.test(readFileSync(join(root, path), 'utf8'));
  return [...sources.keys()].filter(
    (path) =>
      path.endsWith('.test.ts') && !reached(path, sources).some(startsSomething) && !replacesModules(path),
  );
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
