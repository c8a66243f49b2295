import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createPolicyChangeLog,
  type PolicyChangeLog,
} from '../../../src/helpdesk/policy/policy-change-log.ts';
import type { Policy } from '../../../src/helpdesk/policy.ts';
import type { Store } from '../../../src/helpdesk/store-port.ts';
import { type Desk, NO_LOG, openDesk } from '../../support/helpdesk/harness.ts';
import { until } from '../../support/store/until.ts';

const HOUR_MS = 3_600_000;

/** A replica of the helpdesk, as far as it notices changes of the rules. */
interface Replica extends Pick<PolicyChangeLog, 'stop'> {
  policy(hash: string, before: string): void;
  start(hash: string): Promise<void>;
  group(added: readonly string[], removed: readonly string[], groupId?: string): void;
  readonly breaks: PolicyChangeLog['policyBroken'];
  readonly mends: PolicyChangeLog['policyMended'];
}

async function world() {
  const desk = await openDesk({ working: false });
  const hashed = (hash: string): Policy => ({ ...(desk.policy as Policy), hash });
  const replica = (store: Partial<Store> = {}, log = NO_LOG): Replica => {
    const rules = createPolicyChangeLog({
      store: { ...desk.store, ...store },
      log,
      owner: crypto.randomUUID(),
      firstWaitMs: 5,
    });
    onTestFinished(rules.stop);
    return {
      policy: (hash, before) => rules.policyChanged(hashed(hash), hashed(before)),
      start: (hash) => rules.started(hashed(hash)),
      group: (added, removed, groupId = 'S0LEADS') => rules.groupChanged({ groupId, added, removed }),
      breaks: rules.policyBroken,
      mends: rules.policyMended,
      stop: rules.stop,
    };
  };
  return { desk, replica };
}

const written = ({ store }: Desk, action: 'policy-changed' | 'group-changed') =>
  store.audit.history({ action, limit: 50 }).then((entries) => entries.toReversed());
const policies = async (desk: Desk) => (await written(desk, 'policy-changed')).map(({ result }) => result);
const groups = async (desk: Desk) => (await written(desk, 'group-changed')).map(({ text }) => text);
/** Every replica has written what it noticed: one thing after the other, and that this policy is in force as the last. */
const settled = (replicas: readonly Replica[]) => Promise.all(replicas.map((one) => one.start('B')));

/** What the approvals channel is told. */
async function told({ store }: Desk): Promise<string[]> {
  const job = (await store.jobs.claim('test', 60_000)) ?? null;
  if (job === null) return [];
  await store.jobs.done(job.id);
  return [job.job.kind === 'announce' ? job.job.text : job.job.kind, ...(await told({ store } as Desk))];
}

describe('a changed policy', () => {
  test('that goes back and forth is on the record each time, and told', async () => {
    const { desk, replica } = await world();
    const one = replica();
    one.policy('B', 'A');
    one.policy('A', 'B');
    one.policy('B', 'A');
    await settled([one]);
    expect(await policies(desk)).toEqual(['B', 'A', 'B']);
    expect(await told(desk)).toHaveLength(3);
  });

  test('that several replicas notice, together or late, is on the record once', async () => {
    const { desk, replica } = await world();
    const [one, two, three] = [replica(), replica(), replica()];
    for (const each of [one, two]) each.policy('B', 'A');
    await settled([one, two]);
    desk.forward(HOUR_MS);
    three.policy('B', 'A');
    await three.start('B');
    await settled([three]);
    expect(await policies(desk)).toEqual(['B']);
    expect(await told(desk)).toHaveLength(1);
  });

  test('that goes back and forth before every replica, in any order, is on the record once for each time', async () => {
    const { desk, replica } = await world();
    const [one, two] = [replica(), replica()];
    for (const each of [one, two]) {
      each.policy('B', 'A');
      each.policy('A', 'B');
      each.policy('B', 'A');
    }
    await settled([one, two]);
    expect(await policies(desk)).toEqual(['B', 'A', 'B']);
  });

  test('whose write fails is written when the database is back, once for all replicas, and no one waited', async () => {
    const { desk, replica } = await world();
    let isGone = true;
    let tries = 0;
    const flaky: Partial<Store> = {
      audit: {
        ...desk.store.audit,
        append: async (entry) => {
          tries += 1;
          if (isGone) throw new Error('the database is gone');
          return desk.store.audit.append(entry);
        },
      },
    };
    const replicas = [replica(flaky), replica(flaky)];
    for (const each of replicas) {
      each.policy('B', 'A');
      each.group(['U9'], []);
    }
    await until(async () => tries > 4);
    expect(await policies(desk)).toEqual([]);
    isGone = false;
    await until(async () => (await groups(desk)).length > 0);
    await settled(replicas);
    expect(await policies(desk)).toEqual(['B']);
    expect(await groups(desk)).toEqual([{ added: 'U9', removed: '' }]);
    expect(await told(desk)).toHaveLength(2);
  });

  test('is told when only the telling failed at first', async () => {
    const { desk, replica } = await world();
    let failed = 0;
    const one = replica({
      jobs: {
        ...desk.store.jobs,
        add: async (job) => {
          if (++failed < 3) throw new Error('no');
          return desk.store.jobs.add(job);
        },
      },
    });
    one.policy('B', 'A');
    await until(async () => failed >= 3);
    await settled([one]);
    expect(await policies(desk)).toEqual(['B']);
    expect(await told(desk)).toHaveLength(1);
  });

  test('that cannot be written before the end is given up, and the log says so', async () => {
    const { desk, replica } = await world();
    const said: string[] = [];
    const gone = () => Promise.reject(new Error('gone'));
    const log = { ...NO_LOG, error: (_: unknown, message: string) => void said.push(message) };
    const one = replica({ audit: { ...desk.store.audit, append: gone } }, log);
    one.policy('B', 'A');
    await one.stop();
    expect(said).toEqual(['Did not write a changed policy before shutdown']);
    const next = replica();
    await next.start('B');
    expect(await policies(desk)).toEqual(['B']);
  });
});

