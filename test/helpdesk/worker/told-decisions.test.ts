import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { type Desk, openDesk } from '../../support/helpdesk/harness.ts';
import { allTold, approve, LONG, LOST_OFF } from '../../support/helpdesk/lost-mode-fixture.ts';

const TWO_LEADS = `version: 1
roles: { agent: [S0AGENTS], approver: [S0LEADS] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive] }
  - { require: { approvals: 2, from: [approver] }, operations: [disruptive] }
`;

const open = async () => {
  const desk = await openDesk({ kandji: { devices: 12 }, policy: TWO_LEADS });
  desk.people.groups.set('S0LEADS', new Set(['U0BEN', 'U0LEA', 'U0MIA']));
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  return { desk, id };
};

const deny = async (desk: Desk, who: string, id: string) =>
  desk.verbs.denyRequest(await desk.actor(who), id, { reason: 'Not today', viewId: null });

/** Whose account was told of its own decision, and how often, in the order of names. */
const decisions = (desk: Desk) =>
  desk.told
    .filter(({ notice }) => notice === 'your-decision')
    .map(({ to }) => to)
    .toSorted();

describe('each decision is told to the account that made it', () => {
  test('the first approver, then the second, each once', async () => {
    const { desk, id } = await open();
    await approve(desk, 'U0BEN', id);
    await expect.poll(() => decisions(desk), LONG).toEqual(['U0BEN']);
    await approve(desk, 'U0LEA', id);
    await expect.poll(() => decisions(desk), LONG).toEqual(['U0BEN', 'U0LEA']);
    await desk.reaches(id, 'completed');
    await allTold(desk);
    expect(decisions(desk)).toEqual(['U0BEN', 'U0LEA']);
  });

  test('two in the same moment, each once', async () => {
    const { desk, id } = await open();
    await Promise.all([approve(desk, 'U0BEN', id), approve(desk, 'U0LEA', id)]);
    await expect.poll(() => decisions(desk), LONG).toEqual(['U0BEN', 'U0LEA']);
    await desk.reaches(id, 'completed');
    await allTold(desk);
    expect(decisions(desk)).toEqual(['U0BEN', 'U0LEA']);
  });

  test('the denier, and before that the one who had approved; the requester hears the end', async () => {
    const { desk, id } = await open();
    await approve(desk, 'U0BEN', id);
    await deny(desk, 'U0LEA', id);
    await expect.poll(() => decisions(desk), LONG).toEqual(['U0BEN', 'U0LEA']);
    const outcome = { to: 'U0ANA', notice: 'outcome', state: 'denied', outcome: 'denied' };
    await expect.poll(() => desk.told, LONG).toContainEqual(outcome);
    await allTold(desk);
    expect(decisions(desk)).toEqual(['U0BEN', 'U0LEA']);
  });

  test('a press that did not count is told to nobody', async () => {
    const { desk, id } = await open();
    await deny(desk, 'U0LEA', id);
    await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(deny(desk, 'U0MIA', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(approve(desk, 'U0VERA', id)).rejects.toThrow();
    await allTold(desk);
    expect(decisions(desk)).toEqual(['U0LEA']);
  });

  test('while the message cannot be sent it is tried again', async () => {
    const { desk, id } = await openWithBrokenMessages();
    await approve(desk, 'U0BEN', id);
    await expect
      .poll(() => {
        desk.forward(60_000);
        return decisions(desk);
      }, LONG)
      .toEqual(['U0BEN']);
  });
});

/** Slack takes the third message, not the first two. */
async function openWithBrokenMessages() {
  const desk = await openDesk({ working: false, kandji: { devices: 12 }, policy: TWO_LEADS });
  let fails = 2;
  desk.work({
    between: (ports) => ({
      ...ports,
      notices: {
        ...ports.notices,
        notify: async (...message) => {
          fails -= 1;
          if (fails >= 0) throw new Error('Slack is down');
          return ports.notices.notify(...message);
        },
      },
    }),
  });
  const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
  return { desk, id };
}
