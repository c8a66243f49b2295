import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { World } from '../e2e/harness.ts';

/** Something the app has written somewhere. */
export interface Output {
  readonly where: string;
  readonly text: string;
}

/** Everything that the app of this world has put out so far: its log, its metrics, what it sent to Slack, what it stored. */
export async function outputsOf(world: World): Promise<Output[]> {
  const log = world.log.map((text) => ({ where: 'the log', text }));
  return [...log, ...(await metricsOf(world)), ...toSlack(world), ...stored(world)];
}

async function metricsOf(world: World): Promise<Output[]> {
  const { metricsPort } = world.app();
  if (metricsPort === null) return [];
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  return [{ where: 'the metrics', text: await answer.text() }];
}

function toSlack({ slack }: World): Output[] {
  return slack.traffic.flatMap((entry): Output[] => {
    if (entry.kind === 'delivery')
      return entry.ack === undefined ? [] : [{ where: `the ack of ${entry.name}`, text: plain(entry.ack) }];
    // A trigger is spent by sending it back to Slack, once, in its own argument.
    const { trigger_id: _spent, ...args } = entry.args;
    return [{ where: entry.method, text: plain(args) }];
  });
}

/** Each row of each table, and the bytes of the files: what was deleted may still be in them. */
function stored({ dataDir }: World): Output[] {
  const store = new DatabaseSync(join(dataDir, 'helpdesk.sqlite'), { readOnly: true });
  try {
    const tables = store.prepare("select name from sqlite_schema where type = 'table'").all();
    const rows = tables.flatMap(({ name }) =>
      store
        .prepare(`select * from "${String(name)}"`)
        .all()
        .map((row) => ({ where: `a row of ${String(name)}`, text: plain(row) })),
    );
    const files = readdirSync(dataDir)
      .filter((name) => name.startsWith('helpdesk.sqlite'))
      .map((name) => ({ where: `the file ${name}`, text: readFileSync(join(dataDir, name), 'utf8') }));
    return [...rows, ...files];
  } finally {
    store.close();
  }
}

/** As JSON, with what is JSON inside a string written out, so that nothing hides behind a backslash. */
function plain(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return `${text} ${text.replaceAll(/\\+"/g, '"')}`;
}
