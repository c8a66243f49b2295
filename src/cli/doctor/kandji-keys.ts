import { isAllowedToAnyone } from '../../helpdesk/policy/allowed-to-anyone.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { KandjiAccess } from '../../ops/kandji-access.ts';
import { tryKeyBoxes } from './kandji-boxes.ts';

const { ok, look, bad } = about('Kandji');

/** Tries each box of a key, and compares with what the policy needs. Reads no key. */
export async function checkKeyBoxes(access: KandjiAccess, policy: Policy): Promise<readonly CheckResult[]> {
  const tried = (await tryKeyBoxes(access)).map((one) => ({
    ...one,
    isNeeded: isAllowedToAnyone(policy, one.operation),
  }));
  const labels = (rows: typeof tried) => rows.map(({ box }) => box.label).join(', ');
  const missing = tried.filter(({ isNeeded, result }) => isNeeded && result === 'missing');
  const there = tried.filter(({ isNeeded, result }) => isNeeded && result === 'ticked');
  const idle = tried.filter(({ isNeeded, result }) => !isNeeded && result === 'ticked');
  const untried = tried.filter(({ result }) => result === 'untried');
  return [
    ...(there.length > 0 ? [ok(`keys and PINs that the policy allows can be read: ${labels(there)}.`)] : []),
    ...(missing.length > 0
      ? [
          bad(
            `the policy allows to show keys that the token can't read: ${labels(missing)}.`,
            "Tick them in Kandji's Settings › Access › API token, or take the rule away.",
          ),
        ]
      : []),
    ...(idle.length > 0
      ? [look(`the token may read keys that the policy shows to no one: ${labels(idle)}.`, 'Untick them.')]
      : []),
    ...(untried.length > 0 ? [look(`${labels(untried)} could not be tried.`)] : []),
  ];
}
