import { isAllowedToAnyone } from '../../helpdesk/policy/allowed-to-anyone.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { FOR_REPORTS, PERMISSIONS, READ_NOTES } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { ask, deadEnd, type KandjiAccess, type KandjiAnswer } from '../../ops/kandji-access.ts';

const { ok, look, bad } = about('Kandji');

const READS = PERMISSIONS.filter(({ needed }) => needed === 'read');

/**
 * Asks every read endpoint, about one device, one blueprint and one library item. GETs only.
 * @param policy what no one may read by it is left out; without one everything is asked for
 */
export async function checkKandjiReads(
  access: KandjiAccess,
  policy: Policy | null = null,
): Promise<readonly CheckResult[]> {
  const reads =
    policy === null || isAllowedToAnyone(policy, 'see-notes')
      ? READS
      : READS.filter(({ endpoint }) => endpoint !== READ_NOTES.endpoint);
  const list = await ask(access, '/devices?limit=1');
  const dead = deadEnd(list);
  if (dead) return [dead];
  const blueprints = await ask(access, '/blueprints?limit=1');
  const blueprintId = firstId(blueprints.text, 'id');
  const items = blueprintId && (await ask(access, `/blueprints/${blueprintId}/list-library-items?limit=1`));
  const ids = {
    device_id: firstId(list.text, 'device_id'),
    blueprint_id: blueprintId,
    library_item_id: items && firstId(items.text, 'id'),
  };
  const findings: CheckResult[] = [];
  const readable: string[] = [];
  for (const { endpoint, label, published } of reads) {
    const path = pathOf(endpoint, ids);
    const name = published ? `'${label}'` : `${endpoint} (something like '${label}')`;
    if (path === null) findings.push(look(`${name} could not be tried: there is nothing to ask about.`));
    else {
      const asked = endpoint === 'GET /devices' ? list : await ask(access, path);
      const finding = withoutReport(endpoint, asked) ?? judged(name, asked);
      if (finding) findings.push(finding);
      else readable.push(label);
    }
  }
  return [ok(`the token works; ${readable.length} of ${reads.length} things can be read.`), ...findings];
}

/** A report that has nothing to read is no fault: Prism is not in every plan. `null`: it has, or no report alone reads it. */
function withoutReport(endpoint: string, { status }: KandjiAnswer): CheckResult | null {
  const report = FOR_REPORTS.find((one) => one.endpoint === endpoint)?.report;
  return report !== undefined && (status === 401 || status === 403 || status === 404)
    ? look(
        `the report ${report} has nothing to read: Kandji answered ${status} to ${endpoint}.`,
        "Tick it in Kandji's Settings › Access › API token, if the plan has it.",
      )
    : null;
}

/** `null`: it can be read. A 400 or 404 is an answer about the device, so the permission is there. */
function judged(name: string, { status, text }: KandjiAnswer): CheckResult | null {
  if (status === 401 || status === 403)
    return bad(`the token lacks ${name}.`, "Tick it in Kandji's Settings › Access › API token.");
  if (status === null) return look(`${name} could not be tried: ${text}.`);
  if (status >= 500 || status === 429) return look(`${name} could not be tried: Kandji answered ${status}.`);
  return null;
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
