import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { MdmError } from '../../../src/helpdesk/mdm-error.ts';
import { type Desk, openDesk, policyFrom } from '../../support/helpdesk/harness.ts';
import { approve, LOST_OFF, writes } from '../../support/helpdesk/lost-mode-fixture.ts';

const policyText = (rules: string, people = '[[U0ANA, U0ANA2], [U0BEN, U0BEN2]]') => `version: 1
roles: { viewer: [S0HELPDESK], agent: [S0AGENTS], approver: [S0LEADS], admin: [U0ROOT] }
approvals: { channel: C0APPROVALS, expires_after: 4h, remind_after: [30m] }
people: ${people}
rules:
  - { allow: [agent, approver, admin], operations: [lookup, routine, disruptive] }
${rules}
`;
const ONE_LEAD = '  - { require: { approvals: 1, from: [approver] }, operations: [disruptive] }';
const TWO_LEADS = '  - { require: { approvals: 2, from: [approver] }, operations: [disruptive] }';
const AN_ADMIN = '  - { require: { approvals: 1, from: [admin] }, operations: [disruptive] }';

const open = (rules: string, working = false) =>
  openDesk({ working, kandji: { devices: 12 }, policy: policyText(rules) });
const leads = (desk: Desk, ...who: string[]) => desk.people.groups.set('S0LEADS', new Set(who));

describe('the modal in which someone decided is used by that, so that it counts once', () => {
  const VIEW = 'V0DECIDE';
  const decided: Readonly<Record<string, (desk: Desk, id: string) => Promise<unknown>>> = {
    approve: async ({ verbs, actor }, id) => verbs.approveRequest(await actor('U0BEN'), id, VIEW),
    deny: async ({ verbs, actor }, id) =>
      verbs.denyRequest(await actor('U0BEN'), id, { reason: 'No', viewId: VIEW }),
    cancel: async ({ verbs, actor }, id) => verbs.cancelRequest(await actor('U0ANA'), id, VIEW),
  };

  test.each(Object.entries(decided))('%s', async (_verb, decide) => {
    const desk = await open(TWO_LEADS);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    const { views } = desk.store;
    await views.put({ viewId: VIEW, userId: 'U0BEN', requestId: id, digest: 'd', draft: null });
    expect((await views.get(VIEW))?.usedAt).toBeNull();
    await decide(desk, id);
    expect((await views.get(VIEW))?.usedAt).not.toBeNull();
  });
});

