import { readFileSync } from 'node:fs';
import { type CommandIo, runSubcommand } from '../../../src/cli/index.ts';
import { readConfig, readLocalConfig } from '../../../src/config.ts';
import { createRedactor } from '../../../src/redact.ts';
import { secretsIn } from '../../../src/secrets.ts';

export interface Ran {
  readonly code: number | 'serve';
  readonly out: string;
  readonly err: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Types `npm start -- …` with these variables and nothing else around. */
export async function run(
  environment: Environment,
  typed: readonly string[],
  more: Partial<CommandIo> = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const read = (path: string) => readFileSync(path, 'utf8').trim();
  const code = await runSubcommand(
    {
      write: async (text) => {
        out += text;
      },
      complain: (line) => {
        err += `${line}\n`;
      },
      hide: createRedactor(secretsIn(environment, read)).data,
      signal: new AbortController().signal,
      environment,
      terminal: null,
      settings: (other = environment) => readConfig(other, read),
      place: (other = environment) => readLocalConfig(other, read),
      manifest: () => readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'),
      now: Date.now,
      ...more,
    },
    typed,
  );
  return { code, out, err };
}
