import { kandjiAddress, PERMISSIONS } from '../../kandji/index.ts';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { ask, deadEnd, type KandjiAccess } from '../../ops/kandji-access.ts';
import { COMMAND_NAME_RULE, DEFAULT_COMMAND, isCommandName } from '../../slack/commands/command-name.ts';
import { type Settings, slackClient } from '../clients.ts';
import { checkSlackToken, checkTransport } from '../doctor/slack-token.ts';
import { manifestFor } from '../manifest.ts';
import { checkBoxes } from './boxes.ts';
import type { Workspace } from './people.ts';
import { AGAIN, type Prompter, SetupStopped } from './prompter.ts';
import { askUntilGood, type Setup } from './setting.ts';

const slack = about('Slack');
const kandji = about('Kandji');

/** Creates the Slack app and takes its tokens. */
export async function slackStep(setup: Setup): Promise<Workspace> {
  const { prompter, known } = setup;
  const transport = await transportStep(setup);
  const apiUrl = known('SLACK_API_URL') ?? 'https://slack.com/api/';
  const settingsWith = (way: Settings['slack']['way'], botToken = ''): Pick<Settings, 'slack'> => ({
    slack: { botToken, apiUrl, way },
  });
  prompter.step('2 of 5 · Slack tokens', TOKEN_HELP[transport]);
  const workspace = await askUntilGood(
    setup,
    { variable: 'SLACK_BOT_TOKEN', key: 'slack_bot_token', message: 'Bot User OAuth Token (xoxb-…)' },
    async (botToken) => {
      const client = slackClient(settingsWith({ kind: 'http', signingSecret: '' }, botToken));
      const { self, findings } = await checkSlackToken({ client });
      return { findings, good: self && isFine(findings) ? { client, ...self } : null };
    },
  );
  if (transport === 'socket')
    await askUntilGood(
      setup,
      { variable: 'SLACK_APP_TOKEN', key: 'slack_app_token', message: 'App-Level Token (xapp-…)' },
      async (appToken) => {
        const findings = await checkTransport({ settings: settingsWith({ kind: 'socket', appToken }) });
        return { findings, good: isFine(findings) || null };
      },
    );
  else
    await askUntilGood(
      setup,
      { variable: 'SLACK_SIGNING_SECRET', key: 'slack_signing_secret', message: 'Signing Secret' },
      async (signingSecret) => {
        const findings = await checkTransport({ settings: settingsWith({ kind: 'http', signingSecret }) });
        const isRight = findings.every(({ mark }) => mark === 'ok');
        return isRight ? { findings, good: true } : { findings: findings.map(asBad), good: null };
      },
    );
  return workspace;
}

const TOKEN_HELP = {
  socket: [
    'Bot token: your app › OAuth & Permissions › Bot User OAuth Token.',
    'App token: your app › Basic Information › App-Level Tokens › Generate, with the scope connections:write.',
  ],
  http: [
    'Bot token: your app › OAuth & Permissions › Bot User OAuth Token.',
    'Signing secret: your app › Basic Information › App Credentials › Signing Secret.',
  ],
} as const;

/** How Slack reaches the app; without a bot token yet, also the link that creates it. */
async function transportStep({ prompter, known, outside }: Setup): Promise<'socket' | 'http'> {
  const isSocket = known('SLACK_APP_TOKEN') !== null;
  const isHttp = known('SLACK_SIGNING_SECRET') !== null;
  if (known('SLACK_BOT_TOKEN') !== null && isSocket !== isHttp) return isSocket ? 'socket' : 'http';
  prompter.step('1 of 5 · The Slack app');
  const transport = await prompter.choose(
    { key: 'transport', message: 'How does Slack reach this app?', unattended: 'socket' },
    [
      { value: 'socket', label: 'Socket Mode', hint: 'no public address needed' },
      { value: 'http', label: 'HTTP', hint: 'needs a public https address' },
    ],
  );
  const command = known('SLACK_COMMAND') ?? DEFAULT_COMMAND;
  if (!isCommandName(command))
    throw new SetupStopped(`SLACK_COMMAND is not a command name. ${COMMAND_NAME_RULE}`);
  for (let problem: string | null = null; known('SLACK_BOT_TOKEN') === null; ) {
    const url =
      transport === 'http'
        ? await prompter.text({
            key: 'public_url',
            message: 'Public https address of this app',
            problem,
          })
        : null;
    try {
      prompter.step('1 of 5 · Create the app in Slack', [
        'Open this link, choose your workspace and press Create. Then press Install App.',
        createAppLink(manifestFor(outside.manifest(), { url, command })),
        'If the link does not open: npm start --silent -- manifest prints the manifest to paste there.',
      ]);
      break;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      prompter.say([slack.bad(problem, 'Type it again.')]);
    }
  }
  return transport === 'http' ? 'http' : 'socket';
}

