import type { Command } from './command.ts';

const CALL = 'npm start --';

/** All of them, a line each. */
export function generalHelp(commands: readonly Command[]): string {
  const serve = { name: 'serve', takes: '', about: 'Runs the helpdesk; the same without any word.' };
  const listed = [...(commands.length > 4 ? [serve] : []), ...commands];
  return [
    `Usage: ${CALL} <command>   (in the image: node src/main.ts <command>)`,
    '',
    ...aligned(listed.map(({ name, about }) => [name, about])),
    '',
    'Each one explains itself with --help.',
  ].join('\n');
}

/** One of them, with its flags. */
export function commandHelp({ name, takes, about, flags }: Command): string {
  const rows = Object.entries(flags).map(([flag, { type, about: what }]) => [
    `--${flag}${type === 'string' ? ' …' : ''}`,
    what,
  ]);
  return [
    `Usage: ${CALL} ${`${name} ${takes}`.trim()}`,
    '',
    about,
    ...(rows.length > 0 ? ['', ...aligned(rows)] : []),
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}
