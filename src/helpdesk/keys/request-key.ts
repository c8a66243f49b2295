import type { Device } from '../device.ts';
import type { OpenRequest } from '../device-view.ts';
import { concerning, openRequestsOn } from '../devices/open-requests.ts';
import { whatWouldHold } from '../limits/hold.ts';
import type { LimitReached } from '../limits/ledger.ts';
import type { OperationName } from '../operation.ts';
import { KEY_OPERATIONS, keyOf } from '../operations/index.ts';
import { canView, deny, denyNonMember, isOwn, requireUnfrozen, requireView } from '../policy/authorize.ts';
import { requireChanger } from '../policy/before-reading.ts';
import { couldEverBeAllowed, UNKNOWN_DEVICE } from '../policy/evaluate.ts';
import { authorizeOffer } from '../policy/evaluate-change.ts';
import { type Actor, type Decision, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest, Snapshot } from '../request.ts';
import { draftOf, readSnapshot } from '../requests/review-request.ts';
import { submitRequest } from '../requests/submit-request.ts';
import type { Submitted } from '../store-port.ts';

/** One kind of key that this person may request for this device. */
export interface KeyChoice {
  readonly operation: OperationName;
  readonly verdict: Exclude<Decision['verdict'], 'refused'>;
  /** Whether Kandji has it, by the device's details; `null`: they do not tell. Never `false`. */
  readonly stored: boolean | null;
}

/** What the form of a key is drawn from, and its submission judged by. */
export interface KeyForm {
  readonly snapshot: Snapshot;
  readonly choices: readonly KeyChoice[];
  /** Why the others cannot be requested: sentences about this device. */
  readonly missing: readonly string[];
  /** The person it is assigned to, where that is one full member of this workspace other than who requests. */
  readonly assigned: { readonly userId: string; readonly name: string } | null;
  readonly openRequests: readonly OpenRequest[];
  /** The safety limit that would hold it now. */
  readonly hold: LimitReached | null;
}

/**
 * Reads what a key can be requested of a device, past every cache. No key is read.
 * @throws Refusal, recorded, when no kind is allowed or possible; MdmError when the device cannot be read
 */
export async function prepareKey(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  wanted: OperationName | null = null,
): Promise<KeyForm> {
  const act = { operations: [wanted ?? 'keys'], deviceId };
  await requireSomeKey(ports, actor, deviceId, wanted);
  await requireUnfrozen(ports, actor, act);
  const [first] = KEY_OPERATIONS;
  const changes = first ? [{ operation: first.name, params: {} }] : [];
  const [seen, takenAt] = await Promise.all([
    readSnapshot(ports.fleet, deviceId, changes),
    ports.store.now(),
  ]);
  const { localAccounts: _, storedKeys: __, ...rest } = seen;
  await requireView(ports, actor, seen.device);
  const offered = KEY_OPERATIONS.map((operation) => ({
    operation,
    decision: authorizeOffer(ports.policies.current(), actor, seen.device, operation.name),
    against: operation.platforms.includes(seen.device.platform) ? operation.impossible(seen) : NOT_HERE,
  }));
  const allowed = offered.filter(({ decision }) => decision.verdict !== 'refused');
  // Nothing is allowed, so all are refused: the sentence is about the kind that was asked for.
  const refusal = offered.find(({ operation }) => operation.name === wanted) ?? offered[0];
  if (allowed.length === 0)
    return deny(ports, actor, act, 'not-allowed', refusal?.decision.reason ?? '', refusal?.decision.rule);
  const choices = allowed.flatMap(({ operation, decision, against }): readonly KeyChoice[] =>
    against === null && decision.verdict !== 'refused'
      ? [{ operation: operation.name, verdict: decision.verdict, stored: operation.stored(seen) }]
      : [],
  );
  const missing = [
    ...new Set(allowed.flatMap(({ against }) => (against === null || against === NOT_HERE ? [] : [against]))),
  ];
  if (choices.length === 0)
    return deny(
      ports,
      actor,
      act,
      'not-possible',
      missing.join(' ') || 'This kind of device has no key or PIN that I can show.',
    );
  const [assigned, openRequests, hold] = await Promise.all([
    assignedPerson(ports, actor, rest.device),
    openRequestsOn(ports, actor, deviceId),
    whatWouldHold(ports, actor, changes),
  ]);
  const names = choices.map(({ operation }) => operation);
  const concerned = concerning(openRequests, names);
  return { snapshot: { ...rest, takenAt }, choices, missing, assigned, openRequests: concerned, hold };
}

