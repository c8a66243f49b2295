import { existsSync } from 'node:fs';
import { about } from '../../ops/check-result.ts';
import { lintPolicy, parsePolicy, problemText } from '../../policy-file/index.ts';
import { checkFolder, existingFile, replaceFile, setAside } from './files.ts';
import {
  chooseApprovalsChannel,
  chooseCasesChannel,
  chooseHelpChannel,
  chooseMembers,
  type Member,
  roleCandidates,
  type Workspace,
} from './people.ts';
import type { Prompter, Question } from './prompter.ts';
import type { Setup } from './setting.ts';

const policy = about('Policy');

/** Who may do what: asks, and writes the policy file. */
export async function policyStep({ prompter, known }: Setup, workspace: Workspace): Promise<void> {
  const path = known('POLICY_FILE') ?? './policy.yml';
  prompter.step('4 of 5 · Who may do what', [
    'A role is given to Slack user groups and to people. Change it later in the policy file.',
  ]);
  if (existsSync(path)) {
    const question = {
      key: 'existing_policy',
      message: `There is a file ${path}.`,
      unattended: 'keep',
    } as const;
    if ((await prompter.choose(question, existingFile(path))) === 'keep') return;
  }
  checkFolder(path);
  const text = policyText(await askPolicy(prompter, workspace));
  const parsed = parsePolicy(text, path);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problemText(path, problem)).join('\n'));
  if (existsSync(path)) setAside(path);
  replaceFile(path, text, 0o644);
  prompter.say([
    policy.ok(`${path} is written.`),
    ...lintPolicy(parsed.policy).map((warning) => policy.look(warning)),
  ]);
}

async function askPolicy(prompter: Prompter, workspace: Workspace): Promise<PolicyAnswers> {
  const candidates = await roleCandidates(workspace);
  const choose = (key: 'agents' | 'approvers' | 'admins', message: string) =>
    chooseMembers(prompter, candidates, { key, message });
  const agents = await choose('agents', 'Agents: who looks up devices and changes them?');
  const approvers = await choose('approvers', 'Approvers: who approves risky changes?');
  const admins = await choose('admins', 'Admins: who can do both, and is named when someone needs help?');
  const channel = await chooseApprovalsChannel(prompter, workspace);
  const casesChannel = await chooseCasesChannel(prompter, workspace, channel);
  const phone = await askText(
    prompter,
    { key: 'lost_mode_phone', message: 'Which phone number do lost devices show, and do people call?' },
    tooLong,
  );
  const hours =
    casesChannel === null || phone === ''
      ? ''
      : await askText(
          prompter,
          {
            key: 'cases_hours',
            message: 'Helpdesk hours, such as 08:00–18:00? Outside of them, people are asked to call.',
          },
          tooLong,
        );
  const signOutPage =
    casesChannel === null
      ? ''
      : await askText(
          prompter,
          {
            key: 'sign_out_page',
            message: 'Page where IT signs someone out of all accounts (https://…)? Cases link to it.',
          },
          (typed) =>
            typed === '' || URL.parse(typed)?.protocol === 'https:'
              ? null
              : 'This is not a whole address that begins with https://.',
        );
  return {
    ...{ agents, approvers, admins, channel, phone },
    company: workspace.company,
    cases: casesChannel && { channel: casesChannel, hours, signOutPage },
    helpChannel: await chooseHelpChannel(prompter, workspace),
  };
}

/** As much as a lost device shows of a phone number, and the app of both. */
const MOST_LETTERS = 60;

const tooLong = (typed: string): string | null =>
  [...typed].length > MOST_LETTERS ? `This is too long: ${MOST_LETTERS} characters at most.` : null;

/** What may be left out. @param check what is wrong with it, as a sentence */
async function askText(
  prompter: Prompter,
  question: Question,
  check: (typed: string) => string | null,
): Promise<string> {
  for (let problem: string | null = null; ; ) {
    const typed = (await prompter.text({ ...question, problem, unattended: '' })).trim();
    problem = check(typed);
    if (problem === null) return typed;
    prompter.say([policy.bad(problem, 'Type it again.')]);
  }
}

interface PolicyAnswers {
  readonly agents: readonly Member[];
  readonly approvers: readonly Member[];
  readonly admins: readonly Member[];
  readonly channel: Member;
  /** The company's name, for the message of a lost device. */
  readonly company: string;
  /** `''`: no number is shown on a lost device. */
  readonly phone: string;
  /** Lost and stolen devices; `null`: none can be reported. */
  readonly cases: {
    readonly channel: Member;
    /** When the helpdesk is there; `''`: not said. */
    readonly hours: string;
    /** Where someone is signed out of their accounts; `''`: no such page. */
    readonly signOutPage: string;
  } | null;
  /** Where people without a role ask; `null`: the admins are named. */
  readonly helpChannel: Member | null;
}

