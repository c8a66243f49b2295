import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MdmError } from '../../src/helpdesk/mdm-error.ts';
import type { DeviceApi, DeviceCommands } from '../../src/helpdesk/ports.ts';
import { createKandji } from '../../src/kandji/index.ts';
import { createBudget } from '../support/kandji/fake-budget.ts';
import { createLogBook } from '../support/kandji/harness.ts';

const ID = '7c0a5d52-1f4e-4b7b-9b0f-2e6f7f0f31aa';
const CALL = { timeoutMs: 5000 };

const READS: readonly ((fleet: DeviceApi) => Promise<unknown>)[] = [
  (fleet) => fleet.list({}),
  (fleet) => fleet.device(ID),
  (fleet) => fleet.details(ID),
  (fleet) => fleet.status(ID),
  (fleet) => fleet.libraryItems(ID),
  (fleet) => fleet.parameters(ID),
  (fleet) => fleet.apps(ID),
  (fleet) => fleet.activity(ID),
  (fleet) => fleet.lostMode(ID),
  (fleet) => fleet.deviceCommands(ID),
  (fleet) => fleet.blueprints(),
  (fleet) => fleet.blueprintItems(ID),
  (fleet) => fleet.users(),
  (fleet) => fleet.tags(),
];

const SENDS: readonly ((commands: DeviceCommands) => Promise<{ outcome: string }>)[] = [
  (commands) => commands.updateDevice(ID, { tags: [] }, CALL),
  (commands) => commands.blankPush(ID, CALL),
  (commands) => commands.dailyCheckIn(ID, CALL),
  (commands) => commands.cancelLostMode(ID, CALL),
];

/** Words that Kandji's answers are made of, so that the arbitrary ones get past the first look. */
const KEYS = [
  ...[
    'device_id',
    'id',
    'uuid',
    'item_id',
    'name',
    'status',
    'user',
    'tags',
    'platform',
    'volumes',
    'capacity',
    'details',
  ],
  ...[
    'general',
    'mdm',
    'filevault',
    'lost_mode',
    'lost_mode_status',
    'last_location',
    'latitude',
    'network',
    'users',
  ],
  ...[
    'results',
    'next',
    'count',
    'activity',
    'commands',
    'apps',
    'parameters',
    'library_items',
    'error_chain',
    'detail',
  ],
  ...[
    'action_type',
    'created_at',
    'regular_users',
    'installed_profiles',
    'hardware',
    'hardware_overview',
    '__proto__',
    'constructor',
  ],
];

const leaf = fc.oneof(
  fc.constantFrom(
    '',
    null,
    'True',
    'No',
    ID,
    'ENABLED',
    '41%',
    '494.38 GB',
    '2026-01-14 09:21:07.5+00:00',
    'https://x.io/?cursor=a',
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
);
const { body } = fc.letrec((tie) => ({
  body: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('body'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('body'), { maxKeys: 6, noNullPrototype: false }),
  ),
}));

const answer = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 400, 401, 403, 404, 408, 409, 422),
  ),
  text: fc.oneof(
    { weight: 9, arbitrary: body.map((value) => JSON.stringify(value) ?? '') },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  ),
});

function kandjiThatAnswers(status: number, text: string) {
  return createKandji({
    apiUrl: new URL('https://acme.api.kandji.io/api/v1'),
    token: 'secret-token',
    budget: createBudget(),
    log: createLogBook().log,
    fetch: () => Promise.resolve(new Response(text, { status })),
  });
}

test('whatever Kandji answers, a read gives a reading or a MdmError', async () => {
  const met = { readings: 0, errors: 0 };
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom(...READS), async ({ status, text }, read) => {
      try {
        const reading = await read(kandjiThatAnswers(status, text).fleet);
        expect(reading).toMatchObject({ fromCache: false });
        met.readings += 1;
      } catch (error) {
        if (!(error instanceof MdmError)) throw error;
        expect(error.sentence).not.toBe('');
        met.errors += 1;
      }
    }),
    { numRuns: 2000 },
  );
  expect(met.readings).toBeGreaterThan(200);
  expect(met.errors).toBeGreaterThan(200);
});

test('whatever Kandji answers, a command ends in one of three ways', async () => {
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom(...SENDS), async ({ status, text }, send) => {
      const sent = await send(kandjiThatAnswers(status, text).commands);
      const yes = text.trimStart().startsWith('<') ? 'unknown' : 'accepted';
      const expected = status < 300 ? yes : status === 408 ? 'unknown' : 'rejected';
      expect(sent.outcome).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
