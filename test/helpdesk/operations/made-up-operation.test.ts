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
import { requestText } from '../../../src/slack/requests/request-text.ts';
import { statusText } from '../../../src/slack/requests/status-text.ts';
import { look, NOW, request } from '../../support/slack/fixtures.ts';

const ENDPOINT = 'POST /devices/{device_id}/action/remotedesktop';
const NAME = 'remote-desktop' as catalogue.OperationName;

/** Kandji can turn on Remote Desktop and this app cannot: the only thing that the catalogue is given here is how. */
vi.mock('../../../src/helpdesk/operations/catalogue.ts', async (original) => {
  const { CATALOGUE } = await original<typeof catalogue>();
  const { action, noParams, notManaged } = await import('../../../src/helpdesk/operations/operation.ts');
  const remoteDesktop: CommandOperation<'remote-desktop', NoParams> = {
    kind: 'command',
    name: 'remote-desktop',
    title: 'turn on Remote Desktop',
    label: 'Remote Desktop on',
    menu: 'nudge',
    aliases: ['screensharing', 'remotedesktop'],
    phrase: { link: ' on ', end: 'Remote Desktop is on' },
    permissions: [action('remotedesktop', 'Remote Desktop')],
    risk: 'disruptive',
    platforms: ['Mac'],
    params: noParams,
    exclusive: () => ['remote-desktop'],
    watches: [],
    impossible: notManaged,
    consequence: () => 'The screen can be watched.',
    requestTypes: ['EnableRemoteDesktop'],
    reached: null,
    run: async () => ({ outcome: 'accepted', device: null }),
  };
  return { CATALOGUE: { ...CATALOGUE, 'remote-desktop': remoteDesktop } };
});

const policyText = `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, remote-desktop] }
`;

const line = (text: string) => parseCommand(text, 'U0ANA').kind;

describe('an operation that only the catalogue has been told of', () => {
  test('is one of the operations, with its risk', () => {
    expect(OPERATION_NAMES).toContain(NAME);
    expect(RISK[NAME]).toBe('disruptive');
    expect(OPERATION_CLASSES).toContain(operationNamed(NAME).risk);
    expect(bind({ operation: NAME, params: {} }).operation.title).toBe('turn on Remote Desktop');
  });

  test('can be named by a rule', () => {
    const parsed = parsePolicy(policyText, 'policy.yml');
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });

  test('has its box among those to tick, and no longer among those to leave', () => {
    const rows = PERMISSIONS.filter(({ endpoint }) => endpoint === ENDPOINT);
    expect(rows).toEqual([
      { endpoint: ENDPOINT, label: 'Remote Desktop', needed: 'change', published: true },
    ]);
  });

  test('is among what doctor asks to have ticked, and not among what is never used', () => {
    const parsed = parsePolicy(policyText, 'policy.yml');
    if (!parsed.ok) throw new Error('the policy is wrong');
    const [needed, , never] = kandjiChanges(parsed.policy).map(({ text }) => text);
    expect(needed).toContain('Remote Desktop');
    expect(never).toContain('Delete user');
    expect(never).not.toContain('Remote Desktop');
  });

  test('is missed by the page that says which boxes to tick', () => {
    const page = readFileSync(new URL('../../../docs/install.md', import.meta.url), 'utf8');
    const missing = PERMISSIONS.filter(
      ({ needed, endpoint }) => needed !== 'never' && !page.includes(`\`${endpoint}\``),
    );
    expect(missing.map(({ endpoint }) => endpoint)).toEqual([ENDPOINT]);
  });

  test('is in the help, and helps anyone who may do nothing else', () => {
    expect(JSON.stringify(renderHelp('can', { held: ['lookup'], name: '/kandji', turnedOff: [] }))).toContain(
      'remote-desktop',
    );
    expect(commandFor('requests').needs).toContain(NAME);
  });

  test.each(['remote-desktop', 'screensharing', 'remotedesktop', 'remote-desktob'])(
    'can be asked for as %s',
    (typed) => {
      expect(parseOperation(tokenize(`${typed} H4TX90QLM2`).tokens)).toMatchObject({
        kind: 'read',
        operation: NAME,
      });
    },
  );

  test('is not called something that Slack cannot do', () => {
    expect(line('deleteuser H4TX90QLM2')).toBe('not-in-slack-yet');
    expect(line('remotedesktop H4TX90QLM2')).not.toBe('not-in-slack-yet');
    expect(line('screensharing H4TX90QLM2')).not.toBe('not-in-slack-yet');
  });

  test('is in the menu of the card', () => {
    expect(SHOW_CHOICES).toContain('do.remote-desktop');
    expect(JSON.stringify(deviceActions(look(), 'message'))).toContain('Remote Desktop on');
  });

  test('is said in its own words', () => {
    const asked = request({ state: 'unknown', changes: [{ operation: NAME, params: {} }], differences: [] });
    expect(requestText(asked).plain).toContain('turn on Remote Desktop on ');
    expect(statusText(asked, NOW, {}).plain).toContain("Don't know yet if Remote Desktop is on");
  });
});
