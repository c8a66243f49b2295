import { describe, expect, test } from 'vitest';
import { type Kandji, NAMED } from '../../packages/kandji-simulator/src/index.ts';
import { asks, callsDuring, shows } from '../support/e2e/at-slack.ts';
import { ANA, HELP, MAX, startWorld, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, messageSaying, modalSaying } from '../support/e2e/steps.ts';

const MAC = 'C02ANA7RZQ05';
const NOORS = 'H4TX90QLM2';
const NOTES = '/devices/{device_id}/notes';

async function restart(world: World) {
  await world.slack.as(ANA).command(HELP, `/kandji restart ${MAC}`);
  await world.slack.as(ANA).submit(await modalSaying(world, ANA, 'No approval needed'));
  await world.slack.until(() => newest(world.kandji) === 'RestartDevice', 'the restart at Kandji');
}

const newest = ({ records, tenant }: Kandji) =>
  records.of(tenant.device(NAMED.anasMac)!).commands.at(-1)?.requestType;

/** The same from Kandji's console: nothing here follows it. */
const restartAtKandji = ({ kandji }: World) =>
  fetch(`${kandji.url}/api/v1/devices/${NAMED.anasMac}/action/restart`, {
    method: 'POST',
    headers: { authorization: `Bearer ${kandji.token}` },
  });

async function commands(world: World, words: string | RegExp, who = ANA) {
  await world.slack.as(who).command(HELP, `/kandji commands ${MAC}`);
  return modalSaying(world, who, words);
}

