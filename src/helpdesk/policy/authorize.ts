import { auditEntry } from '../audit-entry.ts';
import type { Device } from '../device.ts';
import { OPERATION_NAMES, type OperationName, type Right } from '../operation.ts';
import {
  type Actor,
  type Decision,
  FrozenRefusal,
  type Policy,
  Refusal,
  type RefusalCode,
  type RefusalHelp,
} from '../policy.ts';
import type { Ports, ReadOptions } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { couldEverBeAllowed, evaluate, NO_POLICY, UNKNOWN_DEVICE } from './evaluate.ts';
import { traitsOf } from './evaluate-change.ts';
import { NOT_KNOWN_YET } from './known-people.ts';
import { adminsToAsk, canApprove, releasersToAsk } from './requirements.ts';
import { EVERYONE } from './roles.ts';

/** True for someone whose Slack e-mail is that of the device's user at Kandji. */
export const isOwn = (actor: Actor, device: Device): boolean =>
  actor.email !== '' && device.user?.email.toLowerCase() === actor.email.toLowerCase();

/** May this person use a right, on this device or (with `null`) at all? */
export function canUse(policy: Policy | null, actor: Actor, right: Right, device: Device | null): Decision {
  const foreign = denyNonMember(actor);
  if (foreign) return { verdict: 'refused', reason: foreign, rule: null, requirements: [] };
  return evaluate(policy, { roles: actor.roles, operation: right, device: device && traitsOf(device) });
}

/** May this person look at this device: any device by `lookup`, their own by `lookup-own`. */
export function canView(policy: Policy | null, actor: Actor, device: Device): Decision {
  const any = canUse(policy, actor, 'lookup', device);
  if (any.verdict === 'allowed' || !isOwn(actor, device)) return any;
  const own = canUse(policy, actor, 'lookup-own', device);
  return own.verdict === 'allowed' ? own : any;
}

/** True for someone who may have an account at Kandji's console: they hold a role, and look up devices. Others are shown no way there. */
export const usesConsole = (policy: Policy | null, actor: Actor): boolean =>
  denyNonMember(actor) === null &&
  actor.roles.some((role) => role !== EVERYONE) &&
  couldEverBeAllowed(policy, { roles: actor.roles, operation: 'lookup', device: UNKNOWN_DEVICE });

/** Whatever the policy file says: only full, active members of this workspace do anything. `null` for them. */
export function denyNonMember(actor: Actor): string | null {
  switch (actor.membership) {
    case 'member':
      return null;
    case 'guest':
    case 'outsider':
    case 'bot':
    case 'unknown':
      return `Kandji helpdesk is for full members of ${actor.workspace ?? 'this workspace'}. Ask your contact there.`;
    case 'deactivated':
      return 'This Slack account is deactivated.';
  }
}

/** What a refusal was about, for the audit log. */
export interface DeniedAction {
  readonly operations: readonly string[];
  readonly deviceId?: string | null;
  readonly requestId?: string | null;
}

/** What denying needs of the world. */
export type DenyPorts = Pick<Ports, 'store' | 'policies' | 'people'>;

/** Refusals after which an admin can help. */
const NAMES_ADMINS: ReadonlySet<RefusalCode> = new Set(['not-allowed', 'only-own', 'turned-off']);

/** Says no, with an audit entry and the names of those who can help. @throws Refusal, always */
export async function deny(
  ports: DenyPorts,
  actor: Pick<Actor, 'userId'> & Partial<Pick<Actor, 'human' | 'roles' | 'name'>>,
  act: DeniedAction,
  code: RefusalCode,
  saying: string,
  rule: string | null = null,
): Promise<never> {
  // Without a policy no one was refused anything by it.
  const reason = ports.policies.current() === null && NAMES_ADMINS.has(code) ? NO_POLICY : saying;
  const [help] = await Promise.all([
    NAMES_ADMINS.has(code) ? helpAfter(ports, actor, act) : {},
    auditDenial(ports, actor, act, code, reason, rule),
  ]);
  throw new Refusal(code, reason, rule, help);
}

/** Who can help after a no by the policy: for a change that someone without a role tried, the help channel; else the admins. */
export async function helpAfter(
  { people, policies }: DenyPorts,
  { human = '', roles = [] }: Partial<Pick<Actor, 'human' | 'roles'>>,
  { operations }: DeniedAction,
): Promise<RefusalHelp> {
  const policy = policies.current();
  const isEmployee = roles.length > 0 && roles.every((role) => role === EVERYONE);
  const isChange = operations.some((name) => OPERATION_NAMES.some((operation) => operation === name));
  const report = { roles, operation: 'report-own-lost', device: UNKNOWN_DEVICE } as const;
  return {
    admins: await adminsToAsk(people, human),
    channel: isEmployee && isChange ? (policy?.helpChannel ?? null) : null,
    reportsLost: isEmployee && !isChange && policy?.cases != null && couldEverBeAllowed(policy, report),
    keysOf: null,
  };
}

/** For a press that is refused and redrawn in one. */
export async function auditDenial(
  ports: Pick<Ports, 'store' | 'policies'>,
  { userId, name }: Pick<Actor, 'userId'> & Partial<Pick<Actor, 'name'>>,
  act: DeniedAction,
  code: RefusalCode,
  reason: string,
  rule: string | null = null,
): Promise<void> {
  const policyHash = ports.policies.current()?.hash;
  const entry = auditEntry(
    'refused',
    { userId, ...(name !== undefined && { name }) },
    { ...act, result: code, rule, policyHash, text: { reason } },
  );
  await ports.store.audit.appendRefused(entry);
}

