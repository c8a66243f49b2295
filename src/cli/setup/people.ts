import type { WebClient } from '@slack/web-api';
import { about, type CheckResult } from '../../ops/check-result.ts';
import { APPROVALS_CHANNEL, CASES_CHANNEL, checkChannel } from '../../ops/policy-channels.ts';
import { slackError } from '../../slack/lasting-error.ts';
import { membershipOf } from '../../slack/membership.ts';
import { AGAIN, type Choice, type Prompter, type Question } from './prompter.ts';

/** A member of a role: a Slack user group or a person. Also a channel. */
export interface Member {
  readonly id: string;
  readonly name: string;
}

/** Slack as the bot token sees it. */
export interface Workspace {
  readonly client: WebClient;
  readonly teamId: string;
  /** The workspace's name. */
  readonly company: string;
  /** What the app is called there, for /invite. */
  readonly botName: string;
}

/** Who may hold a role: every active user group, then every full member. */
export async function roleCandidates({ client, teamId }: Workspace): Promise<readonly Candidate[]> {
  const [groups, people] = await Promise.all([userGroups(client), fullMembers(client, teamId)]);
  return [...groups, ...people];
}

interface Candidate extends Member {
  readonly hint: string;
  /** What an answers file may call it beside its id. */
  readonly aliases: readonly string[];
}

