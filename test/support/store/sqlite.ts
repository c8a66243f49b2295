import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder, type World, worldWith } from './harness.ts';

/** An embedded store in a folder of its own. The first store that is opened holds it; later ones are other processes' readers. */
export async function sqliteWorld(): Promise<World & { readonly dataDir: string }> {
  const folder = temporaryFolder();
  const sql = async (statement: string) => {
    const db = new DatabaseSync(join(folder.path, 'helpdesk.sqlite'), { timeout: 5000 });
    try {
      return db.prepare(statement).all();
    } finally {
      db.close();
    }
  };
  const world = worldWith('sqlite', { dataDir: folder.path, exclusive: false }, sql, async () =>
    folder.remove(),
  );
  return { ...world, dataDir: folder.path };
}
