import type { OpenRequest } from '../device-view.ts';
import type { OperationName } from '../operation.ts';
import { bind, operationNamed, wordingOf } from '../operations/index.ts';
import { judgeRequest } from '../policy/authorize.ts';
import { type Actor, Refusal } from '../policy.ts';
import type { Ports } from '../ports.ts';
import { type HelpdeskRequest, UNFINISHED } from '../request.ts';
import { joinList } from '../text.ts';

/** More open requests on one device are not listed. */
const MOST_OPEN = 5;

/** The unfinished requests on a device, newest first, each as far as this person may know it. Reads nothing from Kandji. */
export async function openRequestsOn(
  ports: Ports,
  actor: Actor,
  deviceId: string,
): Promise<readonly OpenRequest[]> {
  const open = await ports.store.requests.list({ deviceId, states: UNFINISHED, limit: MOST_OPEN });
  return Promise.all(
    open.map(async (request) => ({
      id: request.id,
      state: request.state,
      operations: request.changes.map(({ operation }) => operation),
      keys: request.changes.map(bind).flatMap(({ operation, params }) => operation.exclusive(params)),
      what: joinList(
        request.changes.map((change) => wordingOf(change, false).title),
        'and',
      ),
      requester: (await maySee(ports, actor, request))
        ? { name: request.requesterName, isSelf: request.requesterId === actor.userId }
        : null,
      createdAt: request.createdAt,
    })),
  );
}

/** What else is open on a request's device and concerns it. Reads nothing from Kandji. */
export async function openBeside(
  ports: Ports,
  actor: Actor,
  { id, deviceId, changes }: HelpdeskRequest,
): Promise<readonly OpenRequest[]> {
  const open = await openRequestsOn(ports, actor, deviceId);
  return concerning(
    open.filter((one) => one.id !== id),
    changes.map(({ operation }) => operation),
  );
}

/** Whether someone may open a request that stands beside something else: what cannot be checked just now is a no. */
async function maySee(ports: Ports, actor: Actor, request: HelpdeskRequest): Promise<boolean> {
  try {
    return (await judgeRequest(ports, actor, request)).verdict === 'allowed';
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** After a lock, an erase and the like a device is no longer as it was, whatever else is wanted of it. */
export const concernsEverything = ({ risk }: ReturnType<typeof operationNamed>): boolean =>
  risk === 'severe' || risk === 'irreversible';

/**
 * What a form must say before it is filled in: those that change the same part of the device as one of these operations, and whatever
 * one or the other concerns entirely.
 */
export function concerning(
  open: readonly OpenRequest[],
  names: readonly OperationName[],
): readonly OpenRequest[] {
  const wanted = names.map(operationNamed);
  if (wanted.some(concernsEverything)) return open;
  const menus = new Set(wanted.map(({ menu }) => menu));
  return open.filter(({ operations }) =>
    operations.map(operationNamed).some((one) => menus.has(one.menu) || concernsEverything(one)),
  );
}
