import { normalTemplate } from '../http/routes.ts';
import { randomFrom } from '../random.ts';
import type { Fault, Faults } from './fault.ts';

/** The request that faults are looked up for. */
export interface Target {
  readonly method: string;
  readonly template: string | null;
  readonly deviceId: string | undefined;
}

interface Armed {
  readonly fault: Fault;
  met: number;
  struck: number;
}

/** Faults as given by tests and the playground, and the ones that strike a request. */
export function createFaults(seed: number): Faults & { striking(target: Target): Fault[] } {
  const armed = new Set<Armed>();
  const random = randomFrom(`faults ${seed}`);
  return {
    add(fault) {
      const one: Armed = { fault, met: 0, struck: 0 };
      armed.add(one);
      return {
        remove: () => void armed.delete(one),
        get struck() {
          return one.struck;
        },
      };
    },
    clear: () => armed.clear(),
    striking: (target) =>
      [...armed].filter((one) => strikes(one, target, random.next)).map((one) => one.fault),
  };
}

function strikes(one: Armed, target: Target, luck: () => number): boolean {
  const { after = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = one.fault;
  if (!aimedAt(one.fault, target) || one.struck >= times) return false;
  one.met += 1;
  if (one.met <= after || luck() >= probability) return false;
  one.struck += 1;
  return true;
}

function aimedAt(fault: Fault, target: Target): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== target.method) return false;
  if (
    fault.template !== undefined &&
    normalTemplate(fault.template) !== normalTemplate(target.template ?? '')
  )
    return false;
  const inList = fault.kind === 'bad-device' || fault.kind === 'vanish-mid-walk';
  return inList
    ? target.template === '/devices'
    : fault.deviceId === undefined || fault.deviceId === target.deviceId;
}
