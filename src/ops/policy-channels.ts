import type { WebClient } from '@slack/web-api';
import type { Policy } from '../helpdesk/policy.ts';
import type { Log, People } from '../helpdesk/ports.ts';
import type { Store } from '../helpdesk/store-port.ts';
import { foreignText } from '../slack/block-kit/text.ts';
import { isSharedOutside } from '../slack/channel-sharing.ts';
import { slackError } from '../slack/lasting-error.ts';
import { about, type CheckResult, checkResultLine } from './check-result.ts';

/** What a channel is for. */
interface ChannelUse {
  /** What the finding is about. */
  readonly name: string;
  /** The policy's key. */
  readonly key: string;
  /**
   * What a public channel means; `null`: nothing. A case holds a phone number of which its form says that only IT sees it, so it is posted nowhere
   * else; approvals may be read by everybody in the company.
   */
  readonly publicFinding: (channel: string) => CheckResult | null;
}

export const APPROVALS_CHANNEL: ChannelUse = {
  name: 'Approvals channel',
  key: 'approvals.channel',
  publicFinding: (name) =>
    about('Approvals channel').look(
      `${name} is public: everyone here can read who requests what.`,
      'Make it private.',
    ),
};

export const CASES_CHANNEL: ChannelUse = {
  name: 'Case channel',
  key: 'cases.channel',
  publicFinding: (name) =>
    about('Case channel').bad(
      `${name} is public, so no lost device is posted there.`,
      'Make it private, or name a private channel.',
    ),
};

/** A digest is a number, which everyone in the company may read. */
const DIGEST_CHANNEL: ChannelUse = { name: 'Digest channel', key: 'digests', publicFinding: () => null };

/** The policy's channels, as far as it names them: see {@link checkChannel}. */
export async function checkPolicyChannels(
  { client, policy }: { readonly client: WebClient; readonly policy: Policy | null },
  teamId: string,
): Promise<readonly CheckResult[]> {
  const approvals = policy?.approvals.channel;
  const cases = policy?.cases?.channel;
  const digests = new Set(policy?.digests.map(({ channel }) => channel));
  const found = await Promise.all([
    approvals ? checkChannel(client, approvals, teamId, APPROVALS_CHANNEL) : [],
    cases ? checkChannel(client, cases, teamId, CASES_CHANNEL) : [],
    ...[...digests].map((channel) => checkChannel(client, channel, teamId, DIGEST_CHANNEL)),
  ]);
  return found.flat();
}

/** It must exist, have the app in it, and not be shared with another company; one for cases must be private. */
export async function checkChannel(
  client: WebClient,
  channel: string,
  teamId: string,
  use: ChannelUse,
): Promise<readonly CheckResult[]> {
  const { ok, bad } = about(use.name);
  const answer = await client.conversations.info({ channel }).catch((error: unknown) => {
    if (slackError(error) === 'channel_not_found') return null;
    throw error;
  });
  const found = answer?.channel;
  if (!found)
    return [
      bad(
        `${channel} does not exist, or it is private and the app is not in it.`,
        `Type “/invite @Kandji helpdesk” there, or correct ${use.key}.`,
      ),
    ];
  const isShared = isSharedOutside(found, teamId);
  const name = `#${found.name}`;
  const findings = [
    ...(found.is_archived ? [bad(`${name} is archived.`, 'Bring it back, or name another channel.')] : []),
    ...(isShared
      ? [
          bad(
            `${name} is shared with another company, or is about to be, so nothing is posted there.`,
            'Name a private channel of your own.',
          ),
        ]
      : []),
    ...(found.is_member
      ? []
      : [bad(`the app is not in ${name}.`, `Type “/invite @Kandji helpdesk” in ${name}.`)]),
    ...(found.is_private || isShared ? [] : [use.publicFinding(name) ?? []].flat()),
  ];
  const what = found.is_private ? 'is private' : 'is not shared';
  return findings.length === 0 ? [ok(`${name} ${what}, and the app is in it.`)] : findings;
}

