import { type Command, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const auditExport: Command = {
  name: 'audit export',
  takes: '--format jsonl|csv',
  about: 'Writes the whole record to standard output. Works while the helpdesk runs.',
  flags: { format: { type: 'string', about: 'jsonl (one JSON object a line) or csv' } },
  async run(outside, given) {
    const format = given.text('format');
    if (format !== 'jsonl' && format !== 'csv') throw new UsageError('--format is jsonl or csv.');
    await withStore(outside, async (store) => {
      for await (const line of store.audit.export(format)) {
        if (outside.signal.aborted) return;
        await outside.write(line);
      }
    });
    return outside.signal.aborted ? 1 : 0;
  },
};
