import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Policy } from '../helpdesk/policy.ts';
import type { Log, PolicySource } from '../helpdesk/ports.ts';
import { pause } from '../helpdesk/retry.ts';
import { parsePolicy } from './parse.ts';
import { summarizeProblems } from './source.ts';

export { checkReport } from './check-report.ts';
export { lintPolicy } from './lint.ts';
export { releasingRoles, TOO_FEW_RELEASERS } from './lint-floor.ts';
export { type Parsed, parsePolicy } from './parse.ts';
export { problemText, summarizeProblems } from './source.ts';

/** What a path holds now. Equal `key`: the same bytes, or the same trouble. */
type Content =
  | { readonly key: string; readonly text: string }
  /** `trouble`: one sentence, such as “policy.yml does not exist.” */
  | { readonly key: string; readonly text: null; readonly trouble: string };

const MOST_BYTES = 1024 * 1024;

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist.',
  EACCES: 'may not be read by this process: check its owner and mode.',
  EPERM: 'may not be read by this process: check its owner and mode.',
};

/** Reads a policy file's text. Never throws; bytes that are no UTF-8 are trouble, so that a hash means one text. */
export function readContent(file: string): Content {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return trouble(file, 'is not a file.');
    if (stat.size > MOST_BYTES) return trouble(file, 'is larger than 1 MB: that is no policy.');
    const bytes = readFileSync(file);
    const key = createHash('sha256').update(bytes).digest('hex');
    try {
      return { key, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      return { key, text: null, trouble: `${file} is not a UTF-8 text.` };
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return trouble(file, TROUBLES[code] ?? `cannot be read (${code}).`);
  }
}

const trouble = (file: string, what: string): Content => ({
  key: `trouble: ${what}`,
  text: null,
  trouble: `${file} ${what}`,
});

/**
 * Calls `look` when a file may have changed. It watches the directory, because editors and Kubernetes replace a file
 * instead of writing into it (Kubernetes swaps the link `..data`), and it also calls every `pollMs`, because network
 * file systems tell nothing. Returns what ends it.
 */
function watchPath(file: string, pollMs: number, look: () => void, log: Log): () => void {
  const poll = setInterval(look, pollMs);
  poll.unref();
  const watcher = watchDirectory(file, look, log);
  return () => {
    clearInterval(poll);
    watcher?.close();
  };
}

function watchDirectory(file: string, look: () => void, log: Log): FSWatcher | null {
  const own = basename(file);
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === own || name.startsWith('..')) look();
    });
    watcher.on('error', (error) => {
      watcher.close();
      log.warn(
        { event: 'policy.watch_lost', file, err: error },
        "Can no longer watch the policy file's directory; polling",
      );
    });
    return watcher;
  } catch (error) {
    log.warn(
      { event: 'policy.watch_failed', file, err: error },
      "Cannot watch the policy file's directory; polling",
    );
    return null;
  }
}

export interface WatchOptions {
  readonly file: string;
  readonly log: Log;
  /** A new policy came into force. Not called for the one found at the start. `previous`: `null` when there was none. */
  onChange(policy: Policy, previous: Policy | null): void;
  /** A changed file was not taken, said once per content. Not called at the start: read `fault()` then. */
  onFault(sentence: string): void;
  /** The file is good again after a fault that was reported; before `onChange`, if that is called as well. */
  onMended?(): void;
  /** New content counts once two reads so far apart agree, because a half-written file can be valid. Default 200 ms. */
  readonly settleMs?: number;
  /** How often the file is read anyway, for file systems that tell nothing. Default 5 s. */
  readonly pollMs?: number;
  /** How the file is read. Default {@link readContent}. */
  readonly read?: (file: string) => Content;
}

export interface WatchedPolicy extends PolicySource {
  /** Looks at the file now; resolves when what it holds has been taken or refused. */
  reload(): Promise<void>;
  close(): void;
}

/** What is in force, and what the last look at the file said. */
interface FileState {
  readonly policy: Policy | null;
  readonly fault: string | null;
  readonly key: string;
}

/** Reads the policy file and follows its changes without a restart. A broken new file leaves the old policy in force. */
export function watchPolicy(options: WatchOptions): WatchedPolicy {
  const { file, log, settleMs = 200, pollMs = 5_000, read = readContent } = options;
  const closing = new AbortController();
  const reported = new Set<string>();
  let state = judge(file, read(file), null);
  let looking: Promise<void> | null = null;

  const take = (content: Content) => {
    const before = state;
    state = judge(file, content, before.policy);
    report(options, before, state, reported);
  };
  const settle = async () => {
    let content = read(file);
    while (!closing.signal.aborted && content.key !== state.key) {
      await pause(settleMs, closing.signal);
      if (closing.signal.aborted) return;
      const again = read(file);
      if (again.key === content.key) return take(again);
      content = again;
    }
  };
  const look = (): Promise<void> => {
    looking ??= settle().finally(() => {
      looking = null;
    });
    return looking;
  };

  if (state.fault === null)
    log.info({ event: 'policy.loaded', file, policy: state.policy?.hash }, 'Policy loaded');
  else log.error({ event: 'policy.invalid', file }, state.fault);
  const unwatch = watchPath(file, pollMs, () => void look(), log);
  return {
    current: () => state.policy,
    fault: () => state.fault,
    reload: look,
    close: () => {
      closing.abort();
      unwatch();
    },
  };
}

function judge(file: string, content: Content, inForce: Policy | null): FileState {
  const broken = (why: string): FileState => {
    const what =
      inForce === null
        ? 'No policy is in force, so nothing is allowed'
        : "The policy file can't be used, so the policy from before stays in force";
    return { policy: inForce, fault: `${what}: ${why}`, key: content.key };
  };
  if (content.text === null) return broken(content.trouble);
  const parsed = parsePolicy(content.text, file);
  if (!parsed.ok) return broken(summarizeProblems(file, parsed.problems));
  return { policy: parsed.policy, fault: null, key: content.key };
}

/** Says what changed, once: to the log and to the callbacks. `reported`: the faults reported since the last good file. */
function report(options: WatchOptions, before: FileState, now: FileState, reported: Set<string>): void {
  const { file, log, onChange, onFault } = options;
  if (now.fault !== null) {
    if (reported.has(now.key)) return;
    reported.add(now.key);
    log.error({ event: 'policy.invalid', file }, now.fault);
    guarded(log, () => onFault(now.fault ?? ''));
    return;
  }
  if (reported.size > 0) guarded(log, () => options.onMended?.());
  reported.clear();
  const { policy } = now;
  if (policy === null || policy.hash === before.policy?.hash) {
    log.info({ event: 'policy.restored', file, policy: policy?.hash }, 'The policy file is as it was before');
    return;
  }
  log.info(
    { event: 'policy.changed', file, policy: policy.hash, previous: before.policy?.hash ?? null },
    'Policy changed',
  );
  guarded(log, () => onChange(policy, before.policy));
}

/** A callback that throws must not stop the watching. */
function guarded(log: Log, call: () => void): void {
  try {
    call();
  } catch (error) {
    log.error({ event: 'policy.notify_failed', err: error }, 'Could not tell about the policy file');
  }
}
