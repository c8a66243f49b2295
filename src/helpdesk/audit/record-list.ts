import type { Ports } from '../ports.ts';
import { createRecordOnce } from './record-once.ts';

/** A list of Kandji's that somebody picks from while they type. */
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
    once(`${viewId}:${list}`, () => {
      const about = device();
      return {
        action: 'looked',
        actorId: userId,
        deviceId: about?.id ?? null,
        requestId: null,
        operations: [list],
        result: 'allowed',
        rule: null,
        policyHash: ports.policies.current()?.hash ?? null,
        text: about && { device: about.name },
      };
    });
}
