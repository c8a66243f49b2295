import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { circles, folderCircles, readSources, type SourceFile } from './import-graph.ts';
import { testKinds } from './test-kinds.ts';

const roots: string[] = [];

/** A repository with these files. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'helpdesk-graph-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

const fileCircles = (sources: readonly SourceFile[]) =>
  circles(new Map(sources.map(({ path, imports }) => [path, imports])));

describe('the import graph', () => {
  test('has each kind of import once, and tells files from packages', () => {
    const root = repository({
      'src/a.ts':
        "import { b } from './b.ts';\nimport type { B } from './b.ts';\nimport 'node:fs';\nexport { c } from './sub/c.ts';\nconst d = await import('./d.ts');\n",
    });
    expect(readSources(root, ['src', 'packages'])).toEqual([
      {
        path: 'src/a.ts',
        lines: 5,
        imports: ['src/b.ts', 'src/sub/c.ts', 'src/d.ts'],
        packages: ['node:fs'],
      },
    ]);
  });

  test('follows a workspace by its name', () => {
    const root = repository({
      'packages/slack-sandbox/package.json':
        '{"name":"@house/slack-sandbox","exports":{".":"./src/index.ts"}}',
      'packages/slack-sandbox/src/index.ts': "export { page } from '../../../playground/page.ts';\n",
      'playground/page.ts': "import { sandbox } from '@house/slack-sandbox';\n",
    });
    const sources = readSources(root, ['playground', 'packages']);
    expect(fileCircles(sources)).toEqual([['packages/slack-sandbox/src/index.ts', 'playground/page.ts']]);
    expect(folderCircles(sources)).toEqual([['packages', 'playground']]);
  });

  test('shows a circle of folders whose files have none', () => {
    const root = repository({
      'src/slack/cards/a.ts': "import { b } from '../modals/b.ts';\n",
      'src/slack/modals/b.ts': '',
      'src/slack/modals/c.ts': "import { d } from '../cards/d.ts';\n",
      'src/slack/cards/d.ts': '',
      'src/slack/index.ts': "import './cards/a.ts';\n",
    });
    const sources = readSources(root, ['src']);
    expect(fileCircles(sources)).toEqual([]);
    expect(folderCircles(sources)).toEqual([['src/slack/cards', 'src/slack/modals']]);
  });
});

test('a test is a unit test until its harness starts something, and isolated when it replaces a module', () => {
  const root = repository({
    'src/server.ts': "import 'node:http';\n",
    'test/pure.test.ts': "import '../src/server.ts';\nimport './support/words.ts';\n",
    'test/served.test.ts': "import './support/words.ts';\nimport './support/world.ts';\n",
    'test/mocked.test.ts': "import './support/world.ts';\nvi.mock('../src/server.ts');\n",
    'test/support/words.ts': '',
    'test/support/world.ts': "import '../../playground/start.ts';\n",
    'playground/start.ts': "import { createServer } from 'node:http';\n",
  });
  expect(testKinds(root)).toEqual({
    unit: ['test/pure.test.ts'],
    isolated: ['test/mocked.test.ts'],
    others: ['test/served.test.ts'],
  });
});
