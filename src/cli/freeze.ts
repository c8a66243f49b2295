import { SYSTEM } from '../helpdesk/audit-entry.ts';
import { applyFreeze, endFreezeOnHost, freezeResult, startFreeze } from '../helpdesk/limits/freeze.ts';
import { type Command, type ParsedFlags, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const NAME = {
  type: 'string',
  about: 'who you are: it stands in the audit log and in the approvals channel',
} as const;

/** Who acts on the host, and why. @throws UsageError without a name or a reason */
export function whoAndWhy({ text, words }: ParsedFlags) {
  const name = text('name')?.trim() ?? '';
  const reason = words.join(' ').trim();
  if (name === '') throw new UsageError('Say who you are: --name "Max Weber".');
  if (reason === '') throw new UsageError('Give a reason.');
  return { userId: SYSTEM.userId, name: `${name} (host)`, reason };
}

const MANY_WORDS = { least: 1, most: 200 };

export const freeze: Command = {
  name: 'freeze',
  takes: 'REASON --name NAME',
  about: 'Stops all changes that have not been sent, on every replica. Recorded and announced.',
  flags: { name: NAME },
  words: MANY_WORDS,
  run: (outside, given) => {
    const by = whoAndWhy(given);
    return withStore(outside, async (store) => {
      const started = await startFreeze({ store }, by);
      await applyFreeze({ store });
      const { stopped, beyondRecall } = await freezeResult({ store }, started);
      await outside.write(
        `Changes are frozen since ${new Date(started.at).toISOString()} (${started.byName}). ` +
          `${stopped.length} approved requests stopped, ${beyondRecall.length} already sent.\n`,
      );
      return 0;
    });
  },
};

const STILL_FROZEN =
  'Changes are still frozen: an approved request could not be stopped. Try again; if that fails, the log names the ' +
  'request that cannot be read (request.unreadable).\n';

export const unfreeze: Command = {
  name: 'unfreeze',
  takes: 'REASON --name NAME',
  about:
    'Ends a freeze without a second person, for a team whose second person is away. Recorded and announced.',
  flags: { name: NAME },
  words: MANY_WORDS,
  run: (outside, given) => {
    const by = whoAndWhy(given);
    return withStore(outside, async (store) => {
      const done = await endFreezeOnHost({ store }, by);
      const left = done ? null : await store.controls.freeze();
      if (left) {
        await outside.write(STILL_FROZEN);
        return 1;
      }
      await outside.write(done ? 'Changes are unfrozen.\n' : 'Changes are not frozen.\n');
      return 0;
    });
  },
};
