import { describe } from 'vitest';
import { killCases } from '../support/faults/kill-cases.ts';
import { killFleet } from '../support/faults/kill-fleet.ts';
import { killKeys } from '../support/faults/kill-keys.ts';
import { killLostDevice } from '../support/faults/kill-lost-device.ts';
import { killWalk } from '../support/faults/kill-walk.ts';

describe('kill -9 at each step, on SQLite', () => {
  killCases(async () => null);
  killLostDevice(async () => null);
  killKeys(async () => null);
  killWalk(async () => null);
  killFleet(async () => null);
});
