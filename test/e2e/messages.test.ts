import { describe, expect, test } from 'vitest';
import { EXAMPLE_POLICY } from '../../playground/start.ts';
import { asks, shows } from '../support/e2e/at-slack.ts';
import { worldWithIndex } from '../support/e2e/fleet-steps.ts';
import { ANA, HELP, MAX, VERA, type World } from '../support/e2e/harness.ts';
import { dmSaying, modalSaying } from '../support/e2e/steps.ts';
import { policyWith } from '../support/policy-file/policy-with.ts';

const NOOR = 'U0NOOR';

/** Presses *Message people* on the report and sends what the preview shows. */
async function messages(world: World, typed = 'report not-seen 7') {
  // Not everyone who has a device is in Slack: `users_not_found`.
  world.allow('refusals');
  const max = world.slack.as(MAX);
  const card = await asks(world, MAX, typed);
  await max.press(card, 'message.open');
  const preview = await modalSaying(world, MAX, 'gets:');
  await max.submit(preview);
  await modalSaying(
    world,
    MAX,
    /\*Messaging \d+ (?:people|person)\.\* The report counts|\*Messaging 1 person\.\*$/mu,
  );
  return preview;
}

/** Asks for the report until it says so: messages are posted one by one. */
async function reportSaying(world: World, words: string | RegExp): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { words: said } = await asks(world, MAX, 'report not-seen 7');
    if (typeof words === 'string' ? said.includes(words) : words.test(said)) return said;
  }
  throw new Error(`no report that says ${words}`);
}

