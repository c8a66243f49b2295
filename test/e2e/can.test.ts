import { describe, expect, test } from 'vitest';
import { asks, callsDuring } from '../support/e2e/at-slack.ts';
import { ANA, BEN, DANA, HELP, MAX, startWorld, VERA } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

describe('who may do an operation, without a device', () => {
  test('is told by name and count, and the person who asks does not count as an approver', async () => {
    const world = await startWorld();
    const calls = await callsDuring(world, async () => {
      const { words } = await asks(world, ANA, 'can disable-lost-mode');
      expect(words).toContain('✅ You can, with 1 approval (one approver or admin)*: turn off Lost Mode.');
      expect(words).toMatch(/\*Can request it\* · \d (?:person|people): .*Ana Ruiz/u);
      expect(words).toMatch(
        /\*Can approve it\* \(one approver or admin\) · \d (?:person|people): .*Ben Okafor/u,
      );
      const own = (await asks(world, BEN, 'can disable-lost-mode')).words;
      expect(/\*Can approve it\*[^\n]*/u.exec(own)?.[0]).not.toContain('Ben Okafor');
      expect((await asks(world, ANA, 'can set-blueprint')).words).toContain(
        '*On some devices* also one admin',
      );
      const viewer = (await asks(world, VERA, 'can set-blueprint')).words;
      expect(viewer).toContain("⛔ You can't*: move a device to another blueprint.");
    });
    expect(calls).toEqual([]);
  });

  test('nor with one: names who may and who approves, and no rule of the file', async () => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, 'can disable-lost-mode J9K2L7PQ4R');
    expect(words).toMatch(/\*Can request it\* · \d (?:person|people): .*Ana Ruiz/u);
    expect(words).toMatch(
      /\*Can approve it\* \(one approver or admin\) · \d (?:person|people): .*Ben Okafor/u,
    );
    expect(words).not.toMatch(/rule \d|line \d/u);
    const refused = (await asks(world, ANA, 'can set-blueprint DY3LOBBYTV01')).words;
    expect(refused).toContain('Apple TVs are moved by facilities.');
    expect(refused).toMatch(/\*Can request it\* · \d (?:person|people): .*Ben Okafor/u);
    expect(/\*Can request it\*[^\n]*/u.exec(refused)?.[0]).not.toContain('Ana Ruiz');
  });

  test('of very many, names ten and says that there are more', async () => {
    const world = await startWorld();
    const { users, usergroups } = world.slack.world;
    const [ben, agents] = [users.get(BEN) ?? expect.fail(), usergroups.get('S0AGENTS')];
    const everyone = users as Map<string, typeof ben>;
    for (let n = 1; n <= 11; n += 1) {
      const id = `U0MANY${n}`;
      everyone.set(id, { ...ben, id, name: `many${n}`, realName: `Agent ${n}`, email: '' });
      agents?.users.push(id);
    }
    const { words } = await asks(world, ANA, 'can disable-lost-mode');
    expect(words).toMatch(/\*Can request it\* · more than 10 people: /u);
  });

  test('names no one to an employee who may look up no one’s device', async () => {
    const world = await startWorld();
    const { words } = await asks(world, DANA, 'can set-blueprint');
    expect(words).toContain("You don't have permission to");
    expect(words).not.toContain('Can request it');
  });
});

describe('an answer to "can"', () => {
  test('that is no names who can help, as the refusal itself does', async () => {
    const world = await startWorld();
    for (const typed of ['can lock', 'can lock H4TX90QLM2', 'can export'])
      expect((await asks(world, ANA, typed)).words, typed).toMatch(
        /You can't[\s\S]*Ask .*U0ROOT.*\(admin\)/u,
      );
    expect((await asks(world, DANA, 'can lock F2LDN0IPHN')).words).toMatch(/You can't[\s\S]*Ask in /u);
    expect((await asks(world, ANA, 'can restart')).words).not.toContain('Ask ');
  });

  test('says that no one can approve it for this person, and who can mend that', async () => {
    const onlyMax = policyWith('approvals: 1, from: [approver, admin]', 'approvals: 1, from: [admin]');
    const world = await startWorld({ policy: onlyMax });
    for (const typed of ['can disable-lost-mode', 'can disable-lost-mode J9K2L7PQ4R']) {
      const { words } = await asks(world, MAX, typed);
      expect(words, typed).toMatch(
        /^\*⛔ You can't right now\*[^\n]*\nNo one can approve this\. The role admin [^\n]*People have to be added to the policy\./u,
      );
      expect(words, typed).not.toMatch(/✅|Approvers have/u);
      expect((await asks(world, ANA, typed)).words, typed).toMatch(/^\*✅ You can, with 1 approval/u);
    }
  });

  test('says of a right who has it: no one requests a look-up', async () => {
    const world = await startWorld();
    const { words } = await asks(world, ANA, 'can lookup');
    expect(words).toMatch(/\*Allowed\* · \d people/u);
    expect(words).not.toContain('request');
  });

  test('says that changes are frozen, to who could make the change', async () => {
    const world = await startWorld();
    await world.slack.as(MAX).command(HELP, '/kandji freeze Possible stolen account');
    await world.slack.as(MAX).submit(await modalSaying(world, MAX, 'Stops everything'));
    await modalSaying(world, MAX, 'Frozen at');
    for (const typed of ['can restart', 'can restart H4TX90QLM2'])
      expect((await asks(world, ANA, typed)).words, typed).toMatch(
        /^⛔ \*Changes are frozen\*[\s\S]*You can\*/u,
      );
    for (const [who, typed] of [
      [ANA, 'can lookup'],
      [VERA, 'can restart'],
    ] as const)
      expect((await asks(world, who, typed)).words, typed).not.toContain('frozen');
  });

  test('shows a device that the action exists for, and says what was checked', async () => {
    const world = await startWorld();
    for (const [name, device] of [
      ['enable-lost-mode', 'J9K2L7PQ4R'],
      ['restart', 'H4TX90QLM2'],
    ]) {
      const { words } = await asks(world, ANA, `can ${name}`);
      expect(words).toContain(`/kandji can ${name} ${device}`);
      expect(words).toContain('This checks permissions only');
    }
    expect((await asks(world, ANA, 'can update')).words).toMatch(
      /^I don't know the operation `update`\. `help can`/u,
    );
  });
});