/** Stands for a kind that this platform does not have. */
const NOT_HERE = 'not on this kind of device';

/** Goes on only if this person may request some kind of key of some device. Reads nothing. @throws Refusal, recorded */
function requireSomeKey(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  wanted: OperationName | null,
): Promise<void> {
  const names = KEY_OPERATIONS.map(({ name }) => name);
  const { roles } = actor;
  const conceivable = names.find((operation) =>
    couldEverBeAllowed(ports.policies.current(), { roles, operation, device: UNKNOWN_DEVICE }),
  );
  return requireChanger(ports, actor, deviceId, [conceivable ?? wanted ?? 'show-filevault-key']);
}

/** The full member of this workspace with exactly the address of the device's user; `null`: there is none, or it is who asks. */
async function assignedPerson(
  { people }: Pick<Ports, 'people'>,
  actor: Actor,
  device: Device,
): Promise<KeyForm['assigned']> {
  const email = device.user?.email ?? '';
  if (email === '') return null;
  try {
    const [only, ...others] = await people.byEmail(email);
    if (only === undefined || others.length > 0 || only === actor.userId) return null;
    const person = await people.actor(only, 'look');
    return isAssigned(person, device) ? { userId: person.userId, name: person.name } : null;
  } catch (error) {
    // Slack does not say: a key for oneself can be requested all the same.
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Whether a key may be shown to this person as the one to whom the device is assigned. */
export const isAssigned = (person: Actor, device: Device): boolean =>
  denyNonMember(person) === null && isOwn(person, device);

/** What to type of a device to request a key of it just now; `null` for who may not see it or request any kind. Asks no one else. */
export async function requestableAs(
  { policies, store }: Pick<Ports, 'policies' | 'store'>,
  actor: Actor,
  device: Device,
): Promise<string | null> {
  const policy = policies.current();
  const may = KEY_OPERATIONS.some(
    ({ name, platforms }) =>
      platforms.includes(device.platform) &&
      authorizeOffer(policy, actor, device, name).verdict !== 'refused',
  );
  if (!may || canView(policy, actor, device).verdict !== 'allowed') return null;
  return (await store.controls.freeze()) ? null : device.serialNumber || device.id;
}

/** What was chosen in the form. */
export interface KeyInput {
  readonly operation: string | null;
  readonly recipient: 'me' | 'assigned';
  readonly reason: string;
}

/**
 * Requests that a key is shown to one person: `pending` where someone has to agree, else `ready`. Reads nothing from Kandji.
 * @param form what the form was drawn from, as stored here
 * @throws Refusal, recorded
 */
export async function requestKey(
  ports: Ports,
  actor: Actor,
  form: KeyForm,
  { operation, recipient, reason }: KeyInput,
  viewId: string | null,
): Promise<Submitted> {
  const { snapshot } = form;
  const choice = form.choices.find((one) => one.operation === operation);
  const act = { operations: [operation ?? 'keys'], deviceId: snapshot.device.id };
  const no = (why: string) => deny(ports, actor, act, 'bad-input', why);
  if (!choice) return no('Choose a key or PIN.');
  if (reason.trim() === '') return no('Give a reason: it goes into the audit log.');
  const { assigned } = form;
  const other =
    recipient === 'assigned' && assigned ? await ports.people.actor(assigned.userId, 'decide') : null;
  if (recipient === 'assigned' && !(other && isAssigned(other, snapshot.device))) {
    const why = 'The person it is assigned to has changed. Open the form again.';
    return deny(ports, actor, act, 'changed', why);
  }
  const person = other ?? actor;
  const params = {
    recipient: { userId: person.userId, name: person.name },
    requester: actor.human,
  };
  const changes = [{ operation: choice.operation, params }];
  const draft = draftOf(ports.policies.current(), actor, snapshot, changes);
  const decision = { ...draft.decision, verdict: choice.verdict };
  return submitRequest(ports, actor, { ...draft, decision }, { reason, viewId });
}

/** Keys that this person may open now, newest first; none while changes are frozen. Their own, so nothing of it is recorded. */
export async function openKeys(
  { store }: Pick<Ports, 'store'>,
  actor: Actor,
): Promise<readonly HelpdeskRequest[]> {
  if (denyNonMember(actor) || (await store.controls.freeze())) return [];
  const open = await store.requests.list({ states: ['ready', 'open'], limit: 100 });
  return open.filter((request) => keyOf(request)?.params.recipient.userId === actor.userId);
}