/**
 * Goes on only while changes are not frozen. Asked after the right to make the change: who may not learns nothing.
 * @throws FrozenRefusal, recorded
 */
export async function requireUnfrozen(
  ports: DenyPorts & Pick<Ports, 'fleet'>,
  actor: Pick<Actor, 'userId' | 'human'>,
  act: DeniedAction,
): Promise<void> {
  const freeze = await ports.store.controls.freeze();
  if (freeze === null) return;
  throw await frozenRefusal(ports, freeze, actor, act);
}

/** The no of a freeze, recorded: who froze and why, who can help, and the device's page in the console. */
export async function frozenRefusal(
  ports: DenyPorts & Pick<Ports, 'fleet'>,
  freeze: FrozenRefusal['freeze'],
  actor: Pick<Actor, 'userId' | 'human'>,
  act: DeniedAction,
): Promise<FrozenRefusal> {
  const console = act.deviceId ? ports.fleet.consoleUrl(act.deviceId) : null;
  const refusal = new FrozenRefusal(freeze, await releasersToAsk(ports, [actor.human]), console);
  await auditDenial(ports, actor, act, refusal.code, refusal.reason);
  return refusal;
}

/** Goes on only if the person holds the right. @throws Refusal, with an audit entry */
export async function requireRight(
  ports: DenyPorts,
  actor: Actor,
  right: Right,
  device: Device | null = null,
): Promise<Decision> {
  const decision = canUse(ports.policies.current(), actor, right, device);
  if (decision.verdict === 'allowed') return decision;
  const code = denyNonMember(actor) ? 'outsider' : 'not-allowed';
  return deny(
    ports,
    actor,
    { operations: [right], deviceId: device?.id ?? null },
    code,
    decision.reason,
    decision.rule,
  );
}

/** May this person release what is on hold, and unfreeze: only who is known counts. */
export const canRelease = (policy: Policy | null, actor: Actor): boolean =>
  canUse(policy, { ...actor, roles: actor.knownRoles }, 'release', null).verdict === 'allowed';

/** Goes on only if the person may release, and is known. @throws Refusal, with an audit entry */
export async function requireReleaseRight(ports: DenyPorts, actor: Actor): Promise<void> {
  await requireRight(ports, actor, 'release');
  if (canRelease(ports.policies.current(), actor)) return;
  await deny(ports, actor, { operations: ['release'] }, 'not-allowed', NOT_KNOWN_YET);
}

/** Goes on only if the person may look at this device. @throws Refusal, with an audit entry */
export async function requireView(ports: DenyPorts, actor: Actor, device: Device): Promise<Decision> {
  const decision = canView(ports.policies.current(), actor, device);
  return decision.verdict === 'allowed' ? decision : denyView(ports, actor, device.id, decision.rule);
}

/** Says no to a look, in the same words for every device that this person may not see and for one that does not exist. */
export async function denyView(
  ports: DenyPorts,
  actor: Actor,
  deviceId: string | null,
  rule: string | null,
): Promise<never> {
  const { code, reason } = whyNotShown(ports.policies.current(), actor);
  return deny(ports, actor, { operations: ['lookup'], deviceId }, code, reason, rule);
}

/** Why some devices, or all, are not shown to this person, whatever device it is about. */
function whyNotShown(policy: Policy | null, actor: Actor): Pick<Refusal, 'code' | 'reason'> {
  const foreign = denyNonMember(actor);
  if (foreign) return { code: 'outsider', reason: foreign };
  const conceivable = (operation: Right) =>
    couldEverBeAllowed(policy, { roles: actor.roles, operation, device: UNKNOWN_DEVICE });
  if (conceivable('lookup'))
    return { code: 'not-allowed', reason: "You don't have permission to see this device." };
  if (actor.email !== '' && conceivable('lookup-own'))
    return { code: 'only-own', reason: "You don't have permission to look up other people's devices." };
  const { reason, rule } = canUse(policy, actor, 'lookup', null);
  return policy === null || rule !== null
    ? { code: 'not-allowed', reason }
    : { code: 'not-allowed', reason: "You don't have permission to use Kandji helpdesk." };
}

/**
 * What the reads on the way to a change may spend: the reserve, for people who could make such a change. A form that a storm
 * of lookups keeps shut would leave the reserve of no use. Who can only look spends no more than a look-up.
 */
export function readPriority(
  { policies }: Pick<Ports, 'policies'>,
  actor: Actor,
  operations: readonly OperationName[],
): Required<Pick<ReadOptions, 'purpose'>> {
  const { roles } = actor;
  const could = operations.some((operation) =>
    couldEverBeAllowed(policies.current(), { roles, operation, device: UNKNOWN_DEVICE }),
  );
  return { purpose: could && denyNonMember(actor) === null ? 'change' : 'lookup' };
}

/**
 * May this person see this request: their own, one that they may approve or release, or any by `see-requests`. Writes nothing.
 * @throws Refusal `not-now` when Slack does not tell whose request it is
 */
export async function judgeRequest(ports: Ports, actor: Actor, request: HelpdeskRequest): Promise<Decision> {
  const decision = canUse(ports.policies.current(), actor, 'see-requests', null);
  if (decision.verdict === 'allowed' || denyNonMember(actor)) return decision;
  const isAsked =
    request.requirements.some((requirement) => canApprove(requirement, actor.roles)) ||
    (request.limitKey !== null &&
      canUse(ports.policies.current(), actor, 'release', null).verdict === 'allowed');
  const isTheirs = isAsked || (await ports.people.humanOf(request.requesterId)) === actor.human;
  return isTheirs ? { ...decision, verdict: 'allowed' } : decision;
}