/** A first policy, commented, which `policy check` passes without a warning. @returns YAML */
function policyText(answers: PolicyAnswers): string {
  const { agents, approvers, admins, channel, company, phone, cases } = answers;
  const lost = `This device belongs to ${company} and is lost. Please ${phone === '' ? 'return it' : 'call this number'}.`;
  return `# Who may do what with the fleet. Written by “npm start -- setup”; edit it as you like.
# Check a change before you save it:   npm start -- policy check
# Ask what it would answer:            npm start -- policy explain
# The app picks up a changed file without a restart. policy.example.yml explains every key,
# docs/policy-cookbook.md has recipes.

version: 1

# Who holds which role: Slack user group ids (S…) and user ids (U… or W…).
roles:
  agent:
${members(agents)}
  approver:
${members(approvers)}
  admin:
${members(admins)}

# Where requests for approval are posted, how long they wait, and when approvers are reminded.
approvals:
  channel: ${channel.id} # ${comment(channel.name)}
  expires_after: 4h
  remind_after: [30m, 2h]

rules:
  # Every full member of this workspace sees the devices that are assigned to them${cases ? ', and can report one as lost or stolen' : ''}.
  - allow: [everyone]
    operations: [lookup-own${cases ? ', report-own-lost' : ''}]

  # The helpdesk finds any device and changes it.
  - allow: [agent, approver, admin]
    operations: [lookup, routine, disruptive, maintenance, see-location, see-notes, read-history, see-requests,
                 ${cases ? 'take-case, ' : ''}freeze, report, watch]

  # Anyone above can freeze all changes at once. Ending that takes two of these. They may also message the people of a report.
  - allow: [approver, admin]
    operations: [release, message-user]

  # Admins get lists as CSV files, in a direct message.
  - allow: [admin]
    operations: [export]

  # Locking, clearing a passcode, erasing, deleting a device record, and showing keys and PINs are allowed to no one until you add
  # a rule: policy.example.yml has them.

  # These need the approval of one more person. Turning Lost Mode on is urgent and can be undone, so it needs none.
  - require: { approvals: 1, from: [approver, admin] }
    operations: [set-blueprint, disable-lost-mode, cancel-lost-mode]

# What the Lost Mode form starts with.
lost_mode:
  message: ${JSON.stringify(lost)}
  phone: ${JSON.stringify(phone)}
  footnote: ""

# What people are written about their devices; in place of "text", another one by the name of a report.
messages:
  text: "Hi {person}, please have a look at {device}: IT needs your help."
  not-seen: "Hi {person}, IT hasn't seen {device} online for a while. Please power on and connect to the internet."

${casesText(answers)}

${helpText(answers.helpChannel)}

# Write a note on the Kandji record after each change, with the names and the request's id.
notes: true
`;
}

function casesText({ agents, phone, cases }: PolicyAnswers): string {
  if (cases === null)
    return `# Lost and stolen devices can't be reported. policy.example.yml has this part: add it, then report-own-lost and take-case above.
# cases: { channel: C0CASES }`;
  const { channel, hours, signOutPage } = cases;
  return `# Where lost and stolen devices are reported, who is mentioned there, which number people call outside of these hours, what cases
# link to, and who confirms that a device was found.
cases:
  channel: ${channel.id} # ${comment(channel.name)}
  notify: [${agents.map(({ id }) => id).join(', ')}]
  phone: ${JSON.stringify(phone)}
  ${hours === '' ? '# hours: "08:00–18:00"' : `hours: ${JSON.stringify(hours)}`}
  ${signOutPage === '' ? '# links: { Sign out accounts: "https://sso.example.com/sign-out" }' : `links: { Sign out accounts: ${JSON.stringify(signOutPage)} }`}
  confirm_found: [agent, approver, admin]`;
}

const helpText = (channel: Member | null): string =>
  channel === null
    ? `# Where people without a role ask for help. Without it an admin is named.
# help_channel: C0HELP`
    : `# Where people without a role ask for help: named when they try a change, and in their App Home.
help_channel: ${channel.id} # ${comment(channel.name)}`;

const members = (them: readonly Member[]): string =>
  them.map(({ id, name }) => `    - ${id} # ${comment(name)}`).join('\n');

const comment = (name: string): string => name.replaceAll(/\s+/g, ' ');
