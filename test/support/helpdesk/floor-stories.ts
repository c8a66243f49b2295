import { describe, expect, test } from 'vitest';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import { startFreeze } from '../../../src/helpdesk/limits/freeze.ts';
import { type Desk, openDesk, policyFrom } from './harness.ts';

const POLICY = `version: 1
roles: { agent: [S0AGENTS, U0VERA], approver: [S0LEADS], admin: [U0ROOT, U0DANA] }
approvals: { channel: C0APPROVALS }
rules:
  - { allow: [agent, approver], operations: [lookup, severe, irreversible] }
  - { require: { approvals: 1, from: [approver, admin] }, operations: [irreversible] }
  - { allow: [approver, admin], operations: [release] }
`;
const ERASE = [{ operation: 'erase', params: {} }] as const;
const MAC = NAMED.anasMac;

const erased = ({ kandji }: Desk) =>
  kandji.received().filter(({ path }) => path.endsWith('/action/erase')).length;
const approve = async (desk: Desk, who: string, id: string) =>
  desk.verbs.approveRequest(await desk.actor(who), id, null);

/** Who counts for what cannot be undone. `databaseUrl`: of a new database each time; `null` for the embedded store. */
export function floorStories(databaseUrl: () => Promise<string | null>): void {
  const desk = async (policy = POLICY, working = true) => {
    const url = await databaseUrl();
    return openDesk({ policy, working, ...(url !== null && { databaseUrl: url }) });
  };

  describe('who approves what cannot be undone', () => {
    test('someone who was added to the group less than 24 hours ago does not count, and hears when they will', async () => {
      const world = await desk();
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      world.people.groups.get('S0LEADS')?.add('U0THIEF');
      world.people.fresh.add('U0THIEF');
      await expect(
        world.verbs.openDecision(await world.actor('U0THIEF'), id, 'approve'),
      ).rejects.toMatchObject({
        code: 'not-allowed',
        reason: expect.stringContaining('24 hours after you were added'),
      });
      await expect(approve(world, 'U0THIEF', id)).rejects.toMatchObject({ code: 'not-allowed' });
      expect(erased(world)).toBe(0);
      world.people.fresh.delete('U0THIEF');
      await approve(world, 'U0THIEF', id);
      await world.reaches(id, 'sent', 'completed');
    });

    test('someone whom the policy names by user id counts at once', async () => {
      const world = await desk();
      world.people.fresh.add('U0ROOT');
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await approve(world, 'U0ROOT', id);
      await world.reaches(id, 'sent', 'completed');
    });

    test('a group that is emptied and refilled has no one who counts, and says so to the requester', async () => {
      const world = await desk(POLICY.replace('from: [approver, admin]', 'from: [approver]'));
      for (const who of ['U0BEN', 'U0LEA']) world.people.fresh.add(who);
      const request = await world.ask('U0ANA', MAC, ERASE);
      expect(await world.verbs.whyNoApprover(request)).toMatch(
        /^No one can approve this\. The role approver has too few members who have been in the Slack group for 24 hours\. Ask .*(?:ROOT|DANA)/u,
      );
      for (const who of ['U0BEN', 'U0LEA'])
        await expect(approve(world, who, request.id)).rejects.toMatchObject({ code: 'not-allowed' });
      expect(erased(world)).toBe(0);
    });

    test('everyone names no approver, also beside a role that does', async () => {
      const world = await desk(POLICY.replace('from: [approver, admin]', 'from: [approver, everyone]'));
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await expect(approve(world, 'U0SAM', id)).rejects.toMatchObject({ code: 'not-allowed' });
      await approve(world, 'U0BEN', id);
      await world.reaches(id, 'sent', 'completed');
    });

    test('a second account of the requester is the requester, however the policy learns of it', async () => {
      const world = await desk(POLICY, false);
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await approve(world, 'U0BEN', id);
      world.policy = policyFrom(`${POLICY}people: [[U0ANA, U0BEN]]\n`);
      world.work();
      expect(await world.reaches(id, 'void')).toMatchObject({ outcome: { code: 'approvals_lost' } });
      await expect(
        world.ask('U0ANA', NAMED.bensMac, ERASE).then((other) => approve(world, 'U0BEN', other.id)),
      ).rejects.toMatchObject({ code: 'own-request' });
      expect(erased(world)).toBe(0);
    });

    test('a second account of the requester in the organization (Enterprise Grid) does not count, also once it has approved', async () => {
      const world = await desk(POLICY, false);
      world.people.twins.set('U0BEN', 'U0ANA');
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await expect(approve(world, 'U0BEN', id)).rejects.toMatchObject({ code: 'own-request' });
      world.people.twins.clear();
      await approve(world, 'U0BEN', id);
      world.people.twins.set('U0BEN', 'U0ANA');
      world.work();
      expect(await world.reaches(id, 'void')).toMatchObject({ outcome: { code: 'approvals_lost' } });
      expect(erased(world)).toBe(0);
    });

    test('an approver who leaves and comes back between Approve and sending no longer counts', async () => {
      const world = await desk(POLICY, false);
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await approve(world, 'U0BEN', id);
      world.people.fresh.add('U0BEN');
      world.work();
      expect(await world.reaches(id, 'void')).toMatchObject({ outcome: { code: 'approvals_lost' } });
      expect(erased(world)).toBe(0);
    });

    test('what can be undone is approved by a new member as ever', async () => {
      const rule = '  - { require: { approvals: 1, from: [approver] }, operations: [clear-passcode] }\n';
      const world = await desk(POLICY + rule);
      world.people.fresh.add('U0BEN');
      const { id } = await world.ask('U0ANA', NAMED.danasIphone, [
        { operation: 'clear-passcode', params: {} },
      ]);
      await approve(world, 'U0BEN', id);
      await world.reaches(id, 'sent', 'completed');
    });

    test('a policy that stops naming an approver while it waits ends it', async () => {
      const world = await desk(POLICY, false);
      const { id } = await world.ask('U0ANA', MAC, ERASE);
      await approve(world, 'U0BEN', id);
      world.policy = policyFrom(POLICY.replace(/^ {2}- \{ require.*\n/mu, ''));
      world.work();
      expect(await world.reaches(id, 'void')).toMatchObject({ outcome: { code: 'not_allowed' } });
      expect(erased(world)).toBe(0);
    });
  });

  describe('who releases and unfreezes', () => {
    test('not someone who was added less than 24 hours ago', async () => {
      const world = await desk(
        `${POLICY}safety_limits: { irreversible: [{ per_person: 1, total: 1, within: 60m }] }\n`,
      );
      for (const mac of [MAC, NAMED.bensMac]) {
        const { id } = await world.ask('U0ANA', mac, ERASE);
        await approve(world, 'U0BEN', id);
        await world.reaches(id, 'sent', 'completed', 'held');
      }
      const [held] = await world.store.requests.list({ states: ['held'], limit: 5 });
      const release = async (who: string) =>
        world.verbs.releaseRequest(await world.actor(who), held?.id ?? '', {
          reason: 'ok',
          viewId: `V-${who}`,
        });
      world.people.fresh.add('U0LEA');
      await expect(release('U0LEA')).rejects.toMatchObject({
        code: 'not-allowed',
        reason: expect.stringContaining('24 hours'),
      });
      await release('U0DANA');
      await world.reaches(held?.id ?? '', 'sent', 'completed');
      expect(erased(world)).toBe(2);
    });

    test('an unfreeze is neither asked nor approved by a new member', async () => {
      const world = await desk();
      await startFreeze(world, { userId: 'U0ROOT', name: 'Max Weber', reason: 'drill' });
      world.people.fresh.add('U0LEA');
      const asked = { reason: 'Drill over', viewId: null };
      await expect(world.verbs.askUnfreeze(await world.actor('U0LEA'), asked)).rejects.toMatchObject({
        code: 'not-allowed',
      });
      const { id } = await world.verbs.askUnfreeze(await world.actor('U0BEN'), asked);
      const yes = { state: 'approved', reason: '', viewId: null } as const;
      await expect(world.verbs.decideUnfreeze(await world.actor('U0LEA'), id, yes)).rejects.toMatchObject({
        code: 'not-allowed',
      });
      await world.verbs.decideUnfreeze(await world.actor('U0ROOT'), id, yes);
      expect(await world.store.controls.freeze()).toBeNull();
    });
  });

  test('an agent has at most ten unfinished requests to lock or erase, and room again when one is canceled', async () => {
    const world = await desk(POLICY, false);
    const macs = world.kandji.tenant.devices.filter(
      ({ platform, removed, erased: gone, bare }) => platform === 'Mac' && !removed && !gone && !bare,
    );
    const ids: string[] = [];
    for (const { id } of macs.slice(0, 10)) ids.push((await world.ask('U0ANA', id, ERASE)).id);
    const [eleventh] = macs.slice(10);
    const more = () => world.ask('U0ANA', eleventh?.id ?? '', [{ operation: 'lock', params: {} }]);
    await expect(more()).rejects.toMatchObject({
      code: 'not-possible',
      reason: expect.stringContaining('10 requests'),
    });
    await world
      .ask('U0VERA', eleventh?.id ?? '', ERASE)
      .then(({ id }) => world.actor('U0VERA').then((vera) => world.verbs.cancelRequest(vera, id)));
    await world.verbs.cancelRequest(await world.actor('U0ANA'), ids[0] ?? '');
    await more();
  });
}
