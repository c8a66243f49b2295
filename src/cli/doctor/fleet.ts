import type { Policy } from '../../helpdesk/policy.ts';
import { joinList } from '../../helpdesk/text.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { FindingsStat, QueueStats } from '../../store/index.ts';

const { ok, look } = about('Device index');
const reports = about('Reports');

/** How many people wait for something, and whether anything is read for them. */
export function checkWatches({
  fleet,
  watches,
}: Pick<QueueStats, 'fleet' | 'watches'>): readonly CheckResult[] {
  if (watches === 0) return [];
  const said = `${watches} ${watches === 1 ? 'watch goes' : 'watches go'} on`;
  return fleet.tenant === ''
    ? [about('Watches').look(`${said}, and nothing is read for them.`, 'Set FLEET_SHARE above 0.')]
    : [about('Watches').ok(`${said}.`)];
}

/** Whether the policy's digests have anything to be made of. */
export function checkDigests(
  { fleet }: Pick<QueueStats, 'fleet'>,
  policy: Pick<Policy, 'digests'> | null,
): readonly CheckResult[] {
  const count = policy?.digests.length ?? 0;
  if (count === 0 || fleet.tenant !== '') return [];
  const said =
    count === 1 ? '1 digest, and nothing is read for it' : `${count} digests, and nothing is read for them`;
  return [
    about('Digests').look(`the policy has ${said}.`, 'Set FLEET_SHARE above 0, and start the helpdesk.'),
  ];
}

/** A walk takes an hour at most, but for very large fleets. */
const LONG_AGO_MS = 6 * 3_600_000;

/**
 * How many devices are in the index, how old it is, and whether something keeps it from being true.
 * @param configured the host of KANDJI_API_URL; `null` where that is not known
 */
export function checkFleet(
  { tenant, rows, last, ageMs, calls }: QueueStats['fleet'],
  configured: string | null,
): readonly CheckResult[] {
  if (tenant === '') return [ok('there is none yet, or FLEET_SHARE is 0. Searches ask Kandji.')];
  if (configured !== null && tenant !== configured)
    return [
      look(
        `it has ${rows} devices of ${tenant}, and KANDJI_API_URL is ${configured}. The next start forgets them and begins anew.`,
        'Correct KANDJI_API_URL if it is wrong, then start the helpdesk.',
      ),
    ];
  const spent = `${calls} calls to Kandji in the last hour`;
  if (last === null)
    return [ok(`${rows} devices so far; the first walk over Kandji's list is under way. ${spent}.`)];
  const minutes = Math.round(ageMs / 60_000);
  const took = Math.max(1, Math.round((last.endedAt - last.asOf) / 1_000));
  const facts = `${rows} devices as of ${minutes} minutes ago; the last walk took ${took} s and ${last.calls} calls. ${spent}.`;
  if (last.isHeld)
    return [
      look(
        `${last.missing} of ${last.rows} devices were missing from Kandji's list: too many to be taken for gone at once. ${facts}`,
        'Check that the API token may still list every device. After the next walk each of them is asked for by its id, and forgotten where Kandji has none.',
      ),
    ];
  if (last.skipped > 0)
    return [
      look(
        `Kandji didn't give ${last.skipped} ${last.skipped === 1 ? 'part' : 'parts'} of its list of devices, so nothing newer is known of the devices there. ${facts}`,
        'Look for “fleet.page_skipped” in the log: it says where in the list, and what Kandji answered.',
      ),
    ];
  return ageMs > LONG_AGO_MS
    ? [look(facts, 'Look for “fleet.walk_postponed” and “fleet.index_failed” in the log.')]
    : [ok(facts)];
}

/** A reading of a very large fleet takes more than a day: docs/decisions/0021. */
const OLD_FINDINGS_MS = 3 * 86_400_000;

/** FileVault and library items of the whole fleet: how many, how old, and whether Kandji gives them. */
export function checkFindings({
  fleet,
  findings: { fileVaultOff, failedItems, calls },
}: Pick<QueueStats, 'fleet' | 'findings'>): readonly CheckResult[] {
  if (fleet.tenant === '') return [];
  const of = (what: string, counted: string, { rows, ageMs, isLacking }: FindingsStat): string => {
    if (isLacking) return `Kandji doesn't give ${what} (the plan or the token)`;
    return ageMs === null
      ? `${what}: not read yet`
      : `${rows} ${counted} as of ${Math.round(ageMs / 60_000)} minutes ago`;
  };
  const facts = [
    of('FileVault', 'Macs with FileVault off', fileVaultOff),
    of('library items', 'failed library items', failedItems),
    `${calls} calls to Kandji for the last reading`,
  ];
  const isOld = [fileVaultOff, failedItems].some(({ ageMs }) => (ageMs ?? 0) > OLD_FINDINGS_MS);
  const text = `${facts.join('; ')}.`;
  return [
    isOld ? reports.look(text, 'Look for “fleet.findings_postponed” in the log.') : reports.ok(text),
    ...checkSkipped(fleet),
  ];
}

const MOST_NAMED = 5;

/** What Kandji did not give when FileVault and library items were read over the fleet. */
function checkSkipped({ skipped }: Pick<QueueStats['fleet'], 'skipped'>): readonly CheckResult[] {
  if (skipped.length === 0) return [];
  const rest = skipped.length - MOST_NAMED;
  const named = rest > 0 ? [...skipped.slice(0, MOST_NAMED), `${rest} more`] : skipped;
  return [
    reports.look(
      `Kandji didn't give ${joinList(named, 'and')}, so reports have nothing newer of it.`,
      'Look for “fleet.findings_skipped” in the log: it says what Kandji answered.',
    ),
  ];
}