describe('two approvals are two people', () => {
  test('one human with two accounts is one; another lead makes it two', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0BEN2', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    expect(await approve(desk, 'U0BEN', id)).toMatchObject({ state: 'pending' });
    await expect(approve(desk, 'U0BEN2', id)).rejects.toMatchObject({ code: 'already-decided' });
    await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({ code: 'already-decided' });
    expect(await approve(desk, 'U0LEA', id)).toMatchObject({ state: 'claimed' });
  });

  test.each([TWO_LEADS, `${TWO_LEADS}\n${AN_ADMIN}`])(
    'two accounts of one human that approve at the same moment count once: %s',
    async (rules) => {
      const desk = await open(rules);
      leads(desk, 'U0BEN', 'U0BEN2', 'U0LEA');
      const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
      const presses = [1, 2, 3].flatMap(() => [approve(desk, 'U0BEN', id), approve(desk, 'U0BEN2', id)]);
      const answers = await Promise.allSettled(presses);
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers)
        if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'already-decided' });
      const request = await desk.ports.store.requests.get(id);
      expect(request).toMatchObject({ state: 'pending', approvals: [{ human: 'U0BEN' }] });
    },
  );

  test('two accounts that are one human only since today count once', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0LEA', 'U0MIA', 'U0TOM');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0LEA', id);
    desk.policy = policyFrom(policyText(TWO_LEADS, '[[U0MIA, U0LEA]]'));
    await expect(approve(desk, 'U0MIA', id)).resolves.toMatchObject({ state: 'pending' });
    expect(await approve(desk, 'U0TOM', id)).toMatchObject({ state: 'claimed' });
  });

  test('one that was taken back does not count; given again it does', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA', 'U0MIA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    expect(await desk.verbs.withdrawApproval(await desk.actor('U0BEN'), id)).toMatchObject({ approvals: [] });
    await expect(desk.verbs.withdrawApproval(await desk.actor('U0BEN'), id)).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(await approve(desk, 'U0LEA', id)).toMatchObject({ state: 'pending' });
    expect(await approve(desk, 'U0BEN', id)).toMatchObject({ state: 'claimed' });
    await expect(desk.verbs.withdrawApproval(await desk.actor('U0BEN'), id)).rejects.toMatchObject({
      code: 'already-decided',
    });
    desk.work();
    await desk.reaches(id, 'sent', 'completed');
    expect(writes(desk)).toHaveLength(1);
  });

  test('two that arrive in the same moment both count', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await Promise.all([approve(desk, 'U0BEN', id), approve(desk, 'U0LEA', id)]);
    expect(await desk.store.requests.get(id)).toMatchObject({
      state: 'claimed',
      approvals: [{ human: 'U0BEN' }, { human: 'U0LEA' }],
    });
  });

  test('taking one back is told to the account that did it, and at once to the one that had approved', async () => {
    const desk = await open(TWO_LEADS, true);
    leads(desk, 'U0BEN', 'U0BEN2', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    const atOnce = () => desk.told.filter(({ notice }) => notice === 'your-decision').map(({ to }) => to);
    const takesBack = async (who: string) => desk.verbs.withdrawApproval(await desk.actor(who), id);
    await approve(desk, 'U0BEN', id);
    await takesBack('U0BEN');
    await approve(desk, 'U0BEN', id);
    await takesBack('U0BEN2');
    await expect.poll(atOnce).toEqual(['U0BEN']);
    desk.forward(24 * 3_600_000);
    await expect.poll(() => desk.summaries).toHaveLength(2);
    const actions = ['approved', 'withdrew', 'approved'].map((action) => `${action} ${id}`);
    expect(desk.summaries).toEqual(
      expect.arrayContaining([
        { to: 'U0BEN', decided: actions },
        { to: 'U0BEN2', decided: [`withdrew ${id}`] },
      ]),
    );
  });

  test('a withdrawal and the last approval in the same moment: never sent with one only', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    const ben = await desk.actor('U0BEN');
    await Promise.allSettled([approve(desk, 'U0LEA', id), desk.verbs.withdrawApproval(ben, id)]);
    const request = await desk.store.requests.get(id);
    expect(request?.approvals).toHaveLength(request?.state === 'claimed' ? 2 : 1);
  });
});

