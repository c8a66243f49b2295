import { DEFAULT_LIMITS, everyReached, type LimitReached } from '../../helpdesk/limits/ledger.ts';
import type { Policy } from '../../helpdesk/policy.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import type { OpenStore } from '../../store/index.ts';

const { look } = about('Safety limits');

/** What Slack calls a person; `null` where it doesn't say. */
export type NameOf = (userId: string) => Promise<string | null>;

/** Which safety limits are reached now, and how much is on hold. `command`: what the slash command is called. */
export async function checkLimits(
  { controls, survey }: Pick<OpenStore, 'controls' | 'survey'>,
  policy: Policy | null,
  command: string,
  nameOf: NameOf,
): Promise<readonly CheckResult[]> {
  const [{ ledger, heldKeys, now }, { unfinished }] = await Promise.all([controls.ledger(), survey()]);
  const reached = everyReached(ledger, now, policy?.safetyLimits ?? DEFAULT_LIMITS, heldKeys);
  const { held = 0 } = unfinished;
  const named = async ({ key, class: name, isPersonal }: LimitReached) => {
    const id = key.slice(name.length + 1);
    return isPersonal ? ((await nameOf(id)) ?? id) : '';
  };
  const names = await Promise.all(reached.map(named));
  return [
    ...reached.map((limit, index) =>
      look(reachedText(limit, names[index] ?? ''), 'Further requests of this kind go on hold.'),
    ),
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

/** "the limit for irreversible changes of Ana Ruiz is reached: 5 sent in the last 60 minutes, the limit is 5." */
function reachedText({ class: name, sent, limit, windowMs }: LimitReached, person: string): string {
  const whose = person === '' ? '' : ` of ${person}`;
  const minutes = Math.round(windowMs / 60_000);
  const what = `the limit for ${name === 'secret' ? 'keys and PINs' : `${name} changes`}${whose}`;
  return sent < limit
    ? `${what} stays reached while requests are on hold for it.`
    : `${what} is reached: ${sent} sent in the last ${minutes} minutes, the limit is ${limit}.`;
}
