/** What the bot token needs, and for what: the scopes of `manifest.yml`. */
export const NEEDED_SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'to answer @mentions',
  'channels:read': 'to see if a public channel is shared with another company',
  'chat:write': 'to post cards',
  commands: 'for /kandji and the shortcuts',
  'files:write': 'to send a history as a CSV file',
  'groups:read': 'to see if a private channel is shared with another company',
  'im:history': 'to read what is written to it directly',
  'usergroups:read': 'to know who holds which role',
  'users:read': 'to know who is a member and who a guest',
  'users:read.email': "to find somebody's own devices",
};
