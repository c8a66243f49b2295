import type { OperationName } from '../operation.ts';
import { KEY_OPERATIONS, operationNamed } from '../operations/index.ts';
import { denyNonMember } from '../policy/authorize.ts';
import { authorizeOffer } from '../policy/evaluate-change.ts';
import { EVERYONE } from '../policy/roles.ts';
import type { Actor } from '../policy.ts';
import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import type { CardCopy } from '../store-port.ts';

/** What a request did, and to which device. */
type Done = Pick<HelpdeskRequest, 'state' | 'changes' | 'snapshot'>;

/** The operation that shows what a finished request left at Kandji, such as the PIN of a locked Mac; `null`: it left nothing. */
function leftBy({ state, changes, snapshot }: Done): OperationName | null {
  if (state !== 'completed') return null;
  for (const { operation: name } of changes) {
    const operation = operationNamed(name);
    const kind = operation.kind === 'command' ? (operation.leaves?.(snapshot.device) ?? null) : null;
    const shows = KEY_OPERATIONS.find(({ secret }) => secret === kind);
    if (shows) return shows.name;
  }
  return null;
}

/** The same where this person may request it. The press is judged again. */
export function leftKeyFor(
  { policies }: Pick<Ports, 'policies'>,
  actor: Actor,
  done: Done,
): OperationName | null {
  const operation = leftBy(done);
  if (operation === null || denyNonMember(actor)) return null;
  const { verdict } = authorizeOffer(policies.current(), actor, done.snapshot.device, operation);
  return verdict === 'refused' ? null : operation;
}

/**
 * The same for one posted copy: where one person reads it, by their rights, which may be read from Slack; where several do, when some
 * role may request it.
 */
export async function leftKeyOn(
  ports: Pick<Ports, 'policies' | 'people'>,
  { place }: Pick<CardCopy, 'place'>,
  request: HelpdeskRequest,
): Promise<OperationName | null> {
  const operation = leftBy(request);
  if (operation === null) return null;
  if (place === 'requester') {
    const person = await ports.people.actor(request.requesterId, 'look').catch(() => null);
    return person && leftKeyFor(ports, person, request);
  }
  const policy = ports.policies.current();
  const mayAny = Object.keys(policy?.roles ?? {}).some((role) => {
    const actor = { roles: [role, EVERYONE] };
    return authorizeOffer(policy, actor, request.snapshot.device, operation).verdict !== 'refused';
  });
  return mayAny ? operation : null;
}
