import type { Pressed } from './desk.ts';
import type { Hour } from './hour.ts';
import type { StoredRequest } from './stored.ts';
import type { Acknowledged } from './stories.ts';
import type { Worlds } from './worlds.ts';

/** One thing that must hold, and what speaks against it. */
export interface Promised {
  readonly promise: string;
  /** Empty: kept. */
  readonly broken: readonly string[];
}

/** What must hold whatever the machine: nothing here is about time. */
export function promisesOf(hour: Hour, { kandji }: Pick<Worlds, 'kandji'>): Promised[] {
  const { pressed, stuckModals, ledger, acknowledged, stored, astray } = hour;
  return [
    {
      promise: 'every press is answered',
      broken: [
        ...counted(pressed.flatMap(({ kind, ms, trouble }) => (ms === null ? [`${kind}: ${trouble}`] : []))),
        ...stuckModals.map((userId) => `a modal of ${userId} stayed at "one moment"`),
      ],
    },
    {
      promise: 'no command leaves twice',
      broken: [...ledger.changes]
        .filter(
          ([deviceId, calls]) =>
            calls.length > Math.max(1, stored.filter((one) => one.deviceId === deviceId).length),
        )
        .map(([deviceId, calls]) => `${calls.length} changes of device ${deviceId}`),
    },
    {
      promise: 'no acknowledged request is lost',
      broken: acknowledged.flatMap((one) => lost(one, stored)),
    },
    {
      promise: 'what the store says is true at Kandji',
      broken: stored.flatMap((one) => untrue(one, hour, kandji)),
    },
    {
      promise: "Kandji's limits are kept",
      broken: ledger.refusedByLimit > 0 ? [`${ledger.refusedByLimit} calls were refused`] : [],
    },
    { promise: 'the script itself kept its footing', broken: astray },
  ];
}

/** The same sentence once, with how often it holds. */
const counted = (sentences: readonly string[]): string[] =>
  [...Map.groupBy(sentences, (sentence) => sentence)].map(([sentence, all]) => `${all.length} × ${sentence}`);

const WAITING = ['pending'];
const UNSENT = ['pending', 'denied', 'cancelled', 'expired', 'void', 'claimed'];

function lost({ device, what, decided }: Acknowledged, stored: readonly StoredRequest[]): string[] {
  const here = stored.filter(({ deviceId }) => deviceId === device.id);
  if (here.length === 0) return [`${what} of ${device.serial} was acknowledged and is not in the store`];
  const waits = here.some(({ state }) => WAITING.includes(state));
  return decided && waits ? [`${what} of ${device.serial} was decided, and still waits`] : [];
}

/** What Kandji has, against what our store says of it. */
function untrue(one: StoredRequest, { ledger, acknowledged }: Hour, kandji: Worlds['kandji']): string[] {
  const calls = ledger.changes.get(one.deviceId) ?? [];
  const said = `request ${one.id} is ${one.state} (${one.outcome ?? 'no outcome'})`;
  if (UNSENT.includes(one.state)) return calls.length > 0 ? [`${said}, and something was sent`] : [];
  if (calls.length === 0 && one.state !== 'failed' && one.state !== 'unknown')
    return [`${said}, and nothing was sent`];
  const wish = acknowledged.find(({ device }) => device.id === one.deviceId);
  const device = kandji.tenant.device(one.deviceId);
  if (!wish || !device || wish.what === 'check-in') return [];
  const has = (wish.what === 'asset-tag' ? device.assetTag : device.blueprintId) === wish.wanted;
  if (one.state === 'completed' && !has) return [`${said}, and Kandji does not have it`];
  return one.state === 'failed' && has ? [`${said}, and Kandji has it`] : [];
}

/**
 * Presses that no planned fault struck: only these are the app's own doing. While Slack holds back `users.info` or
 * `usergroups.list`, no one may ask who someone is: that second is Slack's own and is taken off.
 */
export function unharmed(
  { pressed, ledger, struckUsers }: Hour,
  deviceOf: (about: string) => readonly string[],
): readonly Pressed[] {
  const closed = struckUsers.filter(({ method }) => IDENTITY.has(method)).map(({ at }) => at);
  return pressed.flatMap((press) => {
    const { about, at, ms, again, userId } = press;
    if (again.length > 0 || ms === null) return [];
    const names = about === '' ? [] : deviceOf(about);
    const end = at + ms;
    const byKandji = ledger.struck.some(
      ({ from, to, about: path }) =>
        from <= end && to >= at && names.some((name) => path.includes(name.toLowerCase())),
    );
    const bySlack = struckUsers.some((one) => one.userId === userId && one.at >= at - 1 && one.at <= end);
    return byKandji || bySlack ? [] : [{ ...press, ms: ms - overlap(at, end, closed) }];
  });
}

/** What answers who someone is, and what they may. */
const IDENTITY = new Set(['users.info', 'usergroups.list']);
/** The local Slack's `Retry-After`. */
const CLOSED_MS = 1_000;

/** How much of this stretch lies within a second after one of these. Epoch ms. */
function overlap(from: number, to: number, starts: readonly number[]): number {
  let until = from;
  let sum = 0;
  for (const start of starts.toSorted((a, b) => a - b)) {
    const begin = Math.max(start, until);
    const end = Math.min(start + CLOSED_MS, to);
    if (end <= begin) continue;
    sum += end - begin;
    until = end;
  }
  return sum;
}

/**
 * How much more is alive in the second half than in the first, in percent: the lowest heap of each, for what lies above that is
 * garbage which V8 lets lie for a minute or two. The RSS goes up and down with it.
 */
export function growth(heap: readonly number[]): number {
  const half = Math.floor(heap.length / 2);
  const first = Math.min(...heap.slice(0, half));
  const second = Math.min(...heap.slice(half));
  return half === 0 ? 0 : ((second - first) / first) * 100;
}
