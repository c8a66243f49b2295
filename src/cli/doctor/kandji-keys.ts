import { KEY_OPERATIONS } from '../../helpdesk/operations/index.ts';
import { isAllowedToAnyone } from '../../helpdesk/policy/allowed-to-anyone.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { ask, type KandjiAccess } from '../../ops/kandji-access.ts';

const { ok, look, bad } = about('Kandji');

/** No device has it: the answer tells whether the box is ticked, and never holds a key. */
const NOBODYS_DEVICE = '00000000-0000-0000-0000-000000000000';

/** Asks each box of a key about a device that does not exist, and compares with what the policy needs. */
export async function checkKeyBoxes(access: KandjiAccess, policy: Policy): Promise<readonly CheckResult[]> {
  const found = await Promise.all(
    KEY_OPERATIONS.flatMap(({ name, permissions }) =>
      permissions.map(async ({ endpoint, label }) => {
        const path = endpoint.slice('GET '.length).replace('{device_id}', NOBODYS_DEVICE);
        const { status } = await ask(access, path);
        return { label, status, isNeeded: isAllowedToAnyone(policy, name) };
      }),
    ),
  );
  const untried = found.filter(({ status }) => status === null || status >= 500 || status === 429);
  const tried = found.filter((one) => !untried.includes(one));
  const isOff = ({ status }: (typeof found)[number]) => status === 401 || status === 403;
  const labels = (rows: typeof found) => rows.map(({ label }) => label).join(', ');
  const missing = tried.filter((one) => one.isNeeded && isOff(one));
  const there = tried.filter((one) => one.isNeeded && !isOff(one));
  const idle = tried.filter((one) => !one.isNeeded && !isOff(one));
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
