import {
  DEFAULT_LIMITS,
  LIMITED_CLASSES,
  type LimitedClass,
  type SafetyLimit,
} from '../helpdesk/limits/ledger.ts';
import type { Policy } from '../helpdesk/policy.ts';
import { durationText } from './schema.ts';

/** What can leave of a class, how many, within how long. */
type Most = Pick<SafetyLimit, 'perPerson' | 'total'>;

/** So many times the default is more than a larger team. */
const FAR_ABOVE = 5;
const DAY_MS = 24 * 3_600_000;

/** The limits in force, one line for each class: "irreversible: 5 per person and 10 in total within 1h". */
export const limitLines = ({ safetyLimits }: Policy): readonly string[] =>
  LIMITED_CLASSES.map((name) => `${name}: ${safetyLimits[name].map(limitText).join('; ')}`);

const limitText = ({ perPerson, total, windowMs }: SafetyLimit): string =>
  `${perPerson} per person and ${total} in total within ${durationText(windowMs)}`;

/** Classes whose own limits let much more leave than the default ones, one sentence each. */
export const lintLimits = ({ safetyLimits }: Policy): readonly string[] =>
  LIMITED_CLASSES.flatMap((name) => weaker(name, safetyLimits[name]));

function weaker(name: LimitedClass, own: readonly SafetyLimit[]): readonly string[] {
  const noDay = own.every(({ windowMs }) => windowMs < DAY_MS);
  return DEFAULT_LIMITS[name].flatMap((normal) => {
    const { windowMs } = normal;
    const most = mostWithin(own, windowMs);
    const isMissing = noDay && windowMs >= DAY_MS && exceeds(most, normal, 1);
    if (!isMissing && !exceeds(most, normal, FAR_ABOVE)) return [];
    const what = isMissing ? 'have no limit over a day' : 'are far above the default';
    return [
      `The safety limits of ${name} ${what}: within ${durationText(windowMs)} they let through ${counts(most)}, the default ${counts(normal)}.`,
    ];
  });
}

const counts = ({ perPerson, total }: Most): string => `${perPerson} per person and ${total} in total`;

const exceeds = (most: Most, normal: Most, times: number): boolean =>
  most.perPerson > times * normal.perPerson || most.total > times * normal.total;

/** A limit of a shorter window can be used up again in each part of a longer one. */
function mostWithin(limits: readonly SafetyLimit[], windowMs: number): Most {
  const parts = (limit: SafetyLimit) => Math.ceil(windowMs / limit.windowMs);
  const total = Math.min(...limits.map((limit) => limit.total * parts(limit)));
  const perPerson = Math.min(total, ...limits.map((limit) => limit.perPerson * parts(limit)));
  return { perPerson, total };
}
