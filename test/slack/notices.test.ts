import { describe, expect, test } from 'vitest';
import { MdmError, type MdmErrorReason } from '../../src/helpdesk/mdm-error.ts';
import { Refusal, type RefusalCode } from '../../src/helpdesk/policy.ts';
import { actorOnlyText, notice, partialErrorText } from '../../src/slack/notices.ts';

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
const about = { what: 'apps', reference: '7F3K', command: '/kandji' };

describe('what went wrong, in words', () => {
  test('a missing permission is named as in Kandji’s settings', () => {
    expect(partialErrorText('apps', fleetError('permission', { permission: 'Application list' })).plain).toBe(
      "I can't show apps: the Kandji token lacks 'Application list'. An admin can tick it in Settings › Access. Everything else here is complete.",
    );
    expect(notice(fleetError('permission'), about).plain).toContain(
      'may not call GET /devices/{device_id}/apps.',
    );
  });

  test.each(REASONS)('Kandji: %s is one plain answer with a next step and a reference', (reason) => {
    const said = notice(fleetError(reason), about).plain;
    expect(said).toMatch(/^I can't show apps: .+\. [A-Z].+\. Reference 7F3K$/u);
    expect(said).not.toMatch(/undefined|null|\[object/u);
  });

  test.each(CODES.filter((code) => code !== 'not-now'))(
    '%s: nobody is told to try again in a minute',
    (code) => {
      const said = notice(new Refusal(code, 'It is so.'), about).plain;
      expect(said).not.toMatch(/again in a minute|decide anew/u);
    },
  );

  test('what was no question is not "shown"', () => {
    expect(notice(fleetError('time-out'), { what: null, reference: '7F3K', command: '/kandji' }).plain).toBe(
      'That did not work: Kandji did not answer in time. Try again in a minute. Reference 7F3K',
    );
  });

  test('a long wait is told in minutes', () => {
    expect(notice(fleetError('hour-spent', { retryAfterMs: 25 * 60_000 }), about).plain).toContain(
      'Try again in 25 minutes.',
    );
  });

  test.each(CODES)('a refusal (%s) is shown in full and is no error', (code) => {
    const said = notice(new Refusal(code, 'A rule says <no>'), about);
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
    const said = notice(new Refusal('not-allowed', 'No.', null, admins), about);
    expect(said.plain).toBe(`No. ${sentence}`);
    expect(said.mrkdwn.match(/<@U0ADMIN\d>/gu) ?? []).toHaveLength(names.length);
  });

  test('the policy’s "no" to several changes is one sentence', () => {
    const no = (what: string) => `On this device, you don't have permission to ${what}.`;
    const reason = `Moved by facilities. ${no('change its tags')} ${no('move it to another blueprint')}`;
    expect(actorOnlyText(reason)).toBe(
      "On this device, you don't have permission to change its tags or move it to another blueprint. Moved by facilities.",
    );
    expect(actorOnlyText(no('change its tags'))).toBe(no('change its tags'));
  });

  test.each([new Error('secret xoxb-1'), 'text', null, undefined, { code: 1 }])(
    'anything else tells only its reference: %s',
    (thrown) => {
      const said = notice(thrown, about).plain;
      expect(said).not.toContain('Nothing was changed');
      expect(said).toMatch(/^Something went wrong\. Try again: nothing counts twice\..*Reference 7F3K$/u);
      expect(said).not.toContain('xoxb');
    },
  );
});
