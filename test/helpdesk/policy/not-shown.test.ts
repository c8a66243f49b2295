import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { requireLooker } from '../../../src/helpdesk/policy/before-reading.ts';
import type { Actor, Refusal } from '../../../src/helpdesk/policy.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';

const ONLY_MACS = `version: 1
roles: { viewer: [S0HELPDESK], admin: [U0ROOT, U0LEA] }
rules:
  - { allow: [viewer], operations: [lookup, disruptive], devices: { platforms: [Mac] } }`;
const NO_SUCH_DEVICE = '00000000-0000-4000-8000-000000000000';

/** How the viewer is refused. */
const refusalOf = async (desk: Desk, work: (desk: Desk) => Promise<unknown>): Promise<Refusal> =>
  work(desk).then(
    () => expect.unreachable('this is refused'),
    (refusal) => refusal,
  );

const vera = async (desk: Desk, look: (verbs: Desk['verbs'], actor: Actor) => Promise<unknown>) =>
  look(desk.verbs, await desk.actor('U0VERA'));

describe('a device that someone may not see is refused in the same words as one that does not exist', () => {
  test.each([
    [
      'its card',
      (desk: Desk, deviceId: string) => vera(desk, (v, actor) => v.getDevice(actor, { deviceId })),
    ],
    [
      'a panel',
      (desk: Desk, deviceId: string) => vera(desk, (v, actor) => v.getPanel(actor, deviceId, 'apps')),
    ],
    [
      'Lost Mode',
      (desk: Desk, deviceId: string) => vera(desk, (v, actor) => v.prepareLostMode(actor, deviceId)),
    ],
    [
      'the update form',
      (desk: Desk, deviceId: string) => vera(desk, (v, actor) => v.prepareUpdate(actor, deviceId)),
    ],
  ] as const)('%s', async (_what, open) => {
    const desk = await openDesk({ policy: ONLY_MACS, working: false });
    const [there, notThere] = [
      await refusalOf(desk, () => open(desk, NAMED.warehouseIpad)),
      await refusalOf(desk, () => open(desk, NO_SUCH_DEVICE)),
    ];
    expect(there).toMatchObject({
      code: 'not-allowed',
      reason: "You don't have permission to see this device.",
      help: { admins: [{ name: 'ROOT' }, { name: 'LEA' }] },
    });
    expect({ ...notThere, message: '' }).toEqual({ ...there, message: '' });
  });
});

test('a refusal names no admin while Slack does not say who they are, and is said all the same', async () => {
  const desk = await openDesk({ policy: ONLY_MACS, working: false });
  const dana = await desk.actor('U0DANA');
  const holding = () => new Promise<never>(() => undefined);
  const ports = { ...desk.ports, people: { ...desk.ports.people, holding } };
  await expect(requireLooker(ports, dana)).rejects.toMatchObject({
    reason: "You don't have permission to use Kandji helpdesk.",
    help: { admins: [] },
  });
});
