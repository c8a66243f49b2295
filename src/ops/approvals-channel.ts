import type { SlackCheckContext } from '../cli/doctor/context.ts';
import { isSharedOutside } from '../slack/channel-sharing.ts';
import { about, type CheckResult } from './check-result.ts';
import { slackErrorCode } from './slack-fault.ts';

const { ok, look, bad } = about('Approvals channel');

/** It must exist, have the app in it, and be seen by nobody of another company. */
export async function checkApprovalsChannel(
  { client, policy }: Pick<SlackCheckContext, 'client' | 'policy'>,
  teamId: string,
): Promise<readonly CheckResult[]> {
  const channel = policy?.approvals.channel;
  if (!channel) return [];
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
