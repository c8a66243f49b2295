import { backupDatabase } from '../store/index.ts';
import type { Command } from './command.ts';

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