describe('rights and rules change while it waits', () => {
  test('an approver who loses the role before it is sent no longer counts', async () => {
    const desk = await open(ONE_LEAD);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    leads(desk, 'U0LEA');
    desk.work();
    expect((await desk.reaches(id, 'void')).outcome).toMatchObject({ code: 'approvals_lost' });
    expect(writes(desk)).toEqual([]);
  });

  test('the first of two approvers loses the role: the second is not enough, a third is', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA', 'U0MIA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    leads(desk, 'U0LEA', 'U0MIA');
    expect(await approve(desk, 'U0LEA', id)).toMatchObject({ state: 'pending' });
    expect(await approve(desk, 'U0MIA', id)).toMatchObject({ state: 'claimed' });
    desk.work();
    await desk.reaches(id, 'sent', 'completed');
  });

  test.each(['deactivated', 'guest'] as const)(
    'an approver who is %s by then no longer counts',
    async (membership) => {
      const desk = await open(ONE_LEAD);
      const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
      await approve(desk, 'U0BEN', id);
      desk.people.membership.set('U0BEN', membership);
      desk.work();
      await desk.reaches(id, 'void');
      expect(writes(desk)).toEqual([]);
    },
  );

  test('a lowered requirement does not free a request from the one it was asked under', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.policy = policyFrom(policyText(ONE_LEAD));
    expect(await approve(desk, 'U0BEN', id)).toMatchObject({ state: 'pending' });
    expect(await approve(desk, 'U0LEA', id)).toMatchObject({ state: 'claimed' });
  });

  test('a raised requirement is met by the present rules as well', async () => {
    const desk = await open(ONE_LEAD);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.policy = policyFrom(policyText(`${ONE_LEAD}\n${AN_ADMIN}`));
    expect(await approve(desk, 'U0BEN', id)).toMatchObject({ state: 'pending' });
    expect(await approve(desk, 'U0ROOT', id)).toMatchObject({ state: 'claimed' });
  });

  test('anyone who may not approve cannot be the press that ends it, even when nothing is missing any more', async () => {
    const desk = await open(ONE_LEAD);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    desk.policy = policyFrom(policyText(`${ONE_LEAD}\n${AN_ADMIN}`));
    await approve(desk, 'U0BEN', id);
    desk.policy = policyFrom(policyText(ONE_LEAD));
    await expect(approve(desk, 'U0VERA', id)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await approve(desk, 'U0LEA', id)).toMatchObject({ state: 'claimed' });
  });

  const losses: readonly (readonly [string, (desk: Desk) => void])[] = [
    [
      'a new rule refuses it',
      (desk: Desk) => {
        desk.policy = policyFrom(
          policyText(
            `${ONE_LEAD}\n  - { refuse: [agent], operations: [disable-lost-mode], because: not this week }`,
          ),
        );
      },
    ],
    ['the requester lost the role', (desk: Desk) => void desk.people.groups.get('S0AGENTS')?.delete('U0ANA')],
    ['the requester is deactivated', (desk: Desk) => void desk.people.membership.set('U0ANA', 'deactivated')],
  ];
  test.each(losses)(
    '%s: the next press finds it void, and the requester hears, or the approvers in place of one who left',
    async (_what, change) => {
      const desk = await open(ONE_LEAD);
      const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
      change(desk);
      await expect(approve(desk, 'U0BEN', id)).rejects.toMatchObject({
        code: 'changed',
        reason: expect.stringContaining('The request is no longer valid.'),
      });
      expect(await desk.store.requests.get(id)).toMatchObject({ state: 'void', approvals: [] });
      desk.work();
      const hears = () =>
        desk.people.membership.has('U0ANA')
          ? desk.announced.some((text) => text.startsWith('I can no longer reach ANA'))
          : desk.told.some(
              ({ to, notice, state }) => to === 'U0ANA' && notice === 'outcome' && state === 'void',
            );
      await expect.poll(hears).toBe(true);
      expect(writes(desk)).toEqual([]);
    },
  );

  test('while Slack cannot tell the roles nothing is decided and nothing is sent; later it goes on', async () => {
    const desk = await open(ONE_LEAD);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    const ben = await desk.actor('U0BEN');
    desk.people.down = true;
    await expect(desk.verbs.approveRequest(ben, id, null)).rejects.toMatchObject({ code: 'not-now' });
    desk.people.down = false;
    await approve(desk, 'U0BEN', id);
    desk.people.down = true;
    desk.work();
    await expect.poll(async () => (await desk.store.requests.get(id))?.attempt).toBeGreaterThan(0);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'claimed' });
    expect(writes(desk)).toEqual([]);
    desk.people.down = false;
    desk.forward(6_000);
    await desk.reaches(id, 'sent', 'completed');
    expect(writes(desk)).toHaveLength(1);
  });

  test('while our own records cannot tell what may be asked of Kandji nothing ends; later it goes on', async () => {
    const desk = await open(ONE_LEAD);
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    let gone = true;
    const lost = Object.assign(new Error('no connection'), { name: 'StoreError' });
    const unasked = {
      kind: 'outage',
      reason: 'unreachable',
      status: null,
      sentence: 'The budget for Kandji could not be read, so Kandji was not asked.',
      endpoint: 'GET /devices/{device_id}',
    } as const;
    desk.work({
      between: (ports) => ({
        ...ports,
        fleet: {
          ...ports.fleet,
          device: async (...read) => {
            if (gone) throw new MdmError(unasked, lost);
            return ports.fleet.device(...read);
          },
        },
      }),
    });
    await expect.poll(async () => (await desk.store.requests.get(id))?.attempt).toBeGreaterThan(0);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'claimed' });
    gone = false;
    desk.forward(6_000);
    await desk.reaches(id, 'sent', 'completed');
    expect(writes(desk)).toHaveLength(1);
  });

  test('anyone who has become a guest neither cancels nor takes an approval back', async () => {
    const desk = await open(TWO_LEADS);
    leads(desk, 'U0BEN', 'U0LEA');
    const { id } = await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF);
    await approve(desk, 'U0BEN', id);
    for (const userId of ['U0ANA', 'U0BEN']) desk.people.membership.set(userId, 'guest');
    const guest = { code: 'outsider', reason: expect.stringContaining('full members') };
    await expect(desk.verbs.cancelRequest(await desk.actor('U0ANA'), id)).rejects.toMatchObject(guest);
    await expect(desk.verbs.withdrawApproval(await desk.actor('U0BEN'), id)).rejects.toMatchObject(guest);
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'pending', version: 2 });
    const refused = await desk.store.audit.history({ requestId: id, limit: 2 });
    expect(refused.map(({ operations, result }) => [...operations, result])).toEqual([
      ['withdraw', 'outsider'],
      ['cancel', 'outsider'],
    ]);
  });
});

