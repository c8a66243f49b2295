import type { Change, OperationName, Right } from '../operation.ts';
import type { Policy } from '../policy.ts';
import { tagsTouched } from './evaluate-change.ts';
import { CHANGE_CLASSES, classesOf } from './risk.ts';

/** How long these changes wait for approvals, in ms: as long as the class among them that waits shortest. */
export function expiryMs(policy: Policy, changes: readonly Change[]): number {
  const touched = tagsTouched(changes);
  return shortest(
    policy,
    changes.flatMap(({ operation }) => classesOf(policy, { operation, tagsTouched: touched })),
  );
}

/** The same for one operation, whatever it changes; `null` for what no one has to approve. */
export function expiryOf(policy: Policy, operation: OperationName | Right): number | null {
  const classes = classesOf(policy, { operation });
  return CHANGE_CLASSES.some((name) => classes.includes(name)) ? shortest(policy, classes) : null;
}

const shortest = ({ approvals }: Policy, classes: readonly string[]): number =>
  Math.min(
    ...CHANGE_CLASSES.filter((name) => classes.includes(name)).map((name) => approvals.expiresAfterMs[name]),
  );

/** How long after a request approvers are reminded of it, in ms, in order. */
export const remindersMs = ({ approvals }: Policy): readonly number[] =>
  [...new Set([...approvals.remindAfterMs, ...approvals.thenAsk.map(({ afterMs }) => afterMs)])].sort(
    (a, b) => a - b,
  );

/** Roles whose attention is asked for as well, so long after a request. They may do no more than before. */
export const alsoMentioned = ({ approvals }: Policy, sinceMs: number): readonly string[] =>
  approvals.thenAsk.filter(({ afterMs }) => afterMs <= sinceMs).flatMap(({ roles }) => roles);
