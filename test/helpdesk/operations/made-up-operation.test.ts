import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { kandjiChanges } from '../../../src/cli/doctor/kandji-changes.ts';
import type * as catalogue from '../../../src/helpdesk/operations/catalogue.ts';
import { bind, OPERATION_NAMES, operationNamed } from '../../../src/helpdesk/operations/index.ts';
import type { CommandOperation, NoParams } from '../../../src/helpdesk/operations/operation.ts';
import { OPERATION_CLASSES, RISK } from '../../../src/helpdesk/policy/risk.ts';
import { PERMISSIONS } from '../../../src/kandji/index.ts';
import { parsePolicy } from '../../../src/policy-file/index.ts';
import { SHOW_CHOICES } from '../../../src/slack/block-kit/ids.ts';
import { commandFor } from '../../../src/slack/commands/command-table.ts';
import { renderHelp } from '../../../src/slack/commands/help.ts';
import { parseOperation } from '../../../src/slack/commands/operation-names.ts';
import { parseCommand } from '../../../src/slack/commands/parse.ts';
import { tokenize } from '../../../src/slack/commands/tokenize.ts';
import { deviceActions } from '../../../src/slack/devices/card-actions.ts';
import { requestText, statusText } from '../../../src/slack/requests/status-text.ts';
import { look, NOW, request } from '../../support/slack/fixtures.ts';

const ENDPOINT = 'POST /devices/{device_id}/action/restart';
const NAME = 'restart-device' as catalogue.OperationName;

/** Kandji can restart a device and this app cannot: the only thing that the catalogue is given here is how. */
vi.mock('../../../src/helpdesk/operations/catalogue.ts', async (original) => {
  const { CATALOGUE } = await original<typeof catalogue>();
  const { action, noParams, notManaged } = await import('../../../src/helpdesk/operations/operation.ts');
  const restart: CommandOperation<'restart-device', NoParams> = {
    kind: 'command',
    name: 'restart-device',
    title: 'restart the device',
    label: 'Restart it',
    menu: 'nudge',
    aliases: ['reboot', 'restart'],
    phrase: { link: ' of ', end: 'the device restarted' },
    permissions: [action('restart', 'Restart Device')],
    risk: 'disruptive',
    platforms: ['Mac'],
    params: noParams,
    exclusive: () => ['restart'],
    watches: [],
    impossible: notManaged,
    consequence: () => 'Whatever is not saved is lost.',
    requestTypes: ['RestartDevice'],
    reached: null,
    run: async () => ({ outcome: 'accepted', device: null }),
  };
  return { CATALOGUE: { ...CATALOGUE, 'restart-device': restart } };
});

const policyText = `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, restart-device] }
`;

const line = (text: string) => parseCommand(text, 'U0ANA').kind;

describe('an operation that only the catalogue has been told of', () => {
  test('is one of the operations, with its risk', () => {
    expect(OPERATION_NAMES).toContain(NAME);
    expect(RISK[NAME]).toBe('disruptive');
    expect(OPERATION_CLASSES).toContain(operationNamed(NAME).risk);
    expect(bind({ operation: NAME, params: {} }).operation.title).toBe('restart the device');
  });

  test('can be named by a rule', () => {
    const parsed = parsePolicy(policyText, 'policy.yml');
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });

  test('has its box among those to tick, and no longer among those to leave', () => {
    const rows = PERMISSIONS.filter(({ endpoint }) => endpoint === ENDPOINT);
    expect(rows).toEqual([
      { endpoint: ENDPOINT, label: 'Restart Device', needed: 'change', published: true },
    ]);
  });

  test('is among what doctor asks to have ticked, and not among what is never used', () => {
    const parsed = parsePolicy(policyText, 'policy.yml');
    if (!parsed.ok) throw new Error('the policy is wrong');
    const [needed, , never] = kandjiChanges(parsed.policy).map(({ text }) => text);
    expect(needed).toContain('Restart Device');
    expect(never).toContain('Lock Device');
    expect(never).not.toContain('Restart Device');
  });

  test('is missed by the page that says which boxes to tick', () => {
    const page = readFileSync(new URL('../../../docs/install.md', import.meta.url), 'utf8');
    const missing = PERMISSIONS.filter(
      ({ needed, endpoint }) => needed !== 'never' && !page.includes(`\`${endpoint}\``),
    );
    expect(missing.map(({ endpoint }) => endpoint)).toEqual([ENDPOINT]);
  });

  test('is in the help, and helps whoever may do nothing else', () => {
    expect(JSON.stringify(renderHelp('can', ['lookup'], '/kandji'))).toContain('restart-device');
    expect(commandFor('requests').needs).toContain(NAME);
  });

  test.each(['restart-device', 'reboot', 'restart', 'restart-devise'])('can be asked for as %s', (typed) => {
    expect(parseOperation(tokenize(`${typed} H4TX90QLM2`).tokens)).toMatchObject({
      kind: 'read',
      operation: NAME,
    });
  });

  test('is not called something that Slack cannot do', () => {
    expect(line('lock H4TX90QLM2')).toBe('not-in-slack-yet');
    expect(line('restart H4TX90QLM2')).not.toBe('not-in-slack-yet');
    expect(line('reboot H4TX90QLM2')).not.toBe('not-in-slack-yet');
  });

  test('is in the menu of the card', () => {
    expect(SHOW_CHOICES).toContain('do.restart-device');
    expect(JSON.stringify(deviceActions(look(), 'message'))).toContain('Restart it');
  });

  test('is said in its own words', () => {
    const asked = request({ state: 'unknown', changes: [{ operation: NAME, params: {} }], differences: [] });
    expect(requestText(asked).plain).toContain('restart the device of ');
    expect(statusText(asked, NOW).plain).toContain("We don't know yet if the device restarted");
  });
});
