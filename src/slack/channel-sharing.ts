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
 * every team that is not ours, because nobody can tell a sister workspace from a stranger by its id.
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
