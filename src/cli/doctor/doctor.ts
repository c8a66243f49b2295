import type { Command, CommandIo } from '../command.ts';
import { checkResultLine, type DoctorContext, examine } from './index.ts';

export const doctor: Command = {
  name: 'doctor',
  takes: '[--json]',
  about:
    'Checks tokens, permissions, groups, the approvals channel, the clock and the database. Changes nothing.',
  flags: { json: { type: 'boolean', about: 'as one JSON object, for machines' } },
  async run(outside, given) {
    const findings = await examine(worldOf(outside));
    const bad = findings.filter(({ mark }) => mark === 'bad').length;
    const look = findings.filter(({ mark }) => mark === 'look').length;
    const summary =
      bad > 0 ? `${bad} ✗ to repair, ${look} ! to look at.` : `Nothing is broken; ${look} ! to look at.`;
    const lines = [...findings.map(checkResultLine), '', summary];
    await outside.write(
      given.is('json') ? `${JSON.stringify({ ok: bad === 0, findings })}\n` : `${lines.join('\n')}\n`,
    );
    return bad > 0 ? 1 : 0;
  },
};

/** Mistakes in the environment are findings like others, so that the rest is still looked at. */
function worldOf(outside: CommandIo): DoctorContext {
  const mistakes: string[] = [];
  const unless = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      const { problems, message } = error as { problems?: readonly string[]; message: string };
      mistakes.push(...(problems ?? [message]));
      return null;
    }
  };
  const settings = unless(outside.settings);
  const place = unless(outside.place);
  return { settings, place, mistakes: [...new Set(mistakes)], now: outside.now };
}
