import { existsSync } from 'node:fs';
import { OPERATION_NAMES, RIGHTS } from '../helpdesk/operation.ts';
import { denyNonMember } from '../helpdesk/policy/authorize.ts';
import { traitsOf } from '../helpdesk/policy/evaluate-change.ts';
import { explain, explanationLines } from '../helpdesk/policy/explain.ts';
import type { DeviceTraits, Policy, Question } from '../helpdesk/policy.ts';
import { createKandji } from '../kandji/index.ts';
import { checkReport, parsePolicy, readContent, summarizeProblems } from '../policy-file/index.ts';
import { fewCalls, type Settings, silent, slackClient, usersOf } from './clients.ts';
import { type Command, type CommandIo, type ParsedFlags, UsageError } from './command.ts';

const ASKABLE = [...RIGHTS, ...OPERATION_NAMES];

export const policyExplain: Command = {
  name: 'policy explain',
  takes: '--user U… --operation set-blueprint --device SERIAL',
  about:
    'Says what the policy answers, and what each rule has to do with it. With --roles and --platform it calls neither Slack nor Kandji.',
  flags: {
    user: { type: 'string', about: 'a Slack user id; roles are read from Slack' },
    roles: { type: 'string', about: 'instead of --user: roles, separated by commas' },
    operation: { type: 'string', about: `one of ${ASKABLE.join(', ')}` },
    device: { type: 'string', about: 'a serial number; the device is read from Kandji' },
    platform: {
      type: 'string',
      about: 'instead of --device: Mac, iPhone, iPad, AppleTV, Windows or Android',
    },
    blueprint: { type: 'string', about: 'instead of --device: name of the blueprint that it is on' },
    tags: { type: 'string', about: 'instead of --device: its tags, separated by commas' },
    'target-blueprint': { type: 'string', about: 'for set-blueprint: name of the blueprint to move to' },
    touches: { type: 'string', about: 'for edit-tags: tags that are added or removed, separated by commas' },
  },
  async run(outside, given) {
    const operation = operationOf(given.text('operation'));
    const policy = policyOf(outside);
    const who = await rolesOf(outside, given, policy);
    if (who.refusal !== null) {
      await outside.write(`Refused. ${who.refusal}\n`);
      return 0;
    }
    const device = await traitsFromFlags(outside, given, operation);
    const target = given.text('target-blueprint');
    const touches = given.text('touches');
    const answer = explain(policy, {
      roles: who.roles,
      operation,
      device,
      ...(target !== null && { targetBlueprint: { id: target, name: target } }),
      ...(touches !== null && { tagsTouched: listOf(touches) }),
    });
    const lines = explanationLines(answer);
    await outside.write(`${[`Roles: ${who.roles.join(', ') || 'none'}.`, ...lines].join('\n')}\n`);
    return 0;
  },
};

function operationOf(typed: string | null): Question['operation'] {
  const found = ASKABLE.find((name) => name === typed);
  if (!found) throw new UsageError(`--operation is one of ${ASKABLE.join(', ')}.`);
  return found;
}

function policyOf(outside: CommandIo): Policy {
  const file = outside.place().policyFile;
  const content = readContent(file);
  if (content.text === null) throw new Error(content.trouble);
  const parsed = parsePolicy(content.text, file);
  if (!parsed.ok) throw new Error(summarizeProblems(file, parsed.problems));
  return parsed.policy;
}

interface Who {
  readonly roles: readonly string[];
  /** Why this person may do nothing, whatever the file says. */
  readonly refusal: string | null;
}

async function rolesOf(outside: CommandIo, given: ParsedFlags, policy: Policy): Promise<Who> {
  const user = given.text('user');
  const typed = given.text('roles');
  if ((user === null) === (typed === null)) throw new UsageError('Give either --user or --roles.');
  if (user !== null) return findUserById(outside.settings(), policy, user);
  const roles = listOf(typed ?? '');
  const strange = roles.find((role) => role !== 'everyone' && !Object.hasOwn(policy.roles, role));
  if (strange !== undefined) throw new UsageError(`The policy has no role “${strange}”.`);
  return { roles: [...new Set([...roles, 'everyone'])], refusal: null };
}

async function traitsFromFlags(
  outside: CommandIo,
  given: ParsedFlags,
  operation: Question['operation'],
): Promise<Question['device']> {
  const serial = given.text('device');
  const [platform, blueprint, tags] = ['platform', 'blueprint', 'tags'].map((flag) => given.text(flag));
  const described = [platform, blueprint, tags].some((one) => one !== null);
  if (serial !== null && described) throw new UsageError('Give either --device, or what is known about it.');
  if (serial !== null) return findDeviceBySerial(outside.settings(), serial);
  if (!described && RIGHTS.some((right) => right === operation)) return null;
  return {
    platform: platform ?? null,
    blueprintId: null,
    blueprintName: blueprint ?? null,
    tags: tags == null ? null : listOf(tags),
  };
}

const listOf = (typed: string): readonly string[] =>
  typed
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export const policyCheck: Command = {
  name: 'policy check',
  takes: '[FILE]',
  about:
    'Reads a policy file and says what is wrong with it, or what it says. Without FILE: the one in POLICY_FILE.',
  flags: {},
  words: { least: 0, most: 1 },
  async run(outside, { words: [typed] }) {
    const file = typed ?? outside.place().policyFile;
    const content = readContent(file);
    if (content.text === null) {
      const next = existsSync(file) ? '' : ' “npm start -- setup” makes a first policy.';
      await outside.write(`${content.trouble}${next}\n`);
      return 1;
    }
    const parsed = parsePolicy(content.text, file);
    await outside.write(`${checkReport(parsed)}\n`);
    return parsed.ok ? 0 : 1;
  },
};

/** A person's roles as Slack's groups give them now. @throws Error with a sentence when Slack doesn't say */
async function findUserById(
  settings: Settings,
  policy: Policy,
  userId: string,
): Promise<{ readonly roles: readonly string[]; readonly refusal: string | null }> {
  const client = slackClient(settings);
  const { team_id: teamId = '' } = await client.auth.test();
  const actor = await usersOf(client, policy, teamId).actor(userId, 'decide');
  if (actor.membership === 'unknown') throw new Error(`Slack has no user ${userId}.`);
  return { roles: actor.roles, refusal: denyNonMember(actor) };
}

/** What a rule may be about of the device with exactly this serial. @throws Error with a sentence when there is none */
async function findDeviceBySerial(settings: Settings, serial: string): Promise<DeviceTraits> {
  const { fleet } = createKandji({ ...settings.kandji, budget: fewCalls, log: silent });
  const { value } = await fleet.list({ serial });
  const found = value.devices.find((device) => device.serialNumber.toLowerCase() === serial.toLowerCase());
  if (!found) throw new Error(`Kandji has no device with the serial ${serial}.`);
  return traitsOf(found);
}
