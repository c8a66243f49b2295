import { auditEntry, SYSTEM } from '../helpdesk/audit-entry.ts';
import { startFreeze } from '../helpdesk/limits/freeze.ts';
import { backupDatabase, copyStore, grantServingRole, type OpenStore } from '../store/index.ts';
import { type Command, UsageError } from './command.ts';
import { plainLog, withStore } from './with-store.ts';

export const restored: Command = {
  name: 'restored',
  takes: '[--anyway]',
  about:
    'Accepts a store that was restored or promoted: ends every unfinished request, with an audit entry, so that nothing is sent twice.',
  flags: {
    anyway: { type: 'boolean', about: 'also when the store looks like the one that served last' },
  },
  run: (outside, given) =>
    withStore(
      outside,
      async (store) => {
        if (!given.is('anyway') && !(await store.identityChanged())) {
          await outside.write(
            'This is the store that served last, so there is nothing to accept. If it was restored all the same (a copied disk, for example), add --anyway.\n',
          );
          return 0;
        }
        await startFreeze({ store }, RESTORED);
        const count = await accept(store);
        await outside.write(
          `The store is accepted. ${count === 0 ? 'No request was unfinished.' : `${count} unfinished ${count === 1 ? 'request was' : 'requests were'} ended; the requesters have to request again.`} Changes are frozen until two people unfreeze them in Slack, or “unfreeze” is run here. Start the helpdesk now.\n`,
        );
        return 0;
      },
      { exclusive: true },
    ),
};

/** What a copy does not know may have happened: someone looks before anything is sent again. */
const RESTORED = { userId: SYSTEM.userId, name: 'Restored store', reason: 'The store was restored' };

const accept = (store: OpenStore): Promise<number> =>
  store.requests.voidUnfinished(auditEntry('restored', { userId: SYSTEM.userId }, { result: 'void' }));

export const backupStore: Command = {
  name: 'backup',
  takes: 'FILE',
  about: 'Copies the store into a new file while the helpdesk runs. Never copy the database file itself.',
  flags: {},
  words: { least: 1, most: 1 },
  async run(outside, { words: [file = ''] }) {
    const { databaseUrl, dataDir } = outside.place();
    const { restoreWith } = await backupDatabase(
      { databaseUrl, dataDir, environment: outside.environment },
      file,
    );
    await outside.write(
      `The backup is in ${file}. Keep it as safe as the database.\nTo restore: ${restoreWith}\n`,
    );
    return 0;
  },
};

export const databaseGrant: Command = {
  name: 'database grant',
  takes: 'ROLE',
  about:
    'As the owner in DATABASE_URL: brings the tables up to date and lets ROLE serve without being able to change the audit log. Repeat it with each new version.',
  flags: {},
  words: { least: 1, most: 1 },
  async run(outside, { words: [role = ''] }) {
    const { databaseUrl } = outside.place();
    if (databaseUrl === null)
      throw new UsageError('DATABASE_URL is not set, and an embedded store has no roles.');
    await grantServingRole(databaseUrl, role, plainLog(outside));
    await outside.write(`The tables are up to date, and ${role} may serve.\n`);
    return 0;
  },
};

export const databaseMove: Command = {
  name: 'database move',
  takes: '',
  about:
    'Moves the embedded store in DATA_DIR to the empty PostgreSQL in DATABASE_URL. Stop the helpdesk first.',
  flags: {},
  async run(outside) {
    const { databaseUrl, dataDir } = outside.place();
    if (databaseUrl === null) throw new UsageError('DATABASE_URL names where to move to, and it is not set.');
    const { rows } = await copyStore({ dataDir, databaseUrl, log: plainLog(outside) });
    await outside.write(`${rows} rows were moved. Start the helpdesk with this DATABASE_URL.\n`);
    return 0;
  },
};
