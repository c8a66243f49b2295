import { DEFAULT_LIMITS, everyReached, type LimitReached } from '../../helpdesk/limits/ledger.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { OpenStore } from '../../store/index.ts';

const { look } = about('Safety limits');

/** Which safety limits are reached now, and how much is on hold. `command`: what the slash command is called. */
export async function checkLimits(
  { controls, survey }: Pick<OpenStore, 'controls' | 'survey'>,
  policy: Policy | null,
  command: string,
): Promise<readonly CheckResult[]> {
  const [{ ledger, heldKeys, now }, { unfinished }] = await Promise.all([controls.ledger(), survey()]);
  const reached = everyReached(ledger, now, policy?.safetyLimits ?? DEFAULT_LIMITS, heldKeys);
  const { held = 0 } = unfinished;
  return [
    ...reached.map((limit) => look(reachedText(limit), 'Further requests of this kind go on hold.')),
    ...(held > 0
      ? [
          look(
            `${held} ${held === 1 ? 'request is' : 'requests are'} on hold.`,
            `Someone with the right “release” reviews them: ${command} on-hold.`,
          ),
        ]
      : []),
  ];
}

/** "the limit for irreversible changes of U0ANA is reached: 5 sent in the last 60 minutes, the limit is 5." */
function reachedText({ key, class: name, isPersonal, sent, limit, windowMs }: LimitReached): string {
  const whose = isPersonal ? ` of ${key.slice(name.length + 1)}` : '';
  const minutes = Math.round(windowMs / 60_000);
  const what = `the limit for ${name === 'secret' ? 'keys and PINs' : `${name} changes`}${whose}`;
  return sent < limit
    ? `${what} stays reached while requests are on hold for it.`
    : `${what} is reached: ${sent} sent in the last ${minutes} minutes, the limit is ${limit}.`;
}
