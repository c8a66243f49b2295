import type { Reporter, TestModule } from 'vitest/node';
import { findChromium } from '../playground/browser.ts';
import { findPostgres } from './support/store/find-postgres.ts';

/** A program that some tests need and a machine may lack. Its key is the tag of those tests. */
interface Need {
  readonly name: string;
  readonly get: string;
  find(): string | null;
}

const NEEDS: Readonly<Record<string, Need>> = {
  postgres: {
    name: 'PostgreSQL',
    get: 'apt install postgresql, brew install postgresql, or POSTGRES_BIN=/folder/of/its/programs',
    find: () => findPostgres(),
  },
  chromium: {
    name: 'Chromium',
    get: 'apt install chromium, brew install --cask chromium, or CHROMIUM=/path/to/it',
    find: () => findChromium() ?? null,
  },
};

const missing = Object.entries(NEEDS).filter(([, need]) => need.find() === null);

/** Tests carry these (`{ tags: 'postgres' }`, or `@module-tag postgres` for a whole file). With `CI` set nothing is skipped: they fail. */
export const tags = Object.keys(NEEDS).map((name) => ({
  name,
  skip: !process.env.CI && missing.some(([tag]) => tag === name),
}));

/** Ends a run with one line that says what was skipped for want of what, and how to get it. */
export const skipReporter: Reporter = {
  onTestRunEnd(modules) {
    const line = skippedLine(modules);
    if (line !== null) process.stdout.write(`${line}\n`);
  },
};

function skippedLine(modules: readonly TestModule[]): string | null {
  const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
  const parts = missing.flatMap(([tag, { name, get }]) => {
    const count = skipped.filter((one) => one.tags.includes(tag)).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? 'test' : 'tests'} without ${name} (${get})`];
  });
  return parts.length === 0 ? null : `Skipped ${parts.join(' and ')}.`;
}
