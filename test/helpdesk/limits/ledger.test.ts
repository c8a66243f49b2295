import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countSending,
  DEFAULT_LIMITS,
  type Ledger,
  LONGEST_WINDOW_MS,
  ledgerSchema,
  type SafetyLimits,
} from '../../../src/helpdesk/limits/ledger.ts';

const HOUR = 3_600_000;
const NOW = 1_790_000_000_000;
const EMPTY = ledgerSchema.parse({});
const FEW: SafetyLimits = {
  ...DEFAULT_LIMITS,
  disruptive: [{ perPerson: 5, total: 10, windowMs: HOUR }],
};

/** A desk of which the humans send disruptive requests; those on hold stay there. */
function desk(limits: SafetyLimits = FEW) {
  let ledger: Ledger = EMPTY;
  const held: string[] = [];
  return {
    send(human: string, at: number, released = false) {
      const counted = countSending(ledger, at, limits, { classes: ['disruptive'], human, released }, held);
      ledger = counted.ledger;
      if (counted.reached) held.push(counted.reached.key);
      return counted.reached?.key ?? 'sent';
    },
    clear: () => held.splice(0),
  };
}

describe('a limit', () => {
  test('of five lets five leave and holds the sixth, of that human only', () => {
    const { send } = desk();
    const sent = Array.from({ length: 6 }, () => send('ana', NOW));
    expect(sent).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'disruptive:ana']);
    expect(send('ben', NOW)).toBe('sent');
  });

  test('in total holds everybody', () => {
    const { send } = desk();
    for (const human of ['ana', 'ben']) for (let n = 0; n < 5; n += 1) send(human, NOW);
    expect(send('lea', NOW)).toBe('disruptive');
  });

  test('slides: what is older than its window counts no more', () => {
    const { send } = desk();
    for (let n = 0; n < 5; n += 1) send('ana', NOW + n * 60_000);
    expect(send('ana', NOW + HOUR - 1)).toBe('disruptive:ana');
  });

  test('once reached stays shut whatever the clock says, until nothing is on hold', () => {
    const { send, clear } = desk();
    for (let n = 0; n < 6; n += 1) send('ana', NOW);
    expect(send('ana', NOW + 2 * HOUR)).toBe('disruptive:ana');
    expect(send('ana', NOW - 2 * HOUR)).toBe('disruptive:ana');
    clear();
    expect(send('ana', NOW + 2 * HOUR)).toBe('sent');
  });

  test('is not opened by a clock that is set back', () => {
    const { send } = desk();
    for (let n = 0; n < 5; n += 1) send('ana', NOW);
    expect(send('ana', NOW - 2 * HOUR)).toBe('disruptive:ana');
  });

  test('lets a released request pass, and counts it', () => {
    const { send, clear } = desk();
    for (let n = 0; n < 5; n += 1) send('ana', NOW);
    expect(send('ana', NOW, true)).toBe('sent');
    clear();
    expect(send('ana', NOW)).toBe('disruptive:ana');
  });
});

test('for any person and any step of the clock forward, no window ever holds more than its limit', () => {
  const step = fc.record({
    human: fc.constantFrom('ana', 'ben', 'lea'),
    ms: fc.integer({ min: 0, max: HOUR }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { send } = desk();
      let at = NOW;
      const left: { human: string; at: number }[] = [];
      for (const { human, ms } of steps) {
        at += ms;
        if (send(human, at) === 'sent') left.push({ human, at });
      }
      for (const { at: end } of left) {
        const within = left.filter((one) => one.at <= end && one.at > end - HOUR);
        expect(within.length).toBeLessThanOrEqual(10);
        for (const human of ['ana', 'ben', 'lea'])
          expect(within.filter((one) => one.human === human).length).toBeLessThanOrEqual(5);
      }
    }),
  );
});

test('keeps nothing longer than the longest window', () => {
  let ledger: Ledger = EMPTY;
  for (let n = 0; n < 50; n += 1)
    ledger = countSending(
      ledger,
      NOW + n * HOUR,
      DEFAULT_LIMITS,
      { classes: ['maintenance'], human: 'ana', released: false },
      [],
    ).ledger;
  expect(ledger.sent.length).toBeLessThanOrEqual(LONGEST_WINDOW_MS / HOUR);
});
