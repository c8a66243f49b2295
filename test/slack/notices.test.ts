import { describe, expect, test } from 'vitest';
import { MdmError, type MdmErrorReason } from '../../src/helpdesk/mdm-error.ts';
import { Refusal, type RefusalCode } from '../../src/helpdesk/policy.ts';
import { mdmErrorText, notice } from '../../src/slack/notices.ts';
import { adminsText, noOwnDevicesText } from '../../src/slack/who-can-help.ts';

const fleetError = (
  reason: MdmErrorReason,
  change: { permission?: string; retryAfterMs?: number; sentence?: string } = {},
) =>
  new MdmError({
    kind: 'rejected',
    reason,
    status: null,
    sentence: change.sentence ?? 'No',
    endpoint: 'GET /devices/{device_id}/apps',
    permission: change.permission ?? null,
    retryAfterMs: change.retryAfterMs ?? null,
  });

const REASONS: readonly MdmErrorReason[] = [
  'permission',
  'token',
  'not-found',
  'blocked',
  'wrong-host',
  'rate-limited',
  'hour-spent',
  'invalid',
  'unreadable',
  'time-out',
  'server',
  'unreachable',
];
const CODES: readonly RefusalCode[] = [
  'outsider',
  'not-allowed',
  'only-own',
  'not-now',
  'needs-admin',
  'too-early',
  'own-request',
  'already-decided',
  'already-open',
  'changed',
  'not-possible',
  'not-found',
  'bad-input',
];
const context = { ref: '7F3K', command: '/kandji', admins: ['U0ROOT'] };

