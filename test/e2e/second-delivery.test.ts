import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SubmitResult } from '../../packages/slack-sandbox/src/person/types.ts';
import type { Ports } from '../../src/helpdesk/ports.ts';
import { approvalCard, askForLostModeOff, commandsAt, doneCard } from '../support/e2e/approve-steps.ts';
import { ANA, BEN, startWorld, type World } from '../support/e2e/harness.ts';
import { dmSaying, modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

/** The first commit of a decision waits for `go`; `began` says that it is about to. */
function heldCommit() {
  const began = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let isHeld = false;
  const between = (ports: Ports): Ports => {
    const { requests } = ports.store;
    const change: typeof requests.change = async (requestId, next) => {
      if (!isHeld && (await requests.get(requestId))?.state === 'pending') {
        isHeld = true;
        began.resolve();
        await go.promise;
      }
      return requests.change(requestId, next);
    };
    return { ...ports, store: { ...ports.store, requests: { ...requests, change } } };
  };
  return { between, began: began.promise, go: () => go.resolve() };
}

async function approving(world: World) {
  await askForLostModeOff(world);
  const ben = world.slack.as(BEN);
  await ben.press(await approvalCard(world), 'request.approve');
  const modal = await modalSaying(world, BEN, /last one|still needed/u);
  return { ben, modal };
}

/** Presses that were logged as failed. */
const failures = (world: World) => world.log.filter((line) => line.includes('interaction.failed'));

describe('an ack that does not arrive changes nothing about what was done', () => {
  test('over HTTP: Slack gave up, and the window is drawn again with what really happened', async () => {
    const commit = heldCommit();
    const world = await startWorld({ between: commit.between });
    world.allow('refusals');
    world.allow('errors');
    const { ben, modal } = await approving(world);
    const { error } = await ben.submit(modal);
    expect(error).toContain('trouble connecting');
    commit.go();
    const seen = await modalSaying(world, BEN, 'Approved.');
    expect(seen.words).not.toContain('Nothing was');
    await doneCard(world);
    expect(commandsAt(world)).toHaveLength(1);
    expect(failures(world)).toEqual([]);
  });

  test.each(['refreshed', 'cut'] as const)(
    'over a socket that is %s between the submission and its ack',
    async (how) => {
      const commit = heldCommit();
      const world = await startWorld({ way: 'socket', between: commit.between });
      world.allow('refusals');
      world.allow('errors');
      const { ben, modal } = await approving(world);
      const submitted: Promise<SubmitResult> = ben.submit(modal);
      await commit.began;
      const { opened } = world.slack.sockets;
      if (how === 'cut') world.slack.sockets.cut('waiting');
      else world.slack.sockets.disconnect('refresh_requested');
      const replaced = opened + (how === 'cut' ? 1 : 2);
      await world.slack.until(
        () => world.slack.sockets.opened === replaced && world.slack.sockets.open === 2,
        'the connections to be replaced',
      );
      commit.go();
      await submitted;
      const seen = await modalSaying(world, BEN, 'Approved.');
      expect(seen.title).toBe('Approved');
      await doneCard(world);
      expect(ben.topView()?.title).toBe('Approved');
      expect(commandsAt(world)).toHaveLength(1);
      expect(failures(world)).toEqual([]);
    },
  );
});

/** The last submission is delivered once more. */
async function again(world: World): Promise<string> {
  const submission = world.slack.traffic.findLast(
    (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
  );
  return (await world.slack.deliver.replay(submission ?? expect.fail())).body;
}

/** The file now refuses what was asked: anyone who is judged anew is refused. */
async function rulesChange(world: World): Promise<void> {
  const refusing = policyWith(
    'rules:',
    'rules:\n  - refuse: [agent]\n    operations: [disable-lost-mode]\n    because: Not any more.',
  );
  writeFileSync(world.policyFile, refusing);
  await world.slack.until(
    () => world.log.some((line) => /policy/.test(line) && /now in force|taken|changed|loaded/.test(line)),
    'the new policy',
  );
}

describe('a second delivery shows what the first one did', () => {
  test('of a request, also when the rules have changed since', async () => {
    const world = await startWorld();
    await askForLostModeOff(world);
    await rulesChange(world);
    const body = await again(world);
    expect(body).toContain('Approval requested');
    expect(body).not.toContain('Nothing was');
  });

  test('of an approval, also when the command has left since', async () => {
    const world = await startWorld();
    const { ben, modal } = await approving(world);
    await ben.submit(modal);
    await doneCard(world);
    await rulesChange(world);
    const body = await again(world);
    expect(body).toContain('Approved.');
    expect(body).not.toContain('Nothing was');
    expect(commandsAt(world)).toHaveLength(1);
  });

  test('of a denial', async () => {
    const world = await startWorld();
    await askForLostModeOff(world);
    const ben = world.slack.as(BEN);
    await ben.press(await approvalCard(world), 'request.deny');
    const modal = await modalSaying(world, BEN, 'Reason for denying');
    await ben.fill(modal, 'reason', 'Not today');
    await ben.submit(modal);
    await dmSaying(world, ANA, 'Not today');
    expect(await again(world)).toContain('*Denied* by Ben Okafor');
  });

  test('of a cancellation', async () => {
    const world = await startWorld();
    await askForLostModeOff(world);
    const ana = world.slack.as(ANA);
    const card = await modalSaying(world, ANA, '1 approval needed');
    await ana.press(card, 'request.cancel');
    const { updated } = await ana.submit(await modalSaying(world, ANA, 'To change a request'));
    expect(updated?.title).toBe('Canceled');
    expect(await again(world)).toContain('Canceled:');
  });
});
