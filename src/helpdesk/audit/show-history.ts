import { auditEntry } from '../audit-entry.ts';
import { KEY_OPERATIONS } from '../operations/index.ts';
import { requireRight } from '../policy/authorize.ts';
import { type Actor, type Decision, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { AuditEntry, NewAuditEntry } from '../store-port.ts';
import { createRecordOnce } from './record-once.ts';

/** Goes on only for someone who may read the history. Reads nothing. @throws Refusal, recorded */
export const requireHistory = (ports: Ports, actor: Actor): Promise<Decision> =>
  requireRight(ports, actor, 'read-history');

/** What a history is about; without any of these: everything. */
export interface HistoryQuery {
  readonly deviceId?: string;
  /** The person who requested, decided or acted. Slack user id. */
  readonly actorId?: string;
  readonly requestId?: string;
  /** From this time on, epoch ms. */
  readonly since?: number;
  /** Requests for keys and PINs alone. */
  readonly only?: 'keys';
}

const KEY_NAMES = KEY_OPERATIONS.map(({ name }) => name);

/** Audit entries, newest first; reading them is an entry, too. @throws Refusal, recorded */
export async function showHistory(
  ports: Ports,
  actor: Actor,
  about: HistoryQuery,
  page: { readonly limit: number; readonly beforeSeq?: number },
): Promise<readonly AuditEntry[]> {
  const decision = await requireHistory(ports, actor);
  const { only, ...entriesAbout } = about;
  const entries = await ports.store.audit.history({
    ...entriesAbout,
    // Where no kind was chosen yet, a refusal is about keys as such.
    ...(only === 'keys' && { operations: [...KEY_NAMES, 'keys'] }),
    ...page,
  });
  await ports.store.audit.append(readEntry(ports, actor, about, decision));
  return entries;
}

/** Requests, newest first; reading them is an audit entry. @throws Refusal, recorded */
export async function showRequestHistory(
  ports: Ports,
  actor: Actor,
  about: HistoryQuery,
  page: { readonly limit: number; readonly after?: Pick<HelpdeskRequest, 'id' | 'createdAt'> },
): Promise<readonly HelpdeskRequest[]> {
  const decision = await requireHistory(ports, actor);
  const requests = await requestsOf(ports, about, page);
  await ports.store.audit.append(readEntry(ports, actor, about, decision));
  return requests;
}

/** More steps of one request are not shown. */
const MOST_STEPS = 100;

/** One request with its audit entries, oldest first. @throws Refusal, recorded, also where there is no such request */
export async function showRequestSteps(
  ports: Ports,
  actor: Actor,
  requestId: string,
): Promise<{ readonly request: HelpdeskRequest; readonly entries: readonly AuditEntry[] }> {
  const decision = await requireHistory(ports, actor);
  const request = await ports.store.requests.get(requestId);
  if (!request) throw new Refusal('not-found', "I don't know this request.");
  const entries = await ports.store.audit.history({ requestId, limit: MOST_STEPS });
  await ports.store.audit.append(
    readEntry(ports, actor, { requestId, deviceId: request.deviceId }, decision),
  );
  return { request, entries: entries.toReversed() };
}

/** More requests do not go into one file. */
const MOST_EXPORTED = 5_000;
const EXPORT_PAGE = 500;

/**
 * Requests for a file, newest first, for someone who may read the history and export; an audit entry says so before they leave.
 * @throws Refusal, recorded
 */
export async function exportHistory(
  ports: Ports,
  actor: Actor,
  about: HistoryQuery,
): Promise<{ readonly requests: readonly HelpdeskRequest[]; readonly isCut: boolean }> {
  await requireHistory(ports, actor);
  const decision = await requireRight(ports, actor, 'export');
  const requests: HelpdeskRequest[] = [];
  for (let more = true; more && requests.length < MOST_EXPORTED; ) {
    const after = requests.at(-1);
    const page = await requestsOf(ports, about, { limit: EXPORT_PAGE, ...(after && { after }) });
    requests.push(...page);
    more = page.length === EXPORT_PAGE;
  }
  await ports.store.audit.append({
    ...readEntry(ports, actor, about, decision),
    action: 'exported',
    operations: ['export'],
    result: String(requests.length),
  });
  return { requests, isCut: requests.length >= MOST_EXPORTED };
}

async function requestsOf(
  { store }: Ports,
  about: HistoryQuery,
  page: { readonly limit: number; readonly after?: Pick<HelpdeskRequest, 'id' | 'createdAt'> },
): Promise<readonly HelpdeskRequest[]> {
  const { deviceId, actorId, requestId, since } = about;
  if (requestId !== undefined) {
    const request = page.after ? null : await store.requests.get(requestId);
    return request ? [request] : [];
  }
  return store.requests.list({
    ...(deviceId !== undefined && { deviceId }),
    ...(actorId !== undefined && { involving: actorId }),
    ...(since !== undefined && { since }),
    ...(about.only === 'keys' && { operations: KEY_NAMES }),
    ...page,
  });
}

const readEntry = (
  { policies }: Ports,
  actor: Actor,
  about: HistoryQuery,
  { rule }: Decision,
): NewAuditEntry => ({
  action: 'read-history',
  actorId: actor.userId,
  deviceId: about.deviceId ?? null,
  requestId: about.requestId ?? null,
  operations: ['read-history'],
  result: 'allowed',
  rule,
  policyHash: policies.current()?.hash ?? null,
  text: { by: actor.name, ...((about.actorId ?? about.only) && { about: about.actorId ?? about.only }) },
});

/** A list of Kandji's that someone picks from while they type. */
export interface AuditedList {
  readonly list: 'people' | 'tags' | 'blueprints';
  /** The form that it stands in, for one person only. */
  readonly viewId: string;
  /** The device that the form is about; asked only when it is written down. */
  readonly device: () => { readonly id: string; readonly name: string } | null;
}

/** As long as a form is filled in. */
const FORM_MS = 3_600_000;

/** Whose name stands in a list was disclosed: on the record once for each form and list, however much is typed. */
export function createListAudit(
  ports: Pick<Ports, 'store' | 'policies'>,
): (userId: string, shown: AuditedList) => Promise<void> {
  const once = createRecordOnce(ports, FORM_MS);
  return (userId, { list, viewId, device }) =>
    once(`${viewId}:${list}`, () =>
      auditEntry(
        'looked',
        { userId },
        { device: device(), operations: [list], policyHash: ports.policies.current()?.hash },
      ),
    );
}
