import { type Command, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const auditFollow: Command = {
  name: 'audit follow',
  takes: '[--from SEQ]',
  about: 'Writes each new entry of the record as a JSON line until it is stopped, for a SIEM.',
  flags: { from: { type: 'string', about: 'begin with this entry; without it, with the next new one' } },
  async run(outside, given) {
    const from = given.text('from');
    if (from !== null && !/^[1-9]\d{0,14}$/.test(from))
      throw new UsageError('--from is the number of an entry.');
    await withStore(outside, async (store) => {
      const entries = store.audit.follow(outside.signal, from === null ? undefined : Number(from));
      for await (const line of entries) await outside.write(line);
    });
    return 0;
  },
};
