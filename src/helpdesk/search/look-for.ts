import { canUse, canView, deny, denyNonMember } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { Query } from './query.ts';
import { readFirstPages } from './result-pages.ts';
import { type FindOptions, findDevices, type Search } from './search-devices.ts';
import { searchKey } from './suggestions.ts';

/**
 * Finds devices for somebody: only those that this person may look at are in the answer. On the record once.
 * @throws Refusal when they may look at none; FleetError when nothing could be read
 */
export async function searchDevices(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: FindOptions = {},
): Promise<Search> {
  const policy = ports.policies.current();
  const own = query.by === 'mine' && canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  const anything = { roles: actor.roles, operation: 'lookup' as const, device: UNKNOWN_DEVICE };
  const maySearch = denyNonMember(actor) === null && (own || couldEverBeAllowed(policy, anything));
  const search = maySearch
    ? await findDevices(ports, query, {
        ...options,
        ownEmail: actor.email,
        maySee: (device) => canView(policy, actor, device).verdict === 'allowed',
      })
    : ((await searchOwn(ports, actor, query, options)) ?? (await refuseToLook(ports, actor)));
  await ports.store.audit.append({
    action: 'searched',
    actorId: actor.userId,
    deviceId: null,
    requestId: null,
    operations: [query.by],
    result: `${search.first.devices.length} found`,
    rule: null,
    policyHash: policy?.hash ?? null,
    text: { query: JSON.stringify(query), by: actor.name },
  });
  return search;
}

/**
 * For whoever looks up only their own devices: those that are exactly what was typed. One list, of their own devices alone, so
 * that nothing is learned of others. `null`: none is.
 */
async function searchOwn(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: FindOptions,
): Promise<Search | null> {
  const policy = ports.policies.current();
  const typed = exactTerms(query).map(searchKey);
  if (typed.length === 0 || canUse(policy, actor, 'lookup-own', null).verdict !== 'allowed') return null;
  const mine: Query = { by: 'mine', platforms: [] };
  const { first } = await findDevices(ports, mine, { ...options, ownEmail: actor.email });
  const devices = first.devices.filter(
    (device) =>
      canView(policy, actor, device).verdict === 'allowed' &&
      [device.serialNumber, device.assetTag ?? '', device.name, device.id].some(
        (one) => one !== '' && typed.includes(searchKey(one)),
      ),
  );
  const [only, ...others] = devices;
  const exact = others.length === 0 ? (only ?? null) : null;
  const { readAt, fromCache } = first;
  return exact === null && others.length === 0
    ? null
    : readFirstPages({ devices, exact, tried: ['mine'], readAt, fromCache });
}

/** What may be a whole serial, asset tag, name or id. */
function exactTerms(query: Query): readonly string[] {
  if (query.by === 'words') return [query.text, query.words.join(' ')];
  if (query.by === 'each') return query.texts;
  if (query.by === 'id') return [query.deviceId];
  if (query.by !== 'keys') return [];
  const { serial, asset, name, id } = query.where;
  return [serial, asset, name, id].filter((one) => one !== undefined);
}

function refuseToLook(ports: Ports, actor: Actor): Promise<never> {
  const foreign = denyNonMember(actor);
  if (foreign) return deny(ports, actor, { operations: ['lookup'] }, 'outsider', foreign);
  const policy = ports.policies.current();
  const { reason, rule } = canUse(policy, actor, 'lookup', null);
  const own = canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  return deny(ports, actor, { operations: ['lookup'] }, own ? 'only-own' : 'not-allowed', reason, rule);
}
