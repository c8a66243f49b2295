import { KEY_OPERATIONS } from '../../helpdesk/operations/index.ts';
import type { Permission } from '../../helpdesk/operations/operation.ts';
import type { CheckResult } from '../../ops/check-result.ts';
import { ask, deadEnd, type KandjiAccess, type KandjiAnswer } from '../../ops/kandji-access.ts';

/** A box of the API token after a GET that needs it. */
export interface TriedBox {
  readonly box: Permission;
  /** `untried`: Kandji gave no answer that tells, or there is nothing to ask about. */
  readonly result: 'ticked' | 'missing' | 'untried';
  /** Kandji's; `null` without an answer. */
  readonly status: number | null;
  /** Why it is untried, as the end of a sentence. */
  readonly why: string;
}

/** The box as an admin finds it; Kandji's own wording is not known of every one. */
export const boxName = ({ endpoint, label, published }: Permission): string =>
  published ? `'${label}'` : `${endpoint} (something like '${label}')`;

/**
 * Asks every read endpoint, about one device, one blueprint and one library item. GETs only.
 * @returns the fault that everything else would only repeat, in place of the boxes
 */
export async function tryReadBoxes(
  access: KandjiAccess,
  boxes: readonly Permission[],
): Promise<CheckResult | readonly TriedBox[]> {
  const list = await ask(access, '/devices?limit=1');
  const dead = deadEnd(list);
  if (dead) return dead;
  const blueprints = await ask(access, '/blueprints?limit=1');
  const blueprintId = firstId(blueprints.text, 'id');
  const items = blueprintId && (await ask(access, `/blueprints/${blueprintId}/list-library-items?limit=1`));
  const ids = {
    device_id: firstId(list.text, 'device_id'),
    blueprint_id: blueprintId,
    library_item_id: items && firstId(items.text, 'id'),
  };
  const tried: TriedBox[] = [];
  for (const box of boxes) {
    const path = pathOf(box.endpoint, ids);
    const answer = path === null ? null : box.endpoint === 'GET /devices' ? list : await ask(access, path);
    tried.push(
      answer
        ? judged(box, answer)
        : { box, result: 'untried', status: null, why: 'there is nothing to ask about' },
    );
  }
  return tried;
}

/** No device has it: the answer tells whether the box is ticked, and never holds a key. */
const NOBODYS_DEVICE = '00000000-0000-0000-0000-000000000000';

/** Asks each box of a key about a device that does not exist. */
export const tryKeyBoxes = (access: KandjiAccess) =>
  Promise.all(
    KEY_OPERATIONS.flatMap(({ name, permissions }) =>
      permissions.map(async (box) => {
        const path = box.endpoint.slice('GET '.length).replace('{device_id}', NOBODYS_DEVICE);
        return { operation: name, ...judged(box, await ask(access, path)) };
      }),
    ),
  );

/** A 400 or 404 is an answer about the device, so the box is ticked. */
function judged(box: Permission, { status, text }: KandjiAnswer): TriedBox {
  if (status === null) return { box, result: 'untried', status, why: text };
  if (status >= 500 || status === 429)
    return { box, result: 'untried', status, why: `Kandji answered ${status}` };
  return { box, result: status === 401 || status === 403 ? 'missing' : 'ticked', status, why: '' };
}

function pathOf(endpoint: string, ids: Readonly<Record<string, string | null>>): string | null {
  const path = endpoint.slice('GET '.length);
  const [, part = ''] = /\{(\w+)\}/.exec(path) ?? [];
  if (part === '') return `${path}?limit=1`;
  const id = ids[part];
  return id ? path.replace(`{${part}}`, id) : null;
}

/** The id of the first row of a bare array or of an envelope. */
function firstId(text: string, key: string): string | null {
  const [, id] = new RegExp(`"${key}"\\s*:\\s*"([\\w-]+)"`).exec(text) ?? [];
  return id ?? null;
}
