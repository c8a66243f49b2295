import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What one source file imports, types included. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** Files of the repository that it imports or re-exports, each once. */
  readonly imports: readonly string[];
  /** Packages and Node modules, as they are written: `zod`, `node:http`. */
  readonly packages: readonly string[];
}

const STATIC = /^\s*(?:import\b[^'";]*?|export\s+(?:type\s+)?(?:\*[^'";]*|\{[^}]*\}\s*)from\s*)'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'/g;

/**
 * Every TypeScript file below these folders of the repository. A folder that does not exist has none; a workspace
 * (`packages/*`) is found by its package name, too.
 */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  const workspaces = readWorkspaces(root);
  return folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/node_modules/'))
    .map((file) => readSource(root, file, workspaces))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(root: string, file: string, workspaces: ReadonlyMap<string, string>): SourceFile {
  const text = readFileSync(file, 'utf8');
  const imports = new Set<string>();
  const packages = new Set<string>();
  for (const [, specifier = ''] of [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)]) {
    const target = specifier.startsWith('.')
      ? resolve(dirname(file), specifier)
      : workspaceFile(specifier, workspaces);
    if (target === undefined) packages.add(specifier);
    else imports.add(relative(root, target));
  }
  return {
    path: relative(root, file),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...imports],
    packages: [...packages],
  };
}

/** Package name → folder of each workspace. */
function readWorkspaces(root: string): Map<string, string> {
  const packages = join(root, 'packages');
  const folders = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name)) : [];
  return new Map(
    folders
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map((folder) => [manifestOf(folder).name, folder]),
  );
}

interface Manifest {
  readonly name: string;
  readonly main?: string;
  readonly exports?: string | Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function workspaceFile(specifier: string, workspaces: ReadonlyMap<string, string>): string | undefined {
  for (const [name, folder] of workspaces) {
    if (specifier !== name && !specifier.startsWith(`${name}/`)) continue;
    const { exports, main } = manifestOf(folder);
    const subpath = `.${specifier.slice(name.length)}`;
    const listed = typeof exports === 'string' ? { '.': exports } : exports;
    return resolve(folder, listed?.[subpath] ?? (subpath === '.' ? (main ?? 'index.ts') : subpath));
  }
  return undefined;
}

/** Groups of nodes that reach each other, largest first: an import circle is a group. */
export function circles(graph: ReadonlyMap<string, Iterable<string>>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): number => {
    const own = index.size;
    let lowest = own;
    index.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? own);
    }
    if (lowest === own) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) found.push(group.toSorted());
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found.toSorted((a, b) => b.length - a.length);
}

/** Circles among the folders that lie beside each other, wherever they lie. A file beside folders is no folder. */
export function folderCircles(sources: readonly SourceFile[]): string[][] {
  const siblings = new Map<string, Map<string, Set<string>>>();
  for (const { path, imports } of sources)
    for (const target of imports) {
      const [parent, from, to] = parting(path, target);
      if (from === undefined || to === undefined) continue;
      const graph = siblings.get(parent) ?? new Map<string, Set<string>>();
      siblings.set(parent, graph);
      for (const one of [from, to]) if (!graph.has(one)) graph.set(one, new Set());
      graph.get(from)?.add(to);
    }
  return [...siblings.values()].flatMap((graph) => circles(graph));
}

/** Where two paths part: the folder they share, and the folder below it that each goes into, if it goes into one. */
function parting(from: string, to: string): [string, string | undefined, string | undefined] {
  const a = from.split('/');
  const b = to.split('/');
  let shared = 0;
  while (shared < Math.min(a.length, b.length) && a[shared] === b[shared]) shared += 1;
  const below = (parts: readonly string[]) =>
    parts.length > shared + 1 ? parts.slice(0, shared + 1).join('/') : undefined;
  return [a.slice(0, shared).join('/'), below(a), below(b)];
}
