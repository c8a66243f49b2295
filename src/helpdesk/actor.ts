/** Whoever acts now, with the roles that Slack's user groups give them now. */
export interface Actor {
  /** Slack's `U…` or `W…` id. */
  readonly userId: string;
  readonly name: string;
  /** Lower case; empty when Slack does not tell. */
  readonly email: string;
  readonly standing: MembershipStatus;
  /** Role names from the policy file, plus `everyone` for a full member. */
  readonly roles: readonly string[];
  /** One id for one human, the same for all of their accounts. */
  readonly human: string;
}

/** Only a `member` may do anything, whatever the policy file says. */
export type MembershipStatus = 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated' | 'unknown';
