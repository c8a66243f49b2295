import { grantServingRole } from '../store/index.ts';
import { type Command, UsageError } from './command.ts';
import { plainLog } from './with-store.ts';

export const databaseGrant: Command = {
  name: 'database grant',
  takes: 'ROLE',
  about:
    'As the owner in DATABASE_URL: brings the tables up to date and lets ROLE serve, who cannot change the record. Repeat it with each new version.',
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