describe('commands', () => {
  test('a Mac that answers Not Now: what it waits for, and who requested it', async () => {
    const world = await startWorld();
    world.kandji.setDeviceBehaviour(NAMED.anasMac, 'not-now');
    await restart(world);
    world.clock.forward(60_000);
    const panel = await commands(world, "Not Now:* the Mac can't do it yet");
    expect(panel.words).toContain('1 not done yet');
    expect(panel.words).toMatch(/Sent, waiting for the device: restart \(You,/u);
    expect(panel.words.indexOf('Restart Device')).toBeLessThan(panel.words.indexOf('Device Information'));
    world.kandji.setDeviceBehaviour(NAMED.anasMac, 'obeys');
    world.clock.forward(60_000);
  });

  test('one that is offline says since when', async () => {
    const world = await startWorld();
    world.kandji.setDeviceBehaviour(NAMED.anasMac, 'offline');
    await restartAtKandji(world);
    world.clock.forward(3 * 86_400_000);
    const panel = await commands(world, 'Waiting for the Mac to be online');
    expect(panel.words).toMatch(/last MDM check-in was 3 days ago/u);
  });

  test('a failed one has Apple’s error in words', async () => {
    const world = await startWorld();
    world.kandji.setDeviceBehaviour(NAMED.anasMac, 'fails');
    await restartAtKandji(world);
    world.clock.forward(60_000);
    const panel = await commands(world, '1 failed');
    expect(panel.words).toMatch(/🔴 \*?Restart Device\*?\nFailed · .*\nThe request type is not valid\./u);
  });

  test('only Apple devices have them, and the token’s missing permission is named', async () => {
    const world = await startWorld();
    const pc = await asks(world, ANA, '5CG41702WN');
    expect(JSON.stringify(pc.blocks)).not.toContain('|commands|');
    await world.slack.as(ANA).command(HELP, '/kandji commands 5CG41702WN');
    await modalSaying(world, ANA, 'for Apple devices only');
    world.kandji.revokePermission(world.kandji.token, 'GET /devices/{device_id}/commands');
    world.clock.forward(60_000);
    await commands(world, 'Device commands');
  });
});

async function addNote(world: World, text: string) {
  const ana = world.slack.as(ANA);
  const panel = await shows(world, ANA, await asks(world, ANA, NOORS), 'Notes', /notes?/u);
  await ana.press(panel, 'note.add');
  const form = await modalSaying(world, ANA, 'Saved in Kandji with your name');
  await ana.fill(form, 'note', text);
  return form;
}

const written = (world: World) =>
  world.kandji.received({ template: NOTES }).filter(({ method }) => method === 'POST');

describe('notes', () => {
  test('are read as text, and one more carries the person’s name', async () => {
    const world = await startWorld();
    const form = await addNote(world, 'Screen cracked <left>, ticket *7*');
    await world.slack.as(ANA).submit(form);
    const panel = await modalSaying(world, ANA, 'Saved in Kandji');
    expect(panel.words).toContain('2 notes');
    expect(panel.words).toContain('Ana Ruiz via Slack: Screen cracked <left>, ticket *7*');
    expect(panel.words).toContain('Bring back to the IT desk & take the charger.');
    expect(panel.words).not.toMatch(/<p>|&amp;|<strong>/u);
    await world.slack.as(ANA).command(HELP, `/kandji history ${NOORS} all`);
    const history = await messageSaying(world, ANA, HELP, 'added a note');
    expect(history.words).not.toContain('cracked');
  });

  test('someone without the right neither sees nor costs a read of them', async () => {
    const world = await startWorld();
    const card = await asks(world, VERA, NOORS);
    expect(JSON.stringify(card.blocks)).not.toContain('|notes|');
    const calls = await callsDuring(world, async () => {
      await world.slack.as(VERA).command(HELP, `/kandji notes ${NOORS}`);
      await modalSaying(world, VERA, /permission/u);
    });
    expect(calls).not.toContain(`GET ${NOTES}`);
  });

  test('an upgrade gives them to no one', async () => {
    const world = await startWorld({
      policy: `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup, routine, disruptive, maintenance, see-location, read-history, see-requests] }
`,
    });
    await world.slack.as(ANA).command(HELP, `/kandji notes ${NOORS}`);
    await modalSaying(world, ANA, /permission/u);
    expect(world.kandji.received({ template: NOTES })).toEqual([]);
  });

  test('none is added while changes are frozen, and what was typed stays', async () => {
    const world = await startWorld();
    const form = await addNote(world, 'Screen cracked');
    const max = world.slack.as(MAX);
    await max.command(HELP, '/kandji freeze stolen account');
    await max.submit(await modalSaying(world, MAX, 'Stops everything'));
    await modalSaying(world, MAX, 'Frozen at');
    await world.slack.as(ANA).submit(form);
    const refused = await modalSaying(world, ANA, 'Changes are frozen');
    expect(JSON.stringify(refused.blocks)).toContain('Screen cracked');
    expect(written(world)).toEqual([]);
    const panel = await shows(world, ANA, await asks(world, ANA, NOORS), 'Notes', /1 note/u);
    expect(panel.words).not.toContain('Add a note');
  });

  test('Kandji says no: the form is back with what was typed, and works', async () => {
    const world = await startWorld();
    world.allow('refusals');
    const form = await addNote(world, 'Screen cracked');
    const fault = {
      kind: 'status',
      status: 400,
      message: 'Too long.',
      template: NOTES,
      method: 'POST',
    } as const;
    world.kandji.faults.add({ ...fault, times: 1 });
    await world.slack.as(ANA).submit(form);
    const again = await modalSaying(world, ANA, /Not saved\. Kandji.*Too long/u);
    await world.slack.as(ANA).submit(again);
    const panel = await modalSaying(world, ANA, 'Saved in Kandji');
    expect(panel.words).toContain('Screen cracked');
  });

  test('an answer that is lost is neither success nor failure, and nothing is sent twice', async () => {
    const world = await startWorld();
    world.allow('refusals');
    const form = await addNote(world, 'Screen cracked');
    world.kandji.faults.add({ kind: 'process-then-500', template: NOTES, method: 'POST', times: 1 });
    await world.slack.as(ANA).submit(form);
    const unknown = await modalSaying(world, ANA, "Don't know if the note was saved");
    expect(unknown.words).toContain('Screen cracked');
    await world.slack.as(ANA).press(unknown, 'panel.refresh');
    await modalSaying(world, ANA, 'Ana Ruiz via Slack: Screen cracked');
    expect(written(world)).toHaveLength(1);
  });

  const again = async (world: World): Promise<string> => {
    const submission = world.slack.traffic.findLast(
      (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
    );
    return (await world.slack.deliver.replay(submission ?? expect.fail())).body;
  };

  test.each([
    ['saved', null, 'Saved in Kandji', ''],
    [
      'rejected',
      { kind: 'status', status: 400, message: 'Too long.' } as const,
      'Not saved',
      'Screen cracked',
    ],
    ['lost', { kind: 'process-then-500' } as const, "Don't know if the note was saved", 'Screen cracked'],
  ])('delivered again, one that was %s says so once more', async (_how, fault, says, keeps) => {
    const world = await startWorld();
    world.allow('refusals');
    const form = await addNote(world, 'Screen cracked');
    if (fault) world.kandji.faults.add({ ...fault, template: NOTES, method: 'POST', times: 1 });
    await world.slack.as(ANA).submit(form);
    await modalSaying(world, ANA, says);
    expect(await again(world)).toContain('One moment');
    const seen = await modalSaying(world, ANA, says);
    expect(JSON.stringify(seen.blocks)).toContain(keeps);
    expect(written(world)).toHaveLength(1);
  });

  test('one that was saved says so where the notes cannot be read afterwards', async () => {
    const world = await startWorld();
    const form = await addNote(world, 'Screen cracked');
    world.kandji.faults.add({ kind: 'status', status: 503, template: NOTES, method: 'GET' });
    await world.slack.as(ANA).submit(form);
    const seen = await modalSaying(world, ANA, 'Saved in Kandji');
    expect(seen.words).toContain('503');
    expect(seen.buttons).toEqual(['Show notes']);
    expect(seen.submit).toBeUndefined();
  });

  test.each([
    ['saved', null, 'Saved in Kandji.', false],
    ['rejected', { kind: 'status', status: 400, message: 'Too long.' } as const, 'Not saved', true],
  ])(
    'one that was %s says so in a message where the window cannot be drawn',
    async (_how, fault, says, keeps) => {
      const world = await startWorld();
      world.allow('refusals');
      world.allow('errors');
      const form = await addNote(world, 'Screen cracked');
      if (fault) world.kandji.faults.add({ ...fault, template: NOTES, method: 'POST', times: 1 });
      world.slack.faults.fail('views.update', { error: 'internal_error' }, 20);
      await world.slack.as(ANA).submit(form);
      const message = await dmSaying(world, ANA, says);
      expect(message.words).not.toMatch(/went wrong|Try again/u);
      expect(message.words.includes('Screen cracked')).toBe(keeps);
    },
  );
});
