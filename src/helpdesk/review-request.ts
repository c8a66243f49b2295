import type { Actor } from './actor.ts';
import type { Seen } from './device.ts';
import { notAMember, refuse } from './judge.ts';
import { judgeChange } from './judge-change.ts';
import type { Change, Difference, Operation } from './operation.ts';
import { bind } from './operations/index.ts';
import type { Decision } from './policy.ts';
import type { Ports } from './ports.ts';
import type { Snapshot } from './request.ts';
import { see } from './see.ts';

/** A change as its requester reviews it: read past every cache, judged, and put into words. Nothing is stored yet. */
export interface Draft {
  readonly deviceId: string;
  readonly changes: readonly Change[];
  readonly snapshot: Snapshot;
  readonly differences: readonly Difference[];
  readonly consequences: readonly string[];
  readonly decision: Decision;
  readonly policyHash: string;
}

/**
 * Reads the device, judges the change and says what it will mean.
 * @throws Refusal when it is not allowed or not possible; FleetError when the device cannot be read
 */
export async function reviewRequest(
  ports: Ports,
  actor: Actor,
  deviceId: string,
  changes: readonly Change[],
): Promise<Draft> {
  const act = { operations: changes.map(({ operation }) => operation), deviceId };
  const foreign = notAMember(actor);
  if (foreign) return refuse(ports, actor, act, 'outsider', foreign);
  const [seen, takenAt] = await Promise.all([see(ports.fleet, deviceId, changes), ports.store.now()]);
  const policy = ports.policies.current();
  const decision = judgeChange(policy, actor, seen.device, changes);
  if (!policy || decision.verdict === 'refused')
    return refuse(ports, actor, act, 'not-allowed', decision.reason, decision.rule);
  const bound = changes.map(bind);
  const against = bound.map(({ operation }) => notHere(operation, seen)).find((reason) => reason !== null);
  if (against) return refuse(ports, actor, act, 'not-possible', against);
  return {
    deviceId,
    changes,
    snapshot: { ...seen, takenAt },
    differences: bound.flatMap(({ operation, params }) =>
      operation.kind === 'record' ? [operation.difference(seen.device, params)] : [],
    ),
    consequences: [
      ...bound.map(({ operation, params }) => operation.consequence(seen.device, params)),
      whenItWillHear(
        seen,
        takenAt,
        bound.some(({ operation }) => operation.kind === 'command'),
      ),
    ].filter((sentence) => sentence !== null),
    decision,
    policyHash: policy.hash,
  };
}

/** The operation's own reason comes first: it can say more than "not on this kind of device". */
function notHere(operation: Operation, seen: Seen): string | null {
  const against = operation.impossible(seen);
  if (against !== null || operation.platforms.includes(seen.device.platform)) return against;
  return `"${operation.label}" does not exist for this kind of device (${seen.device.platform}).`;
}

const HOUR = 3_600_000;

/** A command waits for a device that is off; nobody should wonder why nothing happens. */
function whenItWillHear({ device }: Seen, now: number, commanded: boolean): string | null {
  if (!commanded || device.agentCheckInAt === null) return null;
  const hours = Math.floor((now - device.agentCheckInAt) / HOUR);
  if (hours < 26) return null;
  const ago = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
  return `It was last seen ${ago} ago: this will wait until it is online.`;
}
