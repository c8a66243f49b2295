import { httpManifest } from '../manifest.ts';
import { type Command, WrongUse } from './command.ts';

export const manifest: Command = {
  name: 'manifest',
  takes: '[--url https://helpdesk.example.com]',
  about: 'Prints the Slack app manifest: for HTTP with --url, for Socket Mode without.',
  flags: { url: { type: 'string', about: 'the public https address of this deployment' } },
  async run(outside, given) {
    const url = given.text('url');
    await outside.write(url === null ? outside.manifest() : withUrl(outside.manifest(), url));
    return 0;
  },
};

function withUrl(text: string, url: string): string {
  try {
    return httpManifest(text, url);
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
