import { MdmError } from '../helpdesk/mdm-error.ts';

/** Kandji's ids are UUIDs; what comes back from Slack must not become another path. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** True for what may stand in a path as an id. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** `/devices/{device_id}` with the id filled in. @throws FleetError `not-found`, without asking, for what is no id. */
export function pathOf(endpoint: string, id: string): string {
  if (!isId(id)) {
    throw new MdmError({
      kind: 'rejected',
      reason: 'not-found',
      status: null,
      sentence: 'That is not an id of Kandji.',
      endpoint,
    });
  }
  return endpoint.slice(endpoint.indexOf('/')).replace(/\{[a-z_]+\}/, id.toLowerCase());
}
