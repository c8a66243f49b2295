import { expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { type Outcome, outcomeText } from '../../../src/helpdesk/outcome.ts';
import { openDesk } from '../../support/helpdesk/harness.ts';

const PUSH = [{ operation: 'blank-push', params: {} }] as const;

test('a command that leaves no trace at Kandji is accepted, and no more', async () => {
  const desk = await openDesk();
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, PUSH);
  expect((await desk.reaches(id, 'completed')).outcome).toEqual({ code: 'unreported' });
});

test('a device that changed meanwhile ends its request with what it is now', async () => {
  const desk = await openDesk({ working: false });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, PUSH);
  const ipad = desk.kandji.tenant.device(NAMED.warehouseIpad);
  if (ipad) ipad.user = null;
  desk.work();
  expect((await desk.reaches(id, 'void')).outcome).toEqual({
    code: 'device_changed',
    changes: [{ what: 'user', to: null }],
  });
});

test.each<[Outcome, string]>([
  [
    { code: 'device_changed', changes: [{ what: 'user', to: 'Noor Halim' }] },
    'The iPad was assigned to Noor Halim.',
  ],
  [
    {
      code: 'device_changed',
      changes: [
        { what: 'user', to: null },
        { what: 'blueprint', to: 'Sales' },
        { what: 'tag-removed', to: 'kiosk' },
      ],
    },
    'The iPad was unassigned, was moved to Sales and lost the tag kiosk.',
  ],
  [
    { code: 'rejected', status: 400, said: 'Command already running' },
    'Kandji rejected this: Command already running. Nothing was changed.',
  ],
  [{ code: 'no_answer', status: 502, said: 'Kandji had a fault of its own.' }, "Kandji didn't answer (502)."],
  [
    { code: 'no_answer', status: 200, said: 'Kandji answered with a web page instead of data' },
    'Kandji answered with a web page instead of data.',
  ],
  [{ code: 'no_answer', status: null, said: 'The connection broke off' }, 'The connection broke off.'],
  [
    { code: 'confirmed', answerLost: true },
    "Confirmed by a read of the iPad. Kandji's first answer was lost.",
  ],
  [{ code: 'command_failed', said: null }, 'Kandji reports the command as failed, without a reason.'],
  [
    { code: 'not_allowed', person: 'Ana', reason: 'Only in office hours' },
    'The policy no longer allows Ana to do this: Only in office hours.',
  ],
  [{ code: 'not_sent', said: 'Kandji could not be reached' }, 'Kandji could not be reached.'],
])('%j in words', (outcome, words) => expect(outcomeText(outcome, 'iPad')).toBe(words));
