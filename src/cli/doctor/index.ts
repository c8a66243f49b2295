import { about, type CheckResult, checkResultLine, guarded } from '../../ops/check-result.ts';
import { checkPolicyChannels } from '../../ops/policy-channels.ts';
import { checkGroups, checkPeople } from '../../ops/policy-names.ts';
import { slackClient, usersOf } from '../clients.ts';
import type { Command, CommandIo } from '../command.ts';
import { checkClock } from './clock.ts';
import type { DoctorContext, SlackCheckContext } from './context.ts';
import { checkDatabase, checkEnvFile } from './host.ts';
import { checkKandjiReads } from './kandji.ts';
import { kandjiChanges } from './kandji-changes.ts';
import { checkKeyBoxes } from './kandji-keys.ts';
import { checkPolicyFile } from './policy-file.ts';
import { checkApprovers, checkCaseReaders, checkReleasers } from './slack.ts';
import { checkSlackToken, checkTransport } from './slack-token.ts';

type Check = Promise<readonly CheckResult[]>;

/** Looks at everything the helpdesk needs, and changes nothing. Findings come in the order of the installation. */
async function examine(world: DoctorContext): Promise<readonly CheckResult[]> {
  const { settings, mistakes, place, now, hide } = world;
  const { policy, findings: ofPolicy } = place
    ? checkPolicyFile(place.policyFile)
    : { policy: null, findings: [] };
  const slack = settings && { settings, policy, client: slackClient(settings) };
  const nameOf = slack ? usersOf(slack.client, policy, '').nameOf : async () => null;
  const found = await Promise.all([
    mistakes.map((sentence) => about('Settings').bad(sentence, 'Correct it in the environment.')),
    checkEnvFile('.env'),
    slack ? guarded('Slack', () => checkSlack(slack)) : [],
    settings ? guarded('Kandji', () => checkKandjiReads(settings.kandji, policy)) : [],
    settings && policy ? kandjiChanges(policy) : [],
    settings && policy ? guarded('Kandji', () => checkKeyBoxes(settings.kandji, policy)) : [],
    settings
      ? guarded('Clock', () => checkClock('Slack', new URL('api.test', settings.slack.apiUrl), now))
      : [],
    settings
      ? guarded('Clock', () => checkClock('Kandji', new URL('/api/v1', settings.kandji.apiUrl), now))
      : [],
    ofPolicy,
    place
      ? guarded('Database', () =>
          checkDatabase(place, hide, policy, settings?.kandji.apiUrl.host ?? null, nameOf),
        )
      : [],
  ]);
  return found.flat();
}

/** The rest of Slack is worth asking only with a token that works. */
async function checkSlack(world: SlackCheckContext): Check {
  const { self, findings } = await checkSlackToken(world);
  if (!self) return [...findings, ...(await guarded('Slack', () => checkTransport(world)))];
  const { client, policy } = world;
  const users = usersOf(client, policy, self.teamId);
  const more = await Promise.all([
    guarded('Slack', () => checkTransport(world)),
    guarded('Groups', () => checkGroups(client, policy)),
    guarded('People', () => checkPeople(users, policy)),
    guarded('Channels', () => checkPolicyChannels(world, self.teamId)),
    guarded('Approvers', () => checkApprovers(world, self.teamId)),
    guarded('Approvers', () => checkReleasers(users, policy)),
    guarded('Case channel', () => checkCaseReaders(world, self.teamId)),
  ]);
  return [...findings, ...more.flat()];
}

export const doctor: Command = {
  name: 'doctor',
  takes: '[--json]',
  about: 'Checks tokens, permissions, groups, people, channels, the clock and the database. Changes nothing.',
  flags: { json: { type: 'boolean', about: 'as one JSON object, for machines' } },
  async run(outside, given) {
    const findings = await examine(worldOf(outside));
    const bad = findings.filter(({ mark }) => mark === 'bad').length;
    const look = findings.filter(({ mark }) => mark === 'look').length;
    const summary =
      bad > 0 ? `${bad} ✗ to fix, ${look} ! to check.` : `Nothing is broken; ${look} ! to check.`;
    const lines = [...findings.map(checkResultLine), '', summary];
    await outside.write(
      given.is('json') ? `${JSON.stringify({ ok: bad === 0, findings })}\n` : `${lines.join('\n')}\n`,
    );
    return bad > 0 ? 1 : 0;
  },
};

/** Mistakes in the environment are findings like others, so that the rest is still looked at. */
function worldOf(outside: CommandIo): DoctorContext {
  const mistakes: string[] = [];
  const unless = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      const { problems, message } = error as { problems?: readonly string[]; message: string };
      mistakes.push(...(problems ?? [message]));
      return null;
    }
  };
  const settings = unless(outside.settings);
  const place = unless(outside.place);
  return { settings, place, mistakes: [...new Set(mistakes)], now: outside.now, hide: outside.hide };
}
