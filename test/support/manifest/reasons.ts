import type { AppsManifestValidateArguments } from '@slack/web-api';

type Manifest = AppsManifestValidateArguments['manifest'];
type BotScope = NonNullable<NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>['bot']>[number];
type BotEvent = NonNullable<
  NonNullable<NonNullable<Manifest['settings']>['event_subscriptions']>['bot_events']
>[number];

/** The scopes that the app may ask for, each with what it could not do without. docs/configuration.md says the same to admins. */
export const SCOPES = {
  'app_mentions:read': 'hear @mentions',
  'channels:read': 'see whether a public channel is shared with another company',
  'chat:write': 'answer, post and redraw cards',
  commands: '/kandji and the shortcuts',
  'files:write': 'send a history as a CSV file to your DM',
  'groups:read': 'the same for private channels, such as the one for approvals',
  'im:history': 'hear direct messages to the app',
  'usergroups:read': 'roles from user groups',
  'users:read': 'names, guests, outsiders and deactivated accounts',
  'users:read.email': '/kandji mine, and people by their address',
} as const satisfies Partial<Record<BotScope, string>>;

export type Scope = keyof typeof SCOPES;

/** What each event needs (Slack docs, the page of each event). */
export const EVENTS = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  'message.im': ['im:history'],
  subteam_members_changed: ['usergroups:read'],
} as const satisfies Partial<Record<BotEvent, readonly Scope[]>>;

/**
 * What each Web API method needs (Slack docs, the page of each method). A method that is not here must be added with its
 * scopes before it may be called. `apps.connections.open` uses the app-level token.
 */
export const METHODS: Readonly<Record<string, readonly Scope[]>> = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  // Public channels alone.
  'conversations.list': ['channels:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'users.conversations': ['groups:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.push': [],
  'views.update': [],
  'views.publish': [],
};
