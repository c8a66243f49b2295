import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** Stands between a store and its server and does what networks do. */
export interface Between {
  /** The next commit gets through, and its answer is lost with the connection. */
  loseNextCommit(): void;
  /** The server's address by way of here. */
  readonly url: string;
  /** `cut`: whatever is asked of a new connection ends it. `silent`: nothing gets through any more on those that are open now. */
  cut(on: boolean): void;
  silence(): void;
  close(): Promise<void>;
}

/** @param url of a server that listens on a socket in a folder (see `startPostgres`) */
export async function standBetween(url: string): Promise<Between> {
  const server = join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const folder = mkdtempSync('/tmp/between-');
  const open = new Set<{ readonly near: Socket; readonly far: Socket }>();
  let cutting = false;
  let losing = false;
  const door = createServer((near) => {
    const far = createConnection(server);
    const pair = { near, far };
    open.add(pair);
    const end = () => {
      open.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.on('data', (piece: Buffer) => {
      if (cutting && isQuestion(piece)) return end();
      if (losing && piece.includes('commit')) {
        losing = false;
        far.removeAllListeners('data').on('data', end);
      }
      far.write(piece);
    });
    far.on('data', (piece) => near.write(piece));
  });
  await new Promise<void>((done) => door.listen(join(folder, '.s.PGSQL.5432'), done));
  const here = new URL(url);
  here.searchParams.set('host', folder);
  return {
    url: String(here),
    loseNextCommit: () => {
      losing = true;
    },
    cut: (on) => {
      cutting = on;
    },
    silence: () => {
      for (const { near, far } of open) {
        near.removeAllListeners('data').pause();
        far.removeAllListeners('data').pause();
      }
    },
    close: async () => {
      for (const { near, far } of open) {
        near.destroy();
        far.destroy();
      }
      await new Promise((done) => door.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A query in the simple protocol begins with a Q (PostgreSQL docs, "Message Formats"). */
const isQuestion = (piece: Buffer): boolean => piece[0] === 'Q'.charCodeAt(0);
