import { describe, expect, test } from 'vitest';
import { MANIFEST } from '../../playground/start.ts';
import { manifestFor } from '../../src/cli/manifest.ts';
import { answered, writes } from '../support/e2e/at-slack.ts';
import { ANA, DANA, HELP, startWorld, type World } from '../support/e2e/harness.ts';
import { modalSaying } from '../support/e2e/steps.ts';

/** Two names, so that one sees which of them is meant: what was typed, and what the environment says. */
const TYPED = '/iru';
const TOLD = '/kandji-staging';

const WITHOUT_REPORTS = `version: 1
roles: { agent: [S0AGENTS] }
rules:
  - { allow: [agent], operations: [lookup] }
`;

const renamed = (policy?: string) =>
  startWorld({
    ...(policy !== undefined && { policy }),
    manifest: manifestFor(MANIFEST, { url: null, command: TYPED })
      .replace('find_device', 'search_fleet')
      .replace('look_up_devices', 'devices_here'),
    env: { SLACK_COMMAND: TOLD },
  });

const types = (world: World, who: string, text: string) =>
  answered(world, who, HELP, () => world.slack.as(who).command(HELP, `${TYPED} ${text}`));

const OTHER_NAMES = /\/kandji(?!-staging)/;

describe('a command with another name', () => {
  test.each([
    ['', `${TYPED} help find`],
    ['help', `${TYPED} mine`],
    ['help find', `${TYPED} find user:dana`],
    ['find colour:red', `${TYPED} find key:value`],
    ['id:123', `${TYPED} find serial:123`],
    ['requests everywhere', `${TYPED} requests`],
    ['update', `${TYPED} update H4TX90QLM2`],
    ['remotedesktop H4TX90QLM2', `${TYPED} "remotedesktop H4TX90QLM2"`],
    ['libary ZZZZ0000ZZ', `${TYPED} library ZZZZ0000ZZ`],
    ['mine windows', `${TYPED} mine`],
    ['https://larkfield.kandji.io/library', `${TYPED} H4TX90QLM2`],
    ['LF', `${TYPED} find LF platform:`],
    ['H4TX90QLM2', "Noor's MacBook Air"],
  ])('%s is answered, and hints show the name that was typed', async (typed, words) => {
    const world = await renamed();
    const answer = await types(world, ANA, typed);
    expect(answer.words).toContain(words);
    expect(answer.words).not.toMatch(OTHER_NAMES);
    expect(answer.words).not.toContain(TOLD);
  });

  test('lost alone shows it where no report can be made', async () => {
    const world = await renamed(WITHOUT_REPORTS);
    const answer = await types(world, ANA, 'lost');
    expect(answer.words).toContain(`${TYPED} lost J9K2L7PQ4R`);
    expect(answer.words).not.toMatch(OTHER_NAMES);
  });

  test('a refusal shows it in its text, and offers a button in its place', async () => {
    const world = await renamed();
    const refused = await types(world, DANA, 'H4TX90QLM2');
    expect(refused.text).toContain(`${TYPED} mine`);
    expect(refused.buttons).toEqual(['My devices', 'Report a lost device']);
    expect(refused.words).not.toMatch(OTHER_NAMES);
    await world.slack.as(DANA).command(HELP, `${TYPED} apps H4TX90QLM2`);
    await modalSaying(world, DANA, 'My devices');
  });

  test('where no one typed it, SLACK_COMMAND is shown: in a conversation and on Home', async () => {
    const world = await renamed();
    const help = await writes(world, ANA, 'help');
    expect(help.words).toContain(`${TOLD} mine`);
    expect(help.words).not.toMatch(OTHER_NAMES);
    const ana = world.slack.as(ANA);
    await ana.openHome();
    const home = await world.slack.until(() => {
      const shown = ana.home();
      return shown?.words.includes(`${TOLD} mine`) ? shown : null;
    }, 'Home with the name of the command');
    expect(home.words).not.toMatch(OTHER_NAMES);
  });

  test.each([`${TYPED} H4TX90QLM2`, `${TOLD} H4TX90QLM2`, '/kandji H4TX90QLM2'])(
    'a whole line pasted into a conversation is understood: %s',
    async (line) => {
      const world = await renamed();
      expect((await writes(world, ANA, line)).words).toContain("Noor's MacBook Air");
    },
  );

  test('renamed shortcuts are answered', async () => {
    const world = await renamed();
    const ana = world.slack.as(ANA);
    await ana.shortcut('search_fleet');
    await modalSaying(world, ANA, 'Find a device');
    const message = await world.slack.as(DANA).say(HELP, 'H4TX90QLM2 is slow');
    await ana.messageShortcut('devices_here', message);
    await modalSaying(world, ANA, 'found. Open one');
  });
});