describe('a changed group', () => {
  const IN = { added: 'U9', removed: '' };
  const OUT = { added: '', removed: 'U9' };

  test('whose member comes, goes and comes back is on the record each time', async () => {
    const { desk, replica } = await world();
    const one = replica();
    one.group(['U9'], []);
    one.group([], ['U9']);
    one.group(['U9'], []);
    await settled([one]);
    expect(await groups(desk)).toEqual([IN, OUT, IN]);
  });

  test('that several replicas notice is on the record once, whatever other groups do', async () => {
    const { desk, replica } = await world();
    const [one, two, three] = [replica(), replica(), replica()];
    for (const each of [one, two]) each.group(['U9'], []);
    await settled([one, two]);
    three.group(['U8'], [], 'S0AGENTS');
    await settled([three]);
    expect(await groups(desk)).toEqual([IN, { added: 'U8', removed: '' }]);
  });

  test('that came back while no one watched is on the record again, also right after a restart', async () => {
    const { desk, replica } = await world();
    const one = replica();
    one.group(['U9'], []);
    one.group([], ['U9']);
    await settled([one]);
    const two = replica();
    two.group(['U9'], []);
    await settled([two]);
    desk.forward(HOUR_MS);
    const three = replica();
    three.group(['U9'], []);
    await settled([three]);
    expect(await groups(desk)).toEqual([IN, OUT, IN, IN]);
  });
});

describe('a broken policy file', () => {
  const WHY = 'The policy file was not taken: policy.yml:3:5 Unknown key.';

  test('is told once, however many replicas see it', async () => {
    const { desk, replica } = await world();
    const all = [replica(), replica(), replica()];
    all[0]?.breaks(WHY);
    await settled(all);
    expect(await told(desk)).toEqual([WHY]);
    for (const each of all) each.breaks(WHY);
    await settled(all);
    expect(await told(desk)).toEqual([]);
  });

  test('is told again when it breaks anew', async () => {
    const { desk, replica } = await world();
    const [one, two] = [replica(), replica()];
    for (const each of [one, two]) each.breaks(WHY);
    await until(async () => (await told(desk)).length === 1);
    for (const each of [one, two]) each.mends();
    for (const each of [one, two]) each.breaks(WHY);
    await settled([one, two]);
    expect(await told(desk)).toEqual([WHY]);
  });

  test('is told by a replica that is left when the one that had told it is gone', async () => {
    const { desk, replica } = await world();
    const [one, two] = [replica(), replica()];
    one.breaks(WHY);
    await settled([one]);
    two.breaks(WHY);
    for (const each of [one, two]) each.mends();
    await settled([one, two]);
    expect(await told(desk)).toEqual([WHY]);
    await one.stop();
    two.breaks(WHY);
    await settled([two]);
    expect(await told(desk)).toEqual([WHY]);
  });
});
