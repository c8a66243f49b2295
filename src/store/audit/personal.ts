import type { Tables } from '../schema.ts';

type How = 'removed' | 'deleted' | 'expires';

/**
 * Everything that a person may ask to have forgotten: names, e-mail addresses, what they typed, and what was said about them. Slack user ids,
 * serial numbers, blueprints and tags stay: they say who did what to which device, and the audit log keeps them, too. `removed`:
 * replaced by `FORGOTTEN` in finished requests and closed cases; `deleted`: the row goes; `expires`: gone by itself within days.
 */
export const PERSONAL: { readonly [Table in keyof Tables]: Partial<Record<keyof Tables[Table], How>> } = {
  requests: {
    requester_name: 'removed',
    reason: 'removed',
    snapshot: 'removed',
    changes: 'removed',
    differences: 'removed',
    consequences: 'removed',
    approvals: 'removed',
    outcome: 'removed',
    outcome_facts: 'deleted',
    release: 'removed',
  },
  cases: { report: 'removed', events: 'removed' },
  audit_texts: { text: 'deleted', salt: 'deleted' },
  jobs: { body: 'deleted', error: 'deleted' },
  views: { draft: 'expires' },
  request_keys: {},
  cards: {},
  view_uses: {},
  first_times: {},
  leases: {},
  budget: {},
  audit_entries: {},
  audit_head: {},
  refusals: {},
  facts: {},
  // Gone with the device: these say what Kandji says of it now.
  fleet_traits: {},
  fleet_keys: { email: 'expires', words: 'expires' },
  fleet_devices: {
    name_key: 'expires',
    user_key: 'expires',
    email_key: 'expires',
    asset_key: 'expires',
    body: 'expires',
  },
  fleet_gone: {},
  fleet_state: {},
  fleet_findings: {},
  fleet_items: {},
  // Gone with the end of the freeze.
  controls: { frozen_name: 'expires', frozen_reason: 'expires' },
  hold_cards: {},
  known_groups: {},
  group_members: {},
  // Gone when the watch ends, after 30 days at most.
  watches: { body: 'expires' },
  digests: {},
  message_batches: { body: 'deleted' },
  user_messages: { body: 'deleted' },
  unfreezes: { requester_name: 'deleted', reason: 'deleted', ended_name: 'deleted', ended_reason: 'deleted' },
};
