/** What `manifest.yml` calls the slash command. */
export const DEFAULT_COMMAND = '/kandji';

/** Slack's rule (Slack docs, app manifest reference: 32 characters with the slash; lower case, no spaces). */
export const isCommandName = (name: string): boolean => /^\/[\p{Ll}\p{Lo}\p{N}._-]{1,31}$/u.test(name);

export const COMMAND_NAME_RULE =
  'A slash command starts with / and has at most 31 lower-case letters, digits, hyphens or underscores after it, such as /kandji-staging.';
