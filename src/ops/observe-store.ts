import type { AuditAction } from '../helpdesk/store-port.ts';
import type { OpenStore } from '../store/index.ts';

/** The same store; each step of a request that was really written is told. */
export function observeStore(store: OpenStore, step: (action: AuditAction) => void): OpenStore {
  const { requests } = store;
  return {
    ...store,
    requests: {
      ...requests,
      submit: async (request, entry, jobs) => {
        const submitted = await requests.submit(request, entry, jobs);
        if (submitted.kind === 'created') step(entry.action);
        return submitted;
      },
      change: async (requestId, next) => {
        let action: AuditAction | null = null;
        const changed = await requests.change(requestId, (request, lease) => {
          const state = next(request, lease);
          action = state?.entry.action ?? null;
          return state;
        });
        if (changed?.changed && action !== null) step(action);
        return changed;
      },
    },
  };
}
