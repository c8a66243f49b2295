import { copyStore } from '../store/index.ts';
import { type Command, UsageError } from './command.ts';
import { plainLog } from './with-store.ts';

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
