import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { canUse, canView, denyNonMember, denyView, isOwn } from '../policy/authorize.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { lookedFor } from './find-each.ts';
import { type IndexAnswer, indexRemark } from './index-answer.ts';
import { macOf } from './mac-address.ts';
import { kindsAlone, looksLikeLink, type Query, type SearchRemark, type SearchResult } from './query.ts';
import { readFirstPages } from './result-pages.ts';
import { type FindOptions, findDevices, type Search } from './search-devices.ts';
import { searchKey } from './search-key.ts';
import { fieldOf } from './search-keys.ts';

export interface SearchOptions extends FindOptions {
  /** Given the audit entry that is being written, so that the next read need not wait for it; who takes it waits for it before anything is shown. */
  readonly recording?: (entry: Promise<unknown>) => void;
}

/**
 * Finds devices for someone: only those that this person may look at are in the answer. One audit entry.
 * @throws Refusal when they may look at none; MdmError when nothing could be read
 */
export async function searchDevices(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: SearchOptions = {},
): Promise<Search> {
  const policy = ports.policies.current();
  const own = query.by === 'mine' && canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  const anything = { roles: actor.roles, operation: 'lookup' as const, device: UNKNOWN_DEVICE };
  const maySearch = denyNonMember(actor) === null && (own || couldEverBeAllowed(policy, anything));
  const search = maySearch
    ? await searchIndexFirst(ports, actor, query, options)
    : ((await searchOwn(ports, actor, query, options)) ??
      (await denyView(ports, actor, null, canUse(policy, actor, 'lookup', null).rule)));
  const entry = ports.store.audit.append(
    auditEntry('searched', actor, {
      operations: [query.by],
      result: `${search.first.total ?? search.first.devices.length} found`,
      policyHash: policy?.hash,
      text: { query: JSON.stringify(query) },
    }),
  );
  if (options.recording) options.recording(entry);
  else await entry;
  const isLimited = query.by !== 'mine' && canUse(policy, actor, 'lookup', null).verdict !== 'allowed';
  return isLimited ? limited(search) : search;
}

/** From the index, without a call of Kandji; else from Kandji, and why. */
async function searchIndexFirst(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: FindOptions,
): Promise<Search> {
  const answer: IndexAnswer = (await options.index?.(actor, query, options)) ?? {
    kind: 'not-asked',
  };
  const missing = answer.kind === 'found' || answer.kind === 'nothing' ? (answer.missing ?? []) : [];
  if (answer.kind === 'found' && (missing.length === 0 || options.typeAhead))
    return readFirstPages(answer.found);
  if (answer.kind === 'nothing' && options.typeAhead)
    return readFirstPages({ readAt: answer.asOf, asOf: answer.asOf });
  const policy = ports.policies.current();
  const asked = query.by === 'each' && answer.kind === 'found' ? { ...query, texts: missing } : query;
  const live = await findDevices(ports, asked, {
    ...options,
    ownEmail: actor.email,
    maySee: (device) => canView(policy, actor, device).verdict === 'allowed',
  });
  // What the index has not may be hidden, and then no further page is worth a call.
  const whole = answer.kind === 'nothing' || options.typeAhead ? live : await untilFound(live);
  const search = mapped(whole, (found) => ({ ...found, remarks: lookedFor(found.remarks, missing) }));
  if (answer.kind === 'found') return readFirstPages(together(answer.found, search.first));
  // How much more Kandji would list says how many there are that this person may not see.
  if (answer.kind === 'nothing' && search.first.devices.length === 0)
    return readFirstPages({ ...search.first, more: false, total: 0 });
  const remark = indexRemark(answer, search.first.devices.length > 0);
  if (remark === null) return search;
  return mapped(search, (found) => ({ ...found, remarks: [...found.remarks, remark] }));
}

/** Reads on for as long as nothing fits: a page says nothing of the others where Kandji does not filter by what was asked. */
async function untilFound(search: Search): Promise<Search> {
  const pages = search.rest();
  let { first } = search;
  while (first.devices.length === 0 && first.near.length === 0 && first.more) {
    const { done, value } = await pages.next();
    if (done) break;
    const { more, capped } = value;
    first = { ...search.first, ...(value.devices.length > 0 ? value : { more, capped }) };
  }
  return { first: { ...first, people: search.first.people }, rest: () => pages };
}

/** What the index has of several texts, and what Kandji has of the others. */
function together(indexed: SearchResult, live: SearchResult): SearchResult {
  const devices = [...new Map([...indexed.devices, ...live.devices].map((one) => [one.id, one])).values()];
  const remark = indexRemark({ kind: 'nothing', asOf: indexed.asOf ?? 0 }, live.devices.length > 0);
  const remarks = [...indexed.remarks, ...live.remarks, ...(remark ? [remark] : [])];
  return { ...live, devices, total: live.more ? null : devices.length, remarks, asOf: indexed.asOf };
}

const mapped = ({ first, rest }: Search, change: (found: SearchResult) => SearchResult): Search => ({
  first: change(first),
  async *rest() {
    for await (const more of rest()) yield change(more);
  },
});

/** The same search for someone who may not see every device: remarks name only what is on devices that they see. */
const limited = (search: Search): Search =>
  mapped(search, (found) => ({
    ...found,
    isLimited: true,
    // How much there is to read says how many there are that this person may not see.
    ...(found.devices.length === 0 && { more: false, capped: false }),
    // The index compares with nothing else.
    remarks: found.asOf === null ? found.remarks.flatMap((one) => seenNames(one, found)) : found.remarks,
  }));

