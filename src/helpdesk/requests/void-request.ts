import type { Ports } from '../ports.ts';
import type { HelpdeskRequest } from '../request.ts';
import { finishRequest } from './transitions.ts';

/** Ends a waiting request that the policy or a lost right no longer allows; its requester hears why. */
export async function voidRequest(
  { store }: Pick<Ports, 'store'>,
  request: HelpdeskRequest,
  why: string,
): Promise<void> {
  await store.requests.change(request.id, (row) =>
    row.state === 'pending' ? finishRequest(row, 'void', why) : null,
  );
}