describe('messages to the people of a report', () => {
  test('a preview, one message each, and the answers on the report', async () => {
    const world = await worldWithIndex();
    const preview = await messages(world);
    expect(preview.words).toMatch(/hasn't seen .* online for a while/);
    expect(preview.words).toMatch(/Left out: .*without an assigned person or email/);
    expect(preview.submit).toMatch(/^Send to \d+$/);
    expect(preview.words).toContain('As of');
    const said = await dmSaying(world, NOOR, "IT hasn't seen Noor's MacBook Air online for a while");
    expect(said.words).toContain('Hi Noor Halim');
    expect(said.words).toContain('From Max Weber (IT)');
    expect(said.buttons).toEqual(['Done', "I don't have it", 'I lost it']);
    const noor = world.slack.as(NOOR);
    await noor.press(said, 'message.done');
    const answered = await dmSaying(world, NOOR, 'Answered:');
    expect(answered.words).toMatch(/Answered:\* Done\nIT can see your answer\./u);
    await reportSaying(world, /Messaged \d+ (?:person|people), .*\(Max Weber\): 1 done/);
    await dmSaying(world, MAX, /1 of \d+ (?:person|people) answered: devices not seen for 7 days/u);
    await noor.press(await dmSaying(world, NOOR, 'Answered:'), 'message.not-mine');
    await dmSaying(world, NOOR, "Answered:* I don't have it");
    expect(await reportSaying(world, "1 don't have it")).not.toContain('1 done');
    const news = await dmSaying(world, MAX, "Don't have it: Noor Halim");
    const dms = world.slack.as(MAX).dm();
    expect(
      dms.filter(({ words }) => words.includes('answered:')),
      'one message, edited',
    ).toHaveLength(1);
    await world.slack.as(MAX).press(news, 'digest.open');
    await dmSaying(world, MAX, 'As of');
    await dmSaying(world, MAX, "Don't have it: Noor Halim");
  });

  test('a text of several lines keeps them, and its link can be pressed beside a line that looks formatted', async () => {
    const text =
      '|\n    Hi {person},\n\n    1. find {device}\n    2. read https://it.example/help\n    *Thanks*, IT';
    const policy = EXAMPLE_POLICY.replace(/^ {2}not-seen: .*$/mu, `  not-seen: ${text}`);
    expect(policy).not.toBe(EXAMPLE_POLICY);
    const world = await worldWithIndex({ policy });
    const preview = await messages(world);
    const said = await dmSaying(world, NOOR, 'Thanks');
    for (const { words, blocks } of [preview, said]) {
      expect(words).toMatch(/1\. find .+\n2\. read/u);
      expect(words).toContain('*Thanks*, IT');
      const linked = JSON.stringify(blocks).match(/"type":"(\w+)","text":"[^"]*it\.example/u);
      expect(linked?.[1]).toBe('mrkdwn');
    }
    expect(said.text, 'what a phone shows').toContain('Hi Noor Halim,\n1. find');
    await world.slack.as(NOOR).press(said, 'message.done');
    expect((await dmSaying(world, NOOR, 'Answered:')).words).toMatch(/MacBook Air\n2\. read/u);
  });

  test('the history says who was asked about what, and the answer, without an id', async () => {
    const world = await worldWithIndex();
    await messages(world);
    const said = await dmSaying(world, NOOR, "hasn't seen");
    await world.slack.as(NOOR).press(said, 'message.not-mine');
    await dmSaying(world, NOOR, 'Answered:');
    const { words } = await asks(world, MAX, 'history all');
    expect(words).toMatch(
      /Max Weber messaged people about devices not seen for 7 days → \d+ (?:people|person)/u,
    );
    expect(words).toContain("Noor Halim answered the message about Noor's MacBook Air → I don't have it");
    expect(words).not.toMatch(/not-mine|message-user|answer-message|report:/u);
    const ofDevice = await asks(world, MAX, 'history H4TX90QLM2 all');
    expect(ofDevice.words).toMatch(/Max Weber messaged Noor Halim about Noor's MacBook Air$/mu);
  });

  test('I lost it opens the report of a lost device', async () => {
    const world = await worldWithIndex();
    await messages(world);
    const said = await dmSaying(world, NOOR, "hasn't seen");
    await world.slack.as(NOOR).press(said, 'message.lost');
    const form = await modalSaying(world, NOOR, "Macs don't have Lost Mode. IT decides whether to lock it.");
    expect(form.title).toBe('Report a lost device');
    expect(JSON.stringify(form.blocks)).toMatch(/"initial_option":.{0,60}Noor's MacBook Air/u);
    await reportSaying(world, '1 lost it');
    await dmSaying(world, MAX, '🔴 Lost it: Noor Halim');
    const answered = await dmSaying(world, NOOR, 'Answered:* I lost it\nReport it');
    expect(answered.buttons).toEqual(['Report a lost device', 'Done', "I don't have it"]);
  });

  test.each([
    ['without cases', EXAMPLE_POLICY.replace(/^cases:\n(?: +.*\n)+/mu, ''), /Ask in <#C0HELP> to report it/u],
    [
      'for who may not report',
      EXAMPLE_POLICY.replace('[lookup-own, report-own-lost]', '[lookup-own]'),
      /Ask in <#C0HELP> or call .* to report it/u,
    ],
  ])('I lost it says where to ask %s, and opens nothing', async (_name, policy, ask) => {
    expect(policy).not.toBe(EXAMPLE_POLICY);
    const world = await worldWithIndex({ policy });
    await messages(world);
    const said = await dmSaying(world, NOOR, "hasn't seen");
    await world.slack.as(NOOR).press(said, 'message.lost');
    const answered = await dmSaying(world, NOOR, 'IT can see your answer.');
    expect(answered.words).toMatch(ask);
    expect(answered.buttons).toEqual(['Done', "I don't have it"]);
    expect(world.slack.as(NOOR).topView()).toBeUndefined();
    await dmSaying(world, MAX, '🔴 Lost it: Noor Halim');
  });

  test('not twice within a day; another number is another report', async () => {
    const world = await worldWithIndex();
    await messages(world);
    const max = world.slack.as(MAX);
    await max.press(await asks(world, MAX, 'report not-seen 8'), 'message.open');
    const other = await modalSaying(world, MAX, 'not seen for 8 days');
    expect(other.words).toContain('Noor');
    await max.close(other);
    await max.press(await asks(world, MAX, 'report not-seen 7'), 'message.open');
    const again = await modalSaying(world, MAX, /messaged in the last day/u);
    // People who could not be reached may be tried again.
    expect(again.words).not.toContain('Noor');
  });

  test('delivered again, the form says that it was sent, also while frozen', async () => {
    const world = await worldWithIndex();
    await messages(world);
    const submission = world.slack.traffic.findLast(
      (entry) => entry.kind === 'delivery' && entry.type === 'view_submission',
    );
    const max = world.slack.as(MAX);
    await max.command(HELP, '/kandji freeze stolen account');
    await max.submit(await modalSaying(world, MAX, 'Stops everything'));
    await modalSaying(world, MAX, 'Frozen at');
    const { body } = await world.slack.deliver.replay(submission ?? expect.fail());
    expect(body).toContain('Sent already');
    expect(body).not.toContain('Nothing was');
  });

  test('a later send hides no answer to the one before, and says nothing of 0 people', async () => {
    const world = await worldWithIndex();
    await messages(world);
    const said = await dmSaying(world, NOOR, "hasn't seen");
    await world.slack.as(NOOR).press(said, 'message.lost');
    await reportSaying(world, /Messaged (?!.*not sent yet).*1 lost it/u);
    const preview = await messages(world);
    expect(preview.words).not.toContain('Noor');
    const news = await dmSaying(world, MAX, 'No messages sent: devices not seen for 7 days');
    expect(news.words).toMatch(/No messages sent, .*\(Max Weber\): \d+ not reachable in Slack/u);
    await reportSaying(world, /Messaged \d+ (?:person|people) since .*\(Max Weber\): 1 lost it · /u);
  });

  test('the answers of others are for who may see every device', async () => {
    const world = await worldWithIndex({
      policy: policyWith(
        'rules:',
        'rules:\n  - { allow: [viewer], operations: [report] }\n  - { refuse: [viewer], operations: [lookup], devices: { platforms: [Mac] }, because: Not yours. }',
      ),
    });
    await messages(world);
    await reportSaying(world, /Messaged \d+ (?:person|people)/);
    expect((await asks(world, VERA, 'report not-seen')).words).not.toMatch(/Messaged|Max Weber/u);
  });

  test('the person of one device, from its card', async () => {
    const world = await worldWithIndex();
    const card = await asks(world, MAX, 'H4TX90QLM2');
    const preview = await shows(world, MAX, card, 'Message the user…', 'Noor Halim gets:');
    expect(preview.submit).toBe('Send to 1');
    await world.slack.as(MAX).submit(preview);
    const said = await dmSaying(world, NOOR, 'please have a look at Noor');
    expect((await asks(world, MAX, 'H4TX90QLM2')).words).toMatch(/Message to Noor Halim, .*no answer/u);
    await world.slack.as(NOOR).press(said, 'message.lost');
    const news = await dmSaying(world, MAX, '🔴 *Noor Halim* answered: I lost it');
    expect(news.words).toContain("Noor's MacBook Air");
    expect(news.words).toMatch(/\nYour message, /u);
    expect(news.words).not.toContain('1 lost it');
    expect(news.buttons).toEqual(['Open device']);
    expect((await asks(world, MAX, 'H4TX90QLM2')).words).toMatch(
      /Message to Noor Halim, .*\(Max Weber\) · answered: I lost it/u,
    );
    expect((await asks(world, ANA, 'H4TX90QLM2')).words, 'who may not send one').not.toContain('Message to');
  });

  test('where the colleagues are in Slack, most are reached, and who left is not', async () => {
    const world = await worldWithIndex({ colleagues: true });
    await messages(world);
    const said = await reportSaying(world, /Messaged (?!.*not sent yet)/u);
    const [, reached] = /Messaged (\d+) people/u.exec(said) ?? [];
    expect(Number(reached)).toBeGreaterThan(10);
    expect(said).toMatch(/[1-9]\d* not reachable in Slack/u);
  });

  test('only a full member with exactly that address gets one', async () => {
    const world = await worldWithIndex();
    world.slack.world.changeUser(NOOR, { isRestricted: true });
    await messages(world);
    await reportSaying(world, /Messaged (?!.*not sent yet).*not reachable in Slack/);
    expect(world.slack.as(NOOR).dm()).toEqual([]);
  });

  test('an agent is not offered it, and who presses what they were not offered is refused', async () => {
    const world = await worldWithIndex();
    expect((await asks(world, ANA, 'report not-seen 7')).buttons).not.toContain('Message people');
    expect((await asks(world, MAX, 'report by-model')).buttons).not.toContain('Message people');
    expect((await asks(world, ANA, 'can message-user')).words).toContain("You can't");
  });
});