/**
 * The page on which Slack creates this app, filled in (Slack docs, sharing manifests). About 2,300 characters.
 * @param manifest YAML
 */
const createAppLink = (manifest: string): string =>
  `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(manifest.trimEnd())}`;

/** Takes Kandji's address and token, and tries every box that can be tried. */
export async function kandjiStep(setup: Setup): Promise<void> {
  const { prompter } = setup;
  const labels = (needed: 'read' | 'change') =>
    PERMISSIONS.filter((row) => row.needed === needed)
      .map(({ label, endpoint, published }) => (published ? label : `${label} (${endpoint})`))
      .join(', ');
  prompter.step('3 of 5 · The Kandji token', [
    'In Kandji: Settings › Access › Add Token. Tick these permissions:',
    `To look up: ${labels('read')}.`,
    `To change devices and show keys, only what your policy allows someone to do: ${labels('change')}.`,
    'Leave every other one unticked. docs/install.md has the same list as a table.',
  ]);
  const apiUrl = await askUntilGood(
    setup,
    {
      variable: 'KANDJI_API_URL',
      key: 'kandji_api_url',
      message: 'API URL, such as https://acme.api.kandji.io',
      isOpen: true,
    },
    async (typed) => {
      const address = kandjiAddress(typed);
      if (!address.ok) return { findings: [kandji.bad(`${address.problem}.`, 'Copy it again.')], good: null };
      // A tenant that exists refuses this token; nothing secret is sent before that.
      const answer = await ask({ apiUrl: address.url, token: 'none' }, '/devices?limit=1');
      const dead = answer.status === 401 ? null : deadEnd(answer);
      return dead
        ? { findings: [dead], good: null }
        : { findings: [kandji.ok(`${address.url.host} answers.`)], good: address.url };
    },
  );
  const access = await askUntilGood<KandjiAccess>(
    setup,
    { variable: 'KANDJI_API_TOKEN', key: 'kandji_api_token', message: 'API token' },
    async (token) => {
      const dead = deadEnd(await ask({ apiUrl, token }, '/devices?limit=1'));
      return dead
        ? { findings: [dead], good: null }
        : { findings: [kandji.ok('the token works.')], good: { apiUrl, token } };
    },
  );
  await permissionsStep(prompter, access);
}

async function permissionsStep(prompter: Prompter, access: KandjiAccess): Promise<void> {
  for (;;) {
    const findings = await checkBoxes(access);
    prompter.say(findings);
    if (isFine(findings)) return;
    const next = await prompter.choose(
      {
        key: 'missing_permissions',
        message: 'Some permissions are missing. What now?',
        unattended: 'continue',
      },
      [
        { value: AGAIN, label: 'Check again', hint: 'after ticking them in Kandji' },
        { value: 'continue', label: 'Continue without them', hint: 'what needs them will say so' },
        { value: 'stop', label: 'Stop here' },
      ],
    );
    if (next === 'continue') return;
    if (next === 'stop') throw new SetupStopped('The Kandji token lacks permissions (see above).');
  }
}

const isFine = (findings: readonly CheckResult[]): boolean => findings.every(({ mark }) => mark !== 'bad');

const asBad = ({ text, fix = 'Copy it again.' }: CheckResult): CheckResult => slack.bad(text, fix);