function seenNames(remark: SearchRemark, { devices }: SearchResult): readonly SearchRemark[] {
  if (remark.kind === 'unknown-tag' || remark.kind === 'unknown-blueprint') return [];
  if (remark.kind !== 'tag-spelling' && remark.kind !== 'several-blueprints') return [remark];
  const isTag = remark.kind === 'tag-spelling';
  const seen = new Set(
    devices.flatMap(({ tags, blueprint }) => (isTag ? (tags ?? []) : (blueprint?.name ?? []))),
  );
  const names = remark.names.filter((name) => seen.has(name));
  return names.length > (isTag ? 0 : 1) ? [{ ...remark, names }] : [];
}

/**
 * For a person who looks up only their own devices: all of them by their own e-mail or mention; else those that are exactly what was
 * typed, or have it in their serial. One list, of their own devices alone, so that nothing is learned of others. `null`: none is.
 */
async function searchOwn(
  ports: Ports,
  actor: Actor,
  query: Query,
  options: FindOptions,
): Promise<Search | null> {
  const policy = ports.policies.current();
  const mayOwn = canUse(policy, actor, 'lookup-own', null).verdict === 'allowed';
  const named = mayOwn ? asMine(query, actor, [], true) : null;
  if (named) return findDevices(ports, named, { ...options, ownEmail: actor.email });
  const terms = exactTerms(query);
  const macs = terms.map(macOf).filter((mac) => mac !== null);
  const typed = terms.flatMap((term) => [term, idInLink(ports, term) ?? term]).map(searchKey);
  if (typed.length === 0 || !mayOwn) return null;
  const own = { ...options, ownEmail: actor.email };
  const { first } = await findDevices(ports, { by: 'mine', platforms: [] }, own);
  const withMac = await devicesWithMac(ports, actor, macs, options);
  const visible = first.devices.filter((device) => canView(policy, actor, device).verdict === 'allowed');
  const whole = visible.filter(
    (device) =>
      withMac.has(device.id) ||
      (['serial', 'asset', 'name', 'id'] as const)
        .map((key) => fieldOf(device, key))
        .some((one) => one !== '' && typed.includes(searchKey(one))),
  );
  const parts = typed.filter((term) => term.length >= SHORTEST_PART);
  const devices =
    whole.length > 0
      ? whole
      : visible.filter((device) => parts.some((part) => searchKey(fieldOf(device, 'serial')).includes(part)));
  const [only, ...others] = devices;
  const exact = others.length === 0 ? (only ?? null) : null;
  const { readAt, fromCache } = first;
  return exact === null && others.length === 0
    ? null
    : readFirstPages({ devices, exact, tried: ['mine'], readAt, fromCache });
}

/** Characters of a serial at least, for a part of it. */
const SHORTEST_PART = 4;

/**
 * A search by nothing but the person's own e-mail or mention, as one for their own devices; `null`: it is another.
 * @param found what it came to: the e-mail may be a part of someone else's, too
 * @param isOnlyOwn they look up no others, so that a kind of device means theirs
 */
export function asMine(
  query: Query,
  actor: Actor,
  found: readonly Device[],
  isOnlyOwn: boolean,
): Query | null {
  if (!found.every((device) => isOwn(actor, device))) return null;
  const isOwnEmail = (text: string | undefined) =>
    actor.email !== '' && text?.trim().toLowerCase() === actor.email.toLowerCase();
  const kinds = isOnlyOwn ? kindsAlone(query) : null;
  if (kinds) return { by: 'mine', platforms: kinds };
  switch (query.by) {
    case 'words':
      return Object.keys(query.where).length === 0 && query.words.length === 1 && isOwnEmail(query.words[0])
        ? { by: 'mine', platforms: query.platforms }
        : null;
    case 'slack-people':
      return query.userIds.length > 0 && query.userIds.every((one) => one === actor.userId)
        ? { by: 'mine', platforms: query.platforms }
        : null;
    case 'keys': {
      const { email: named, emailExact, user, slackUserId, ...others } = query.where;
      const people = [named, emailExact, user].filter((one) => one !== undefined);
      const isTheirs =
        people.every(isOwnEmail) &&
        (slackUserId === undefined ? people.length > 0 : slackUserId === actor.userId) &&
        Object.values(others).every((one) => one === undefined);
      return isTheirs ? { by: 'mine', platforms: [] } : null;
    }
    default:
      return null;
  }
}

const idInLink = ({ fleet }: Pick<Ports, 'fleet'>, term: string): string | null =>
  looksLikeLink(term) ? fleet.readConsoleUrl(term) : null;

/** Of more, the first ones are asked for: each costs a list. */
const MOST_MACS = 4;

/** Their own devices with one of these MAC addresses, which a list is filtered by and does not name. One list for each. */
async function devicesWithMac(
  ports: Ports,
  { email }: Actor,
  macs: readonly string[],
  options: FindOptions,
): Promise<ReadonlySet<string>> {
  const searches = [...new Set(macs)]
    .slice(0, MOST_MACS)
    .map((mac) => findDevices(ports, { by: 'keys', where: { emailExact: email, mac } }, options));
  const found = await Promise.all(searches);
  return new Set(found.flatMap(({ first }) => first.devices.map(({ id }) => id)));
}

/** What may be a whole serial, asset tag, name, id, MAC address or link. */
function exactTerms(query: Query): readonly string[] {
  if (query.by === 'words') return [query.text, query.words.join(' ')];
  if (query.by === 'each') return query.texts;
  if (query.by === 'id') return [query.deviceId];
  if (query.by === 'console-link') return [query.url];
  if (query.by !== 'keys') return [];
  const { serial, asset, name, id, mac } = query.where;
  return [serial, asset, name, id, mac].filter((one) => one !== undefined);
}
