/** Changes are frozen: nothing is sent until two people end it. */
export interface Freeze {
  /** Epoch ms, by the database's clock. */
  readonly at: number;
  /** A Slack user id, or `system` for the host. */
  readonly byId: string;
  readonly byName: string;
  readonly reason: string;
}

/** One message in the approvals channel that lists what a limit holds. */
export interface HoldCard {
  /** Since when it lists, epoch ms. */
  readonly openedAt: number;
  readonly channel: string;
  readonly ts: string;
}

/** One question to end a freeze. It lapses by itself. */
export interface Unfreeze {
  readonly id: string;
  readonly state: 'pending' | 'approved' | 'denied' | 'cancelled' | 'expired';
  /** Grows with every change. */
  readonly version: number;
  /** Which freeze it is about. */
  readonly frozenAt: number;
  readonly requesterId: string;
  readonly requesterName: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedBy: string | null;
  readonly endedName: string | null;
  readonly endedReason: string | null;
  readonly endedAt: number | null;
  /** Where its card stands; `null` until it is posted. */
  readonly channel: string | null;
  readonly ts: string | null;
}