describe('a request that no one can approve', () => {
  const pending = async (rules: string) => {
    const desk = await open(rules);
    leads(desk, 'U0BEN');
    return { desk, request: await desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF) };
  };

  test('enough people can', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    expect(await desk.verbs.whyNoApprover(request)).toBeNull();
  });

  test('its group is empty or disabled: the presser hears that, and who can mend it', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    leads(desk);
    const nobody = {
      code: 'needs-admin',
      reason:
        'No one can approve this. The role approver has no active members. Ask ROOT (admin) to add people to the Slack group.',
    };
    await expect(approve(desk, 'U0BEN', request.id)).rejects.toMatchObject(nobody);
    const ben = await desk.actor('U0BEN');
    await expect(desk.verbs.openDecision(ben, request.id, 'deny')).rejects.toMatchObject(nobody);
    expect(await desk.verbs.whyNoApprover(request)).toBe(nobody.reason);
  });

  test('the only approver is the requester, or a guest, or two accounts of one human', async () => {
    const { desk, request } = await pending(TWO_LEADS);
    const few = expect.stringContaining('has too few active members for this request');
    leads(desk, 'U0ANA2', 'U0BEN');
    expect(await desk.verbs.whyNoApprover(request)).toEqual(few);
    leads(desk, 'U0BEN', 'U0BEN2');
    expect(await desk.verbs.whyNoApprover(request)).toEqual(few);
    leads(desk, 'U0BEN', 'U0RUI');
    expect(await desk.verbs.whyNoApprover(request)).toEqual(few);
    leads(desk, 'U0BEN', 'U0LEA');
    expect(await desk.verbs.whyNoApprover(request)).toBeNull();
  });

  test('an admin who requests is not told to ask themselves', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    leads(desk);
    const own = { ...request, requesterId: 'U0ROOT' };
    expect(await desk.verbs.whyNoApprover(own)).toBe(
      'No one can approve this. The role approver has no active members. People have to be added to the Slack group.',
    );
  });

  test('a role that lists people and no group is mended in the policy', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    const roles = { ...desk.policy?.roles, approver: ['U0ANA'] };
    if (desk.policy) desk.policy = { ...desk.policy, roles };
    expect(await desk.verbs.whyNoApprover(request)).toBe(
      'No one can approve this. The role approver has too few active members for this request. Ask ROOT (admin) to add people to the policy.',
    );
  });

  test('a policy without an approvals channel: who can mend it is said, and nothing is stored', async () => {
    const desk = await open(ONE_LEAD);
    if (desk.policy) desk.policy = { ...desk.policy, approvals: { ...desk.policy.approvals, channel: null } };
    await expect(desk.ask('U0ANA', NAMED.warehouseIpad, LOST_OFF)).rejects.toMatchObject({
      code: 'needs-admin',
      reason:
        'This needs approval, but the policy names no approvals channel. Nothing was sent. Ask ROOT (admin) to add one to the policy.',
    });
    expect(await desk.store.requests.list({ limit: 5 })).toEqual([]);
  });

  test('without a policy no one decides, and an admin has to mend the file', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    desk.policy = null;
    const broken = { code: 'needs-admin', reason: expect.stringContaining('policy file has to be fixed') };
    await expect(approve(desk, 'U0BEN', request.id)).rejects.toMatchObject(broken);
    const verdict = { ended: 'failed', reason: 'I looked', viewId: null } as const;
    const settled = desk.verbs.settleRequest(await desk.actor('U0BEN'), request.id, verdict);
    await expect(settled).rejects.toMatchObject(broken);
  });

  test('someone else could: anyone who is not among them hears that only', async () => {
    const { desk, request } = await pending(ONE_LEAD);
    await expect(approve(desk, 'U0VERA', request.id)).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
