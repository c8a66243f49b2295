import type { WebClient } from '@slack/web-api';
import type { Policy } from '../helpdesk/policy.ts';
import type { Log, People } from '../helpdesk/ports.ts';
import type { Store } from '../helpdesk/store-port.ts';
import { foreignText } from '../slack/block-kit/text.ts';
import { isSharedOutside } from '../slack/channel-sharing.ts';
import { about, type CheckResult, checkResultLine } from './check-result.ts';
import { slackErrorCode } from './startup.ts';

const { ok, look, bad } = about('Approvals channel');

/** The policy's channel, if it names one: see {@link checkChannel}. */
export async function checkApprovalsChannel(
  { client, policy }: { readonly client: WebClient; readonly policy: Policy | null },
  teamId: string,
): Promise<readonly CheckResult[]> {
  const channel = policy?.approvals.channel;
  return channel ? checkChannel(client, channel, teamId) : [];
}

/** It must exist, have the app in it, and not be shared with another company. */
export async function checkChannel(
  client: WebClient,
  channel: string,
  teamId: string,
): Promise<readonly CheckResult[]> {
  const answer = await client.conversations.info({ channel }).catch((error: unknown) => {
    if (slackErrorCode(error) === 'channel_not_found') return null;
    throw error;
  });
  const found = answer?.channel;
  if (!found)
    return [
      bad(
        `${channel} does not exist, or it is private and the app is not in it.`,
        'Type "/invite @Kandji helpdesk" there, or correct approvals.channel.',
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
      : [bad(`the app is not in ${name}.`, `Type "/invite @Kandji helpdesk" in ${name}.`)]),
    ...(found.is_private || isShared
      ? []
      : [look(`${name} is public: everybody here can read who lost what.`, 'Make it private.')]),
  ];
  return findings.length === 0 ? [ok(`${name} is private, and the app is in it.`)] : findings;
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
 * Looks at the approvals channel before the first request needs it (product rule: private, or at least not shared with another
 * company). Trouble is logged, and told to those who could approve, in their direct messages: the channel cannot be used for it.
 * It stops nothing: lookups go on, and each post to the channel is checked by itself. Never rejects; does not wait for the telling.
 */
export async function checkApprovalsChannelOnStart(look: ChannelLook, policy: Policy | null): Promise<void> {
  const { client, teamId, log } = look;
  try {
    const findings = await checkApprovalsChannel({ client, policy }, teamId);
    for (const finding of findings)
      log[LEVELS[finding.mark]]({ event: 'approvals_channel.checked' }, checkResultLine(finding));
    const bad = findings.filter(({ mark }) => mark === 'bad');
    if (policy && bad.length > 0)
      tellApprovers(look, policy, bad).catch((error: unknown) =>
        log.warn(
          { event: 'approvals_channel.notify_failed', err: error },
          'Could not tell the approvers about their channel',
        ),
      );
  } catch (error) {
    log.warn(
      { event: 'approvals_channel.check_failed', err: error },
      'Could not check the approvals channel; it is checked again at each post',
    );
  }
}

const LEVELS = { ok: 'info', look: 'warn', bad: 'error' } as const;

async function tellApprovers(
  { client, people, store, command }: ChannelLook,
  { rules }: Policy,
  bad: readonly CheckResult[],
): Promise<void> {
  const said = bad.map(({ text, fix }) => `${text} ${fix ?? ''}`.trim()).join(' ');
  if (!(await store.firstTime(`approvals-channel:${said}`.slice(0, 600), TOLD_FOR_MS))) return;
  const approvers = await people.holding(
    rules.flatMap(({ kind, roles }) => (kind === 'require' ? roles : [])),
  );
  const words = `⚠️ Requests for approval do not reach you: I cannot use the approvals channel. ${said} Until then, ${command} requests shows what waits.`;
  for (const { userId } of approvers.slice(0, MOST_TOLD))
    await client.chat.postMessage({ channel: userId, text: foreignText(words, 2_500).mrkdwn });
}
