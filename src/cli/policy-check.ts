import { checkReport, parsePolicy, readContent } from '../policy-file/index.ts';
import type { Command } from './command.ts';

export const policyCheck: Command = {
  name: 'policy check',
  takes: '[FILE]',
  about:
    'Reads a policy file and says what is wrong with it, or what it says. Without FILE: the one in POLICY_FILE.',
  flags: {},
  words: { least: 0, most: 1 },
  async run(outside, { words: [typed] }) {
    const file = typed ?? outside.place().policyFile;
    const content = readContent(file);
    if (content.text === null) {
      await outside.write(`${content.trouble}\n`);
      return 1;
    }
    const parsed = parsePolicy(content.text, file);
    await outside.write(`${checkReport(parsed)}\n`);
    return parsed.ok ? 0 : 1;
  },
};
