import type { WebClient } from '@slack/web-api';
import { createCache } from '../cache.ts';

/** The parts of Slack's channel object that say who reads along (Slack docs, conversations.info). */
export interface ChannelSharing {
  readonly is_ext_shared?: boolean;
  readonly is_pending_ext_shared?: boolean;
  readonly is_shared?: boolean;
  readonly is_org_shared?: boolean;
  readonly shared_team_ids?: readonly string[];
  readonly connected_team_ids?: readonly string[];
  readonly pending_shared?: readonly string[];
  readonly pending_connected_team_ids?: readonly string[];
}

/**
 * True where another company reads along, was invited to, or might: what Slack does not say counts as shared, and so does
 * every team that is not ours, because no one can tell a sister workspace from a stranger by its id.
 * @param teamId our workspace
 */
export function isSharedOutside(channel: ChannelSharing | undefined, teamId: string): boolean {
  if (channel?.is_ext_shared !== false || channel.is_pending_ext_shared !== false) return true;
  if (channel.is_shared !== false && channel.is_org_shared !== true) return true;
  const teams = [
    channel.shared_team_ids,
    channel.connected_team_ids,
    channel.pending_shared,
    channel.pending_connected_team_ids,
  ];
  return teams.some((ids) => ids?.some((id) => id !== teamId));
}

const CHECKED_FOR_MS = 30_000;

/**
 * What is posted must not be shown to another company (product rule), and a case to no one but IT: asked at each post; for redraws
 * half a minute's answer will do.
 */
export function watchChannels(
  client: WebClient,
  teamId: string,
  now: () => number,
  { isPublicFine }: { readonly isPublicFine: boolean },
) {
  const checks = createCache<string | null>({ now, most: 100 });
  const check = async (channel: string) => {
    const { channel: info } = await client.conversations.info({ channel });
    if (isSharedOutside(info, teamId)) return 'the channel is shared with another company, or is about to be';
    // What Slack does not say counts as public.
    return isPublicFine || info?.is_private === true ? null : 'the channel is public';
  };
  return async (channel: string, what: 'post' | 'redraw'): Promise<string | null> => {
    const age = what === 'post' ? 0 : CHECKED_FOR_MS;
    return checks.read(channel, { fresh: age, stale: age, load: () => check(channel) });
  };
}
