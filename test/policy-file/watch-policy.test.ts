import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Policy } from '../../src/helpdesk/policy.ts';
import { type WatchedPolicy, watchPolicy } from '../../src/policy-file/index.ts';
import { SMALL } from '../support/policy-file/policy-text.ts';

const OTHER = SMALL.replace('[routine]', '[lookup]');
const THIRD = SMALL.replace('[routine]', '[disruptive]');
const BROKEN = SMALL.replace('[agent]', '[agnt]');
const NEVER_MS = 3_600_000;

/** A directory with a policy file, someone who watches it, and all that was said. */
function world(pollMs: number) {
  const directory = mkdtempSync(join(tmpdir(), 'policy-'));
  const file = join(directory, 'policy.yml');
  const changes: [Policy, Policy | null][] = [];
  const faults: string[] = [];
  const logged: string[] = [];
  const note = (level: string) => (_: unknown, message: string) => void logged.push(`${level}: ${message}`);
  const started: WatchedPolicy[] = [];
  const start = (onChange: (policy: Policy) => void = () => undefined) => {
    const watched = watchPolicy({
      file,
      log: { info: note('info'), warn: note('warn'), error: note('error') },
      onChange: (policy, previous) => {
        changes.push([policy, previous]);
        onChange(policy);
      },
      onFault: (sentence) => void faults.push(sentence),
      onMended: () => void faults.push('mended'),
      settleMs: 20,
      pollMs,
    });
    started.push(watched);
    return watched;
  };
  const end = () => {
    for (const one of started) one.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, file, changes, faults, logged, start, end };
}

let here: ReturnType<typeof world>;
beforeEach(() => {
  here = world(NEVER_MS);
});
afterEach(() => here.end());

const until = (what: () => boolean) => expect.poll(what, { timeout: 10_000, interval: 10 }).toBe(true);
const operations = (watched: WatchedPolicy) => watched.current()?.rules[0]?.operations;

describe('at the start', () => {
  it('the policy of the file is in force at once', () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    expect(operations(watched)).toEqual(['routine']);
    expect(watched.fault()).toBeNull();
    expect([here.changes, here.faults]).toEqual([[], []]);
  });

  it('without a file nothing is in force, and the reason is told', () => {
    const watched = here.start();
    expect(watched.current()).toBeNull();
    expect(watched.fault()).toBe(
      `No policy is in force, so nothing is allowed: ${here.file} does not exist.`,
    );
    expect(here.logged).toEqual([`error: ${watched.fault()}`]);
  });

  it('with a broken file nothing is in force, and line and column are told', () => {
    writeFileSync(here.file, BROKEN);
    const watched = here.start();
    expect(watched.current()).toBeNull();
    expect(watched.fault()).toContain(`${here.file}:6:13 Unknown role: did you mean the one on line 3?`);
  });

  it('with something that is no text nothing is in force', () => {
    writeFileSync(here.file, Buffer.from([0x76, 0xff, 0xfe, 0x0a]));
    expect(here.start().fault()).toContain('is not a UTF-8 text.');
    rmSync(here.file);
    mkdirSync(here.file);
    expect(here.start().fault()).toContain('is not a file.');
  });

  it('a policy that appears later is taken', async () => {
    const watched = here.start();
    writeFileSync(here.file, SMALL);
    await watched.reload();
    expect(operations(watched)).toEqual(['routine']);
    expect(watched.fault()).toBeNull();
    expect(
      here.changes.map(([policy, previous]) => [policy.hash === watched.current()?.hash, previous]),
    ).toEqual([[true, null]]);
  });
});

