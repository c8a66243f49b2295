import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Kandji, startKandji } from '../packages/kandji-simulator/src/index.ts';
import { type LocalSlack, startSlack } from '../packages/slack-sandbox/src/index.ts';
import { MANIFEST } from '../playground/start.ts';
import { evaluate } from '../src/helpdesk/policy/evaluate.ts';
import type { Policy } from '../src/helpdesk/policy.ts';
import { PERMISSIONS } from '../src/kandji/index.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import { lintPolicy, parsePolicy } from '../src/policy-file/index.ts';
import { ANA, HELP } from './support/e2e/harness.ts';
import { type Started, startMainIn } from './support/ops/run-main.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const doc = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8');
const PAGES = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));

interface Block {
  /** The words after the fence: `sh runnable`. */
  readonly words: readonly string[];
  readonly text: string;
}

/** The fenced blocks of a page, in order; those inside of lists without their indent. */
function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^( *)```([^\n]+)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', words = '', text = '']) => ({
      words: words.trim().split(/\s+/),
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

describe('an admin walks through the pages in a clean folder', () => {
  let slack: LocalSlack;
  let kandji: Kandji;
  let folder: string;
  let serving: Started | null = null;

  beforeAll(async () => {
    slack = await startSlack({ manifest: MANIFEST });
    kandji = await startKandji();
    folder = mkdtempSync(join(tmpdir(), 'helpdesk-docs-'));
    for (const name of ['src', 'docs', 'package.json', 'manifest.yml', 'policy.example.yml'])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(async () => {
    serving?.child.kill('SIGTERM');
    await serving?.ended;
    await Promise.all([slack.close(), kandji.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** What stands for the internet and for this machine. */
  const around = () => ({ SLACK_API_URL: slack.apiUrl, HOST: '127.0.0.1', PORT: '0' });

  /** The admin's own tokens in place of those of the page. */
  const withOwn = (text: string) =>
    text
      .replaceAll('xoxb-your-bot-token', slack.botToken)
      .replaceAll('xapp-your-app-token', slack.appToken)
      .replaceAll('https://acme.api.kandji.io', kandji.url)
      .replaceAll('your-kandji-token', kandji.token);

  function type(script: string): Promise<{ code: number | null; said: string }> {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', withOwn(script)], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...around() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (piece: Buffer) => {
        said += piece.toString();
      });
    return new Promise((resolve) => shell.once('close', (code) => resolve({ code, said })));
  }

  const settings = () =>
    Object.fromEntries(
      readFileSync(join(folder, '.env'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );

  async function start(): Promise<void> {
    serving = startMainIn(folder, { ...settings(), ...around() });
    await serving.port();
    slack.connect('socket');
  }

  async function stop(): Promise<void> {
    serving?.child.kill('SIGTERM');
    expect(await serving?.ended).toBe(0);
    serving = null;
  }

  async function walk(name: string): Promise<void> {
    const blocks = blocksOf(doc(name)).filter(({ words }) => words.includes('runnable'));
    expect(blocks.length).toBeGreaterThan(0);
    for (const { words, text } of blocks) {
      const wasServing = serving !== null;
      if (words.includes('stopped') && wasServing) await stop();
      const { code, said } = await type(text);
      expect(code, `${text}\n${said}`).toBe(0);
      if (words.includes('stopped') && wasServing) await start();
    }
  }

  test('install.md', async () => {
    await walk('install.md');
    expect(readFileSync(join(folder, 'app-manifest.yml'), 'utf8')).toContain(
      'https://helpdesk.example.com/slack/events',
    );
    await start();
    await slack.as(ANA).command(HELP, '/kandji H4TX90QLM2');
    await slack.until(
      () =>
        slack
          .as(ANA)
          .sees(HELP)
          .some(({ words }) => words.includes('MacBook Air')),
      'the card',
    );
  }, 120_000);

  test('operate.md, while it serves', async () => {
    await walk('operate.md');
    expect(readFileSync(join(folder, 'audit.jsonl'), 'utf8')).toContain('"action":"looked"');
    expect(serving).not.toBeNull();
  }, 120_000);

  test('when-things-go-wrong.md', () => walk('when-things-go-wrong.md'), 60_000);
  test('policy-cookbook.md', () => walk('policy-cookbook.md'), 60_000);
});

/** A policy without the part that a recipe is about, which stands on one line there. */
const without = (policy: string, recipe: string): string =>
  policy.replace(new RegExp(`^${/^\w+/.exec(recipe)?.[0]}: .*$`, 'm'), '');

/** The rules of a recipe under the roles of the example. */
function recipePolicy(rules: string): Policy {
  const example = readFileSync(join(ROOT, 'policy.example.yml'), 'utf8');
  const parsed = parsePolicy(`${example.slice(0, example.indexOf('\nrules:'))}\nrules:\n${rules}`, 'recipe');
  if (!parsed.ok) throw new Error(rules);
  return parsed.policy;
}

describe('what the pages say is so', () => {
  test('each recipe of the cookbook is a policy', () => {
    const recipes = blocksOf(doc('policy-cookbook.md')).filter(({ words }) => words[0] === 'yaml');
    expect(recipes.length).toBeGreaterThan(8);
    const example = readFileSync(join(ROOT, 'policy.example.yml'), 'utf8');
    const head = example.slice(0, example.indexOf('\nrules:'));
    for (const { words, text } of recipes) {
      const rules = '- allow: [everyone]\n  operations: [lookup-own]\n';
      const file = words.includes('policy')
        ? `${head}\nrules:\n${text}`
        : `${without(head, text)}\n${text}\nrules:\n${rules}`;
      const parsed = parsePolicy(file, 'recipe');
      expect(parsed.ok ? [] : parsed.problems, text).toEqual([]);
    }
  });

  test('no recipe lets a person take the tag off that a rule of it names', () => {
    const recipes = blocksOf(doc('policy-cookbook.md'))
      .filter(({ words }) => words.join() === 'yaml,policy')
      .map(({ text }) => text);
    const tagged = recipes.filter((text) => text.includes('tags:'));
    expect(tagged.length).toBeGreaterThan(3);
    for (const text of tagged) {
      const policy = recipePolicy(text);
      const shaky = (warning: string) => warning.includes('does not name edit-tags');
      expect(lintPolicy(policy).filter(shaky), text).toEqual([]);
      const tags = policy.rules.flatMap(({ devices }) => devices?.tags ?? []);
      const device = { platform: 'Mac', blueprintId: 'b', blueprintName: 'Macs', tags };
      const untag = {
        roles: ['agent', 'everyone'],
        operation: 'edit-tags',
        device,
        tagsTouched: tags,
      } as const;
      expect(evaluate(policy, untag).verdict, text).not.toBe('allowed');
    }
  });

  test('install.md has every box of the Kandji token where it belongs', () => {
    const page = doc('install.md');
    const rows = [...page.matchAll(/^\| (\*?)([^|*]+)\*? \| `([A-Z]+ [^`]+)` \|/gm)].map(
      ([, ours, label, endpoint]) => ({
        endpoint,
        label,
        published: ours === '',
      }),
    );
    const wanted = PERMISSIONS.filter(({ needed }) => needed !== 'never');
    expect(rows).toEqual(wanted.map(({ endpoint, label, published }) => ({ endpoint, label, published })));
    const leave = page.slice(page.indexOf('**Leave unticked.**')).replaceAll(/\s+/g, ' ');
    for (const { label } of PERMISSIONS.filter(({ needed }) => needed === 'never'))
      expect(leave).toContain(label);
  });

  test('operate.md names metrics that exist', async () => {
    const policies = { current: () => null, fault: () => null };
    const survey = {
      unfinished: {},
      lateMs: { requests: 0, cards: 0, jobs: 0, cases: 0, watches: 0, messages: 0 },
      openCases: 0,
      watches: 0,
      rejectedCards: { count: 0, why: null },
      deadJobs: 0,
      frozen: false,
      callsLeft: 0,
      fleet: { tenant: '', last: null, ageMs: 0, rows: 0, calls: 0, skipped: [] },
      findings: {
        fileVaultOff: { rows: 0, ageMs: null, isLacking: false },
        failedItems: { rows: 0, ageMs: null, isLacking: false },
        calls: 0,
      },
    };
    const told = await createMetrics({ ofProcess: true }).text({
      policies,
      store: { survey: async () => survey },
    });
    const named = [...doc('operate.md').matchAll(/`((?:helpdesk|nodejs)_[a-z0-9_]+)`/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(told).toContain(`# TYPE ${name} `);
  });

  test('when-things-go-wrong.md quotes what is really said', () => {
    const source = globSync('src/**/*.ts', { cwd: ROOT })
      .map((path) => readFileSync(join(ROOT, path), 'utf8').replaceAll("\\'", "'"))
      .join('\n');
    const rows = doc('when-things-go-wrong.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| Slack: '));
    // What comes before a name, a number or a word of someone else's.
    const openings = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/"([^"]+)"/gu)].map(([, quote = '']) =>
        (/^[^(…“\d]+/u.exec(quote)?.[0] ?? quote).replace(/:?\s*$/u, ''),
      ),
    );
    expect(openings.length).toBeGreaterThan(12);
    expect(openings.filter((words) => !source.includes(words))).toEqual([]);
  });

  test('links between the pages lead somewhere', () => {
    for (const page of PAGES)
      for (const [, target = ''] of doc(page).matchAll(/\]\(([^)#]+)\)/g))
        if (!target.includes('://'))
          expect(() => readFileSync(join(ROOT, 'docs', target)), `${page}: ${target}`).not.toThrow();
  });
});
