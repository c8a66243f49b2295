import { isAllowedToAnyone } from '../../helpdesk/policy/allowed-to-anyone.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { FOR_REPORTS, PERMISSIONS, READ_NOTES } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { KandjiAccess } from '../../ops/kandji-access.ts';
import { boxName, type TriedBox, tryReadBoxes } from './kandji-boxes.ts';

const { ok, look, bad } = about('Kandji');

const READS = PERMISSIONS.filter(({ needed }) => needed === 'read');

/**
 * Tries every box that is needed to look something up. GETs only.
 * @param policy what no one may read by it is left out
 */
export async function checkKandjiReads(
  access: KandjiAccess,
  policy: Policy | null,
): Promise<readonly CheckResult[]> {
  const reads =
    policy === null || isAllowedToAnyone(policy, 'see-notes')
      ? READS
      : READS.filter(({ endpoint }) => endpoint !== READ_NOTES.endpoint);
  const tried = await tryReadBoxes(access, reads);
  if ('mark' in tried) return [tried];
  const findings = tried.flatMap((one) => notReadable(one) ?? []);
  const readable = tried.length - findings.length;
  return [ok(`the token works; ${readable} of ${reads.length} things can be read.`), ...findings];
}

/** `null`: it can be read. What one report alone reads is no fault where it is missing: Prism is not in every plan. */
export function notReadable({ box, result, status, why }: TriedBox): CheckResult | null {
  const report = FOR_REPORTS.find(({ endpoint }) => endpoint === box.endpoint)?.report;
  if (report !== undefined && (result === 'missing' || status === 404))
    return look(
      `the report ${report} has nothing to read: Kandji answered ${status} to ${box.endpoint}.`,
      "Tick it in Kandji's Settings › Access › API token, if the plan has it.",
    );
  if (result === 'missing')
    return bad(`the token lacks ${boxName(box)}.`, "Tick it in Kandji's Settings › Access › API token.");
  return result === 'untried' ? look(`${boxName(box)} could not be tried: ${why}.`) : null;
}