describe('a changed file', () => {
  it('is taken without being asked, however it was replaced', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    writeFileSync(here.file, OTHER);
    await until(() => operations(watched)?.[0] === 'lookup');
    writeFileSync(`${here.file}.new`, THIRD);
    renameSync(`${here.file}.new`, here.file);
    await until(() => operations(watched)?.[0] === 'disruptive');
    expect(
      here.changes.map(([now, before]) => [now.rules[0]?.operations, before?.rules[0]?.operations]),
    ).toEqual([
      [['lookup'], ['routine']],
      [['disruptive'], ['lookup']],
    ]);
  });

  it('is taken when Kubernetes swaps the directory behind a link', async () => {
    const put = (name: string, text: string) => {
      mkdirSync(join(here.directory, name));
      writeFileSync(join(here.directory, name, 'policy.yml'), text);
      symlinkSync(name, join(here.directory, '..data_tmp'));
      renameSync(join(here.directory, '..data_tmp'), join(here.directory, '..data'));
    };
    put('..2026_01', SMALL);
    symlinkSync(join('..data', 'policy.yml'), here.file);
    const watched = here.start();
    expect(operations(watched)).toEqual(['routine']);
    put('..2026_02', OTHER);
    await until(() => operations(watched)?.[0] === 'lookup');
  });

  it('is found by looking from time to time where no one tells', async () => {
    const elsewhere = world(NEVER_MS);
    const polled = world(20);
    try {
      writeFileSync(elsewhere.file, SMALL);
      symlinkSync(elsewhere.file, polled.file);
      const watched = polled.start();
      writeFileSync(elsewhere.file, OTHER);
      await until(() => operations(watched)?.[0] === 'lookup');
    } finally {
      elsewhere.end();
      polled.end();
    }
  });

  it('changes nothing when its content is the same', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    writeFileSync(here.file, SMALL);
    await watched.reload();
    expect(here.changes).toEqual([]);
  });

  it('counts once it is whole: what is being written is not taken', async () => {
    const reads = [SMALL, THIRD.slice(0, 60), THIRD.slice(0, 90), THIRD, THIRD];
    const taken: unknown[] = [];
    const watched = watchPolicy({
      file: here.file,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onChange: (policy) => void taken.push(policy.rules[0]?.operations),
      onFault: (sentence) => void taken.push(sentence),
      settleMs: 1,
      pollMs: NEVER_MS,
      read: () => {
        const text = reads.shift() ?? THIRD;
        return { key: text, text };
      },
    });
    await watched.reload();
    watched.close();
    expect([taken, reads]).toEqual([[['disruptive']], []]);
  });
});

describe('a broken new file', () => {
  it('leaves the old policy in force and is told once', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    writeFileSync(here.file, BROKEN);
    await watched.reload();
    await watched.reload();
    expect(operations(watched)).toEqual(['routine']);
    expect(watched.fault()).toContain('stays in force');
    expect(watched.fault()).toContain('6:13 Unknown role');
    expect(here.faults).toEqual([watched.fault()]);
    expect(here.changes).toEqual([]);
  });

  it('is told again only with another mistake, or after it had been mended, which is told as well', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    const write = async (text: string) => {
      writeFileSync(here.file, text);
      await watched.reload();
    };
    await write(BROKEN);
    await write(`${BROKEN}# hm\n`);
    await write(BROKEN);
    expect(here.faults).toHaveLength(2);
    await write(SMALL);
    expect(watched.fault()).toBeNull();
    expect(here.logged.at(-1)).toBe('info: The policy file is as it was before');
    await write(BROKEN);
    const said = watched.fault();
    expect(here.faults).toEqual([said, said, 'mended', said]);
    expect(here.changes).toEqual([]);
  });

  it('is also one that is gone, or empty', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    rmSync(here.file);
    await watched.reload();
    expect(watched.fault()).toContain(`stays in force: ${here.file} does not exist.`);
    writeFileSync(here.file, '');
    await watched.reload();
    expect(watched.fault()).toContain('The file is empty');
    expect(operations(watched)).toEqual(['routine']);
    expect(here.faults).toHaveLength(2);
  });

  it('is also one that may not be read', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    chmodSync(here.file, 0);
    writeFileSync(`${here.file}.new`, OTHER, { mode: 0 });
    renameSync(`${here.file}.new`, here.file);
    await watched.reload();
    const asRoot = process.getuid?.() === 0;
    expect(operations(watched)).toEqual(asRoot ? ['lookup'] : ['routine']);
    if (!asRoot) expect(watched.fault()).toContain('may not be read');
  });
});

describe('who is told', () => {
  it('cannot stop the watching by failing', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start(() => {
      throw new Error('no');
    });
    writeFileSync(here.file, OTHER);
    await watched.reload();
    expect(here.logged.at(-1)).toBe('error: Could not tell about the policy file');
    writeFileSync(here.file, THIRD);
    await watched.reload();
    expect(operations(watched)).toEqual(['disruptive']);
  });

  it('hears nothing after the end', async () => {
    writeFileSync(here.file, SMALL);
    const watched = here.start();
    writeFileSync(here.file, OTHER);
    const reloaded = watched.reload();
    watched.close();
    watched.close();
    await reloaded;
    await watched.reload();
    expect(operations(watched)).toEqual(['routine']);
    expect(here.changes).toEqual([]);
  });
});
