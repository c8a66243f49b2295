import type { MembershipStore } from '../helpdesk/policy/membership-store.ts';
import type { Append } from './audit/append.ts';
import type { Database, Tx } from './database.ts';
import { addJob } from './job-queue.ts';
import type { Tables } from './schema.ts';

type Groups = Readonly<Record<string, readonly string[]>>;
type MemberRow = Tables['group_members'];

/** Every pair of a group and a member, each once. */
const pairsOf = (groups: Groups) =>
  Object.entries(groups).flatMap(([group_id, users]) =>
    [...new Set(users)].map((user_id) => ({ group_id, user_id })),
  );

const keyOf = ({ group_id, user_id }: Pick<MemberRow, 'group_id' | 'user_id'>): string =>
  `${group_id} ${user_id}`;

async function stored(tx: Tx, groupIds: readonly string[]) {
  const [groups, members, now] = [
    await tx.db.selectFrom('known_groups').select('group_id').execute(),
    await tx.db
      .selectFrom('group_members')
      .selectAll()
      .where('group_id', 'in', [...groupIds])
      .execute(),
    await tx.now(),
  ];
  return { known: new Set(groups.map(({ group_id }) => group_id)), members, now };
}

/** Those who count now, by group. */
const counting = (groups: Groups, members: readonly MemberRow[], now: number): Groups =>
  Object.fromEntries(
    Object.entries(groups).map(([id, users]) => [
      id,
      users.filter((user) =>
        members.some(
          ({ group_id, user_id, counts_from }) => group_id === id && user_id === user && counts_from <= now,
        ),
      ),
    ]),
  );

const differs = (groups: Groups, { known, members }: Awaited<ReturnType<typeof stored>>): boolean => {
  const [wanted, there] = [pairsOf(groups).map(keyOf), members.map(keyOf)];
  return (
    Object.keys(groups).some((id) => !known.has(id)) ||
    wanted.length !== there.length ||
    wanted.some((key) => !there.includes(key))
  );
};

export const createMembershipStore = (database: Database, append: Append): MembershipStore => ({
  sync: async (groups, waitMs, onFirst) => {
    const ids = Object.keys(groups);
    if (ids.length === 0) return {};
    const before = await database.read((tx) => stored(tx, ids));
    if (!differs(groups, before)) return counting(groups, before.members, before.now);
    return database.transaction(async (tx) => {
      const { known, members, now } = await stored(tx, ids);
      // Of several replicas the one whose row it is has read the group first.
      const fresh = ids.filter((id) => !known.has(id));
      const inserted =
        fresh.length === 0
          ? []
          : await tx.db
              .insertInto('known_groups')
              .values(fresh.map((group_id) => ({ group_id, first_read_at: now })))
              .onConflict((conflict) => conflict.doNothing())
              .returning('group_id')
              .execute();
      const first = new Set(inserted.map(({ group_id }) => group_id));
      const there = new Set(members.map(keyOf));
      const wanted = pairsOf(groups);
      const joined = wanted.filter((pair) => !there.has(keyOf(pair)));
      if (joined.length > 0)
        await tx.db
          .insertInto('group_members')
          .values(
            joined.map((pair) => ({
              ...pair,
              first_seen_at: now,
              counts_from: first.has(pair.group_id) ? now : now + waitMs,
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      const present = new Set(wanted.map(keyOf));
      for (const gone of members.filter((row) => !present.has(keyOf(row))))
        await tx.db
          .deleteFrom('group_members')
          .where('group_id', '=', gone.group_id)
          .where('user_id', '=', gone.user_id)
          .execute();
      if (first.size > 0) {
        const { entries, jobs } = onFirst([...first], known.size === 0);
        await append(tx, [...entries], () => jobs.map((job) => addJob(tx, job)));
      }
      return counting(groups, (await stored(tx, ids)).members, now);
    });
  },
});
