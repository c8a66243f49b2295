import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

/** A request as it stands in the store. */
export interface StoredRequest {
  readonly id: string;
  readonly deviceId: string;
  readonly state: string;
  readonly outcome: string | null;
}

/** No one may still be at work on one of these. */
const UNDER_WAY = ['claimed', 'sending'];
/** Longer than a lease: work of a killed replica is taken over when its lease ends. */
const MOST_MS = 75_000;

/** Waits until no request is under way and no card is stale; then tells how all requests stand. */
export async function atRest(databaseUrl: string): Promise<StoredRequest[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const until = Date.now() + MOST_MS;
    while (Date.now() < until && (await working(client)) > 0) await wait(250);
    const { rows } = await client.query<StoredRequest>(
      'select id, device_id as "deviceId", state, outcome from requests order by created_at',
    );
    return rows;
  } finally {
    await client.end();
  }
}

async function working(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select (select count(*) from requests where state = any($1))
       + (select count(*) from cards where shown < wanted and gone is null) as count`,
    [UNDER_WAY],
  );
  return Number(rows[0]?.count ?? 0);
}