/** User groups are part of Slack's paid plans; without them there are people. */
async function userGroups(client: WebClient): Promise<readonly Candidate[]> {
  try {
    const { usergroups = [] } = await client.usergroups.list({
      include_count: true,
      include_disabled: false,
    });
    return usergroups.flatMap(({ id, handle = '', name = '', user_count, date_delete }) =>
      id === undefined || date_delete
        ? []
        : [
            {
              id,
              name: `@${handle}`,
              hint: `${name}, ${people(Number(user_count ?? 0))}`,
              aliases: [`@${handle}`, handle],
            },
          ],
    );
  } catch (error) {
    if (['paid_teams_only', 'plan_upgrade_required'].includes(slackError(error) ?? '')) return [];
    throw error;
  }
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

const PAGE = 500;
/** Beyond this a company has user groups, or writes ids into the policy file. */
const MOST_PAGES = 10;

async function fullMembers(client: WebClient, teamId: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  let cursor = '';
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await client.users.list({ limit: PAGE, ...(cursor && { cursor }) });
    for (const user of page.members ?? []) {
      if (user.id === undefined || membershipOf(user, teamId) !== 'member') continue;
      const { id, name = '', profile } = user;
      const email = profile?.email ?? '';
      found.push({
        id,
        name: profile?.real_name || name,
        hint: email || name,
        aliases: [email, `@${name}`],
      });
    }
    cursor = page.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return found.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Lets groups or people be chosen for a role. */
export async function chooseMembers(
  prompter: Prompter,
  candidates: readonly Candidate[],
  { key, message }: { readonly key: 'agents' | 'approvers' | 'admins'; readonly message: string },
): Promise<readonly Member[]> {
  // In the label, because a hint shows for one line only, and two people may have one name.
  const choices = candidates.map(({ id, name, hint }) => ({ value: id, label: `${name} · ${hint}` }));
  for (let problem: string | null = null; ; ) {
    const picked = await prompter.chooseMany({ key, message, problem }, choices);
    const found = picked.map((typed) => candidateFor(candidates, typed));
    const unknown = picked.filter((_, index) => found[index] === null);
    if (unknown.length === 0) return found.flatMap((one) => (one === null ? [] : [one]));
    problem = `Slack has no active user group or full member “${unknown.join('”, “')}”. Use an id, a group's @handle or an email address.`;
    prompter.say([about('Roles').bad(problem, 'Choose again.')]);
  }
}

const candidateFor = (candidates: readonly Candidate[], typed: string): Candidate | null =>
  candidates.find(({ id }) => id === typed) ??
  candidates.find(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === typed.toLowerCase())) ??
  null;

const { bad } = about('Channel');

/** Where requests for approval are posted. */
export const chooseApprovalsChannel = (prompter: Prompter, workspace: Workspace): Promise<Member> =>
  choosePrivateChannel<never>(
    prompter,
    workspace,
    { key: 'approvals_channel', message: 'Where are requests for approval posted?' },
    [],
  );

const NONE = 'none';

/** @param approvals proposed for these, too. @returns `null`: lost devices are not reported here */
export async function chooseCasesChannel(
  prompter: Prompter,
  workspace: Workspace,
  approvals: Member,
): Promise<Member | null> {
  const chosen = await choosePrivateChannel<typeof NONE>(
    prompter,
    workspace,
    {
      key: 'cases_channel',
      message: 'Where are lost and stolen devices reported?',
      unattended: approvals.id,
    },
    [{ value: NONE, label: 'Nowhere', hint: 'no one can report a lost device in Slack' }],
  );
  return chosen === NONE ? null : chosen;
}

/** Lets a private channel be chosen that the app is in, or one of `others`. */
async function choosePrivateChannel<Other extends string>(
  prompter: Prompter,
  { client, teamId, botName }: Workspace,
  question: Question & { readonly key: keyof typeof USES },
  others: readonly (Choice & { readonly value: Other })[],
): Promise<Member | Other> {
  for (let problem: string | null = null; ; ) {
    const channels = await listChannels('users.conversations', client);
    const choices: readonly Choice[] = [
      ...channels.map(({ id, name }) => ({ value: id, label: name })),
      { value: AGAIN, label: `Look again, after typing /invite @${botName} in a private channel` },
      ...others,
    ];
    const picked = await prompter.choose({ ...question, problem }, choices);
    if (picked === AGAIN) continue;
    const other = others.find(({ value }) => value === picked);
    if (other) return other.value;
    const named = channelNamed(channels, picked);
    const findings = await checked(client, named?.id ?? picked, teamId, question.key);
    prompter.say(findings);
    const wrong = findings.filter(({ mark }) => mark !== 'ok');
    if (named && wrong.length === 0) return named;
    problem =
      wrong.map(({ text, fix }) => `${text} ${fix ?? ''}`.trim()).join(' ') || 'it is not a private channel.';
  }
}

const channelNamed = (channels: readonly Channel[], typed: string): Channel | null =>
  channels.find(({ id, name }) => [id, name, name.slice(1)].includes(typed)) ?? null;

/** Lets a public channel be chosen, which everybody can open. @returns `null`: an admin is named instead */
export async function chooseHelpChannel(
  prompter: Prompter,
  { client }: Pick<Workspace, 'client'>,
): Promise<Member | null> {
  const all = (await listChannels('conversations.list', client)).filter(({ isShared }) => !isShared);
  const isLikely = ({ name }: Member) => /help|support/iu.test(name);
  const channels = [...all.filter(isLikely), ...all.filter((one) => !isLikely(one))];
  const choices: readonly Choice[] = [
    { value: NONE, label: 'No channel', hint: 'an admin is named instead' },
    ...channels.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const question = {
    key: 'help_channel',
    message: 'Where do people without a role ask for help?',
    unattended: NONE,
  } as const;
  for (let problem: string | null = null; ; ) {
    const picked = await prompter.choose({ ...question, problem }, choices);
    if (picked === NONE) return null;
    const named = channelNamed(channels, picked);
    if (named) return named;
    problem = `Slack has no public channel called ${picked}. Use its name or its id.`;
    prompter.say([bad(problem, 'Choose again.')]);
  }
}

const USES = { approvals_channel: APPROVALS_CHANNEL, cases_channel: CASES_CHANNEL } as const;

/** What is wrong with a channel that an answers file names. */
async function checked(
  client: WebClient,
  typed: string,
  teamId: string,
  key: keyof typeof USES,
): Promise<readonly CheckResult[]> {
  const isId = /^[CG][A-Z0-9]+$/.test(typed);
  const id = isId ? typed : channelNamed(await listChannels('conversations.list', client), typed)?.id;
  if (id !== undefined) return checkChannel(client, id, teamId, USES[key]);
  return [
    bad(
      `the app is in no private channel called ${typed}.`,
      'Create it and type “/invite @Kandji helpdesk” there.',
    ),
  ];
}

const TYPES = { 'users.conversations': 'private_channel', 'conversations.list': 'public_channel' } as const;

interface Channel extends Member {
  /** With another company. */
  readonly isShared: boolean;
}

/** The private channels that the app is in, or the public channels of the workspace. */
async function listChannels(method: keyof typeof TYPES, client: WebClient): Promise<readonly Channel[]> {
  const found: Channel[] = [];
  let cursor = '';
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const wanted = { types: TYPES[method], exclude_archived: true, limit: PAGE, ...(cursor && { cursor }) };
    const page =
      method === 'users.conversations'
        ? await client.users.conversations(wanted)
        : await client.conversations.list(wanted);
    for (const { id, name, is_ext_shared: isShared = false } of page.channels ?? [])
      if (id) found.push({ id, name: `#${name ?? id}`, isShared });
    cursor = page.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return found.toSorted((one, other) => one.name.localeCompare(other.name));
}
