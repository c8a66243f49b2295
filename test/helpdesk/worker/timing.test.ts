import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import type { Change } from '../../../src/helpdesk/operation.ts';
import type { CallOptions, Ports } from '../../../src/helpdesk/ports.ts';
import {
  ACK_LATE_MS,
  ACK_WITHIN_MS,
  BEFORE_COMMIT_MS,
  CALL_TIMEOUT_MS,
  DEVICE_NOW_MS,
  HELD_FILE_MS,
  HELP_MS,
  LEASE_MS,
  MAY_STILL_LAND_MS,
  MOST_PAUSE_MS,
  SHORT_RETRY_AFTER_MS,
  SLACK_TRIES_MS,
  SLACK_TRY_MS,
  TYPE_AHEAD_MS,
} from '../../../src/helpdesk/timing.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';
import { ASSET_TAG, approve, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

describe('deadlines and leases hold together', () => {
  test('a call is given up in less than half its lease, also after the longest pause before it', () => {
    expect(CALL_TIMEOUT_MS).toBeLessThan(LEASE_MS / 2);
    expect(MOST_PAUSE_MS + CALL_TIMEOUT_MS).toBeLessThan(LEASE_MS);
  });

  test('what a press waits for fits into what Slack waits for, one within the other', () => {
    const budgets = [
      SHORT_RETRY_AFTER_MS,
      DEVICE_NOW_MS,
      HELP_MS,
      HELD_FILE_MS,
      BEFORE_COMMIT_MS,
      ACK_LATE_MS,
      ACK_WITHIN_MS,
    ];
    expect(budgets.toSorted((a, b) => a - b)).toEqual(budgets);
    expect(TYPE_AHEAD_MS).toBeLessThan(ACK_LATE_MS);
  });

  test('one call of Slack, with all its tries, ends in a third of the lease under which it is made', () => {
    expect(SLACK_TRIES_MS + SLACK_TRY_MS).toBeLessThanOrEqual(LEASE_MS / 3);
  });

  test('no one else changes the tags before the lease of a lost sender has ended', () => {
    expect(MAY_STILL_LAND_MS).toBeGreaterThan(LEASE_MS);
  });
});

/** Looks at every call before it leaves. */
const watching =
  (look: (call: CallOptions) => Promise<void>) =>
  (ports: Ports): Ports => ({
    ...ports,
    commands: new Proxy(ports.commands, {
      get: (commands, name, self) => {
        const command: unknown = Reflect.get(commands, name, self);
        if (typeof command !== 'function') return command;
        return async (...given: unknown[]) => {
          if (name !== 'addNote') await look(given.at(-1) as CallOptions);
          return command.apply(commands, given);
        };
      },
    }),
  });

const CANCEL = [{ operation: 'cancel-lost-mode', params: {} }] as const;
const calls: readonly (readonly [string, string, readonly Change[]])[] = [
  ['a POST', NAMED.warehouseIpad, LOST_OFF],
  ['a PATCH', NAMED.warehouseIpad, ASSET_TAG],
  ['a DELETE', NAMED.errorIphone, CANCEL],
];
test.each(calls)(
  '%s has such a deadline, and its sender still holds the lease after twice of it',
  async (_what, deviceId, changes) => {
    const desk = await openDesk({ working: false });
    const { id, state } = await desk.ask('U0ANA', deviceId, changes);
    if (state === 'pending') await approve(desk, 'U0BEN', id);
    const taken: unknown[] = [];
    desk.work({
      between: watching(async ({ timeoutMs }) => {
        desk.forward(2 * timeoutMs);
        taken.push(await desk.store.requests.claimDue('another replica', 1_000));
      }),
    });
    await desk.reaches(id, 'sent', 'completed');
    expect(taken).toEqual([null]);
  },
);
