import { type Command, UsageError } from './command.ts';
import { DEFAULT_COMMAND, type ManifestWanted, manifestFor } from './manifest-part.ts';

export const manifest: Command = {
  name: 'manifest',
  takes: '[--url https://helpdesk.example.com] [--command /kandji-staging]',
  about: 'Prints the Slack app manifest: for HTTP with --url, for Socket Mode without.',
  flags: {
    url: { type: 'string', about: 'the public https address of this deployment' },
    command: {
      type: 'string',
      about: 'the name of the slash command; default: SLACK_COMMAND, else /kandji',
    },
  },
  async run(outside, given) {
    const command = given.text('command') ?? (outside.environment.SLACK_COMMAND?.trim() || DEFAULT_COMMAND);
    await outside.write(printed(outside.manifest(), { url: given.text('url'), command }));
    return 0;
  },
};

function printed(text: string, wanted: ManifestWanted): string {
  try {
    return manifestFor(text, wanted);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