describe('what went wrong, in words', () => {
  test('a missing permission is named as in Kandji’s settings, and who can give it', () => {
    const said = mdmErrorText('apps', fleetError('permission', { permission: 'Application list' }), [
      'U0ROOT',
    ]);
    expect(said.mrkdwn).toBe(
      "Couldn't load apps: the Kandji token is missing the permission “Application list”. Ask <@U0ROOT> (admin).",
    );
    expect(notice(fleetError('permission'), 'apps', context).plain).toContain(
      'may not call GET /devices/{device_id}/apps.',
    );
  });

  test('admins are named, a group as a group, and without any the IT team', () => {
    expect(adminsText(['U0ROOT', 'U0LEA']).mrkdwn).toBe('<@U0ROOT> or <@U0LEA> (admins)');
    expect(adminsText(['S0ADMINS']).mrkdwn).toBe('<!subteam^S0ADMINS> (admins)');
    expect(adminsText(['<!channel>']).mrkdwn).toBe('your IT team');
  });

  test.each([
    [null, 'Only Noor can open this.'],
    ['H4TX90QLM2', 'Only Noor can open this. You can make your own request: `/kandji key H4TX90QLM2`'],
  ])('something for someone else, with a device to request a key of: %s', (keysOf, said) => {
    const refusal = new Refusal('not-recipient', 'Only Noor can open this.', null, { keysOf });
    expect(notice(refusal, null, context).mrkdwn).toBe(said);
  });

  test('a channel to ask in is named at a distance', () => {
    expect(noOwnDevicesText('', { admins: [], channel: 'C0HELP' }).mrkdwn).toMatch(/ Ask in <#C0HELP/u);
  });

  test.each(REASONS)('Kandji: %s is one plain answer with a next step', (reason) => {
    const said = notice(fleetError(reason), 'apps', context).plain;
    expect(said).toMatch(/^Couldn't load apps: .+\. [A-Z].+[.K]$/u);
    expect(said).not.toMatch(/undefined|null|\[object/u);
    // What an admin mends in Kandji's settings is no case for support.
    expect(said.endsWith(' Ref 7F3K'), 'a reference').toBe(reason !== 'permission');
  });

  test.each([
    ['rate-limited', 19_200, 'Kandji is busy. Try again in a minute.'],
    ['hour-spent', 25 * 60_000, 'Kandji is busy. Try again in 25 minutes.'],
    ['hour-spent', 0, 'Kandji is busy. Try again later.'],
  ] as const)('to somebody without a role %s is that Kandji is busy', (reason, retryAfterMs, says) => {
    const error = fleetError(reason, { retryAfterMs });
    expect(notice(error, 'apps', { ...context, isEmployee: () => true }).plain).toBe(says);
    expect(notice(error, 'apps', { ...context, isEmployee: () => false }).plain).not.toContain('busy');
  });

  test('an error of Kandji’s says its status; a limit says how long to wait', () => {
    const failed = { ...fleetError('server'), reason: 'server' as const, status: 503 };
    const error = new MdmError({ ...failed, kind: 'no-answer', sentence: 'No', endpoint: 'GET /devices' });
    expect(notice(error, null, context).mrkdwn).toBe(
      'Kandji returned an error (503). Try again in a minute. <https://status.kandji.io|status.kandji.io ↗> · Ref 7F3K',
    );
    expect(notice(fleetError('rate-limited', { retryAfterMs: 19_200 }), null, context).plain).toBe(
      'Kandji is limiting requests right now. Try again in 20 seconds. Ref 7F3K',
    );
  });

  test.each(CODES.filter((code) => code !== 'not-now'))(
    '%s: nobody is told to try again in a minute',
    (code) => {
      const said = notice(new Refusal(code, 'It is so.'), 'apps', context).plain;
      expect(said).not.toMatch(/again in a minute|decide anew/u);
    },
  );

  test.each([
    'No one can approve this. The role approver has no active members. Ask Lea Martin (admin) to add people to the Slack group.',
    'No policy can be read right now, so no one can decide. The policy file has to be fixed: ask your IT team.',
  ])('who can mend it is said once, as the reason names them: %s', (reason) => {
    const said = notice(new Refusal('needs-admin', reason), null, context);
    expect(said.plain).toBe(reason);
    expect(said.mrkdwn).not.toContain('U0ROOT');
  });

  test('what has no name is not named', () => {
    expect(notice(fleetError('time-out'), null, context).plain).toBe(
      "Kandji didn't answer in time. Try again in a minute. Ref 7F3K",
    );
  });

  test('a long wait is told in minutes', () => {
    expect(notice(fleetError('hour-spent', { retryAfterMs: 25 * 60_000 }), 'apps', context).plain).toContain(
      'Try again in 25 minutes.',
    );
  });

  test.each(CODES)('a refusal (%s) is shown in full and is no error', (code) => {
    const said = notice(new Refusal(code, 'A rule says <no>'), 'apps', context);
    expect(said.plain).toMatch(/^A rule says <no>\.( [A-Z].+\.)?$/u);
    expect(said.mrkdwn).toContain('&lt;no&gt;');
    expect(said.plain).not.toContain('7F3K');
  });

  test.each([
    [[], 'Ask your IT team.'],
    [['Max Weber'], 'Ask Max Weber (admin).'],
    [['Max Weber', 'Lea Martin'], 'Ask Max Weber or Lea Martin (admins).'],
    [['Max Weber', 'Lea Martin', 'Ana Ruiz'], 'Ask Max Weber, Lea Martin or Ana Ruiz (admins).'],
  ])('who can help is named: %j', (names, sentence) => {
    const admins = names.map((name, index) => ({ userId: `U0ADMIN${index}`, name }));
    const said = notice(new Refusal('not-allowed', 'No.', null, { admins }), null, context);
    expect(said.plain).toBe(`No. ${sentence}`);
    expect(said.mrkdwn.match(/<@U0ADMIN\d>/gu) ?? []).toHaveLength(names.length);
  });

  test.each([new Error('secret xoxb-1'), 'text', null, undefined, { code: 1 }])(
    'anything else tells only its reference: %s',
    (thrown) => {
      const said = notice(thrown, 'apps', context).plain;
      expect(said).not.toContain('Nothing was changed');
      expect(said).toMatch(/^Something went wrong\. Try again: nothing counts twice\..*Ref 7F3K$/u);
      expect(said).not.toContain('xoxb');
    },
  );
});