/** The same trouble is told again after so long, however often the helpdesk starts. */
const TOLD_FOR_MS = 24 * 3_600_000;
/** Far more approvers than a helpdesk has. */
const MOST_TOLD = 30;

export interface ChannelLook {
  /** Gives up soon by itself: a start does not wait for a slow Slack. */
  readonly client: WebClient;
  /** Our workspace. */
  readonly teamId: string;
  readonly people: Pick<People, 'holding'>;
  readonly store: Pick<Store, 'firstTime'>;
  readonly log: Log;
  /** What the slash command is called: `/kandji`. */
  readonly command: string;
}

/**
 * Looks at the policy's channels before they are needed (product rule: private, or at least not shared with another company).
 * Trouble is logged, and told in direct messages to those who would miss something: the channel cannot be used for it. It stops
 * nothing: lookups go on, and each post to a channel is checked by itself. Never rejects; does not wait for the telling.
 */
export async function checkChannelsOnStart(look: ChannelLook, policy: Policy | null): Promise<void> {
  const { client, teamId, log } = look;
  try {
    const findings = await checkPolicyChannels({ client, policy }, teamId);
    for (const finding of findings)
      log[LEVELS[finding.mark]]({ event: 'policy_channel.checked' }, checkResultLine(finding));
    if (policy)
      for (const loss of LOSSES) {
        const bad = findings.filter(({ mark, about }) => mark === 'bad' && about === loss.use.name);
        if (bad.length > 0)
          tellLoss(look, policy, loss, bad).catch((error: unknown) =>
            log.warn(
              { event: 'policy_channel.notify_failed', err: error },
              'Could not tell people about a channel that cannot be used',
            ),
          );
      }
  } catch (error) {
    log.warn(
      { event: 'policy_channel.check_failed', err: error },
      'Could not check the channels of the policy; each is checked again at each post',
    );
  }
}

const LEVELS = { ok: 'info', look: 'warn', bad: 'error' } as const;

/** Who misses what while a channel cannot be used. */
interface Loss {
  readonly use: ChannelUse;
  readonly roles: (policy: Policy) => readonly string[];
  readonly channel: (policy: Policy) => string | null | undefined;
  readonly lost: string;
  readonly meanwhile: (command: string) => string;
}

const LOSSES: readonly Loss[] = [
  {
    use: APPROVALS_CHANNEL,
    roles: ({ rules }) => rules.flatMap(({ kind, roles }) => (kind === 'require' ? roles : [])),
    channel: ({ approvals }) => approvals.channel,
    lost: "You can't see requests for approval: I can't use the approvals channel.",
    meanwhile: (command) => `Until then, ${command} requests shows what waits.`,
  },
  {
    use: CASES_CHANNEL,
    roles: ({ rules }) =>
      rules.flatMap(({ kind, roles, operations }) =>
        kind === 'allow' && operations.includes('take-case') ? roles : [],
      ),
    channel: ({ cases }) => cases?.channel,
    lost: "You can't see reports of lost devices: I can't use the channel for them.",
    meanwhile: () => "I post what was reported when it's mended.",
  },
];

async function tellLoss(
  { client, people, store, command }: ChannelLook,
  policy: Policy,
  { roles, channel, lost, meanwhile, use }: Loss,
  bad: readonly CheckResult[],
): Promise<void> {
  const said = bad.map(({ text, fix }) => `${text} ${fix ?? ''}`.trim()).join(' ');
  if (!(await store.firstTime(`${use.key}:${said}`.slice(0, 600), TOLD_FOR_MS))) return;
  const readers = await people.holding(roles(policy));
  const words = foreignText(`⚠️ ${lost} ${said} ${meanwhile(command)}`, 2_500).mrkdwn;
  // Only Slack can name a channel that the app does not see, and only to whom it shows it.
  const id = channel(policy);
  const text = id ? words.replaceAll(id, `<#${id}>`) : words;
  for (const { userId } of readers.slice(0, MOST_TOLD))
    await client.chat.postMessage({ channel: userId, text });
}
