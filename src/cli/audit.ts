import { type Command, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  takes: '[--head SEQ:HASH]',
  about:
    'Checks that no entry of the audit log was changed, removed or reordered. Works while the helpdesk runs.',
  flags: {
    head: {
      type: 'string',
      about: 'a head that was posted or logged earlier: finds a cut-off end as well',
    },
  },
  async run(outside, given) {
    const typed = given.text('head');
    const head = typed === null ? null : headOf(typed);
    const result = await withStore(outside, (store) => store.audit.verify(head ? { head } : {}));
    const lines = [
      result.ok
        ? `✓ The audit log is intact: ${result.entries} entries.`
        : `✗ The audit log is not intact: ${result.found} ${result.found === 1 ? 'finding' : 'findings'} in ${result.entries} entries.`,
      ...result.findings.map(({ sentence }) => `✗ ${sentence}`),
      ...result.notes.map((note) => `! ${note}`),
      `  Head ${result.head.seq}:${result.head.hash}`,
    ];
    await outside.write(`${lines.join('\n')}\n`);
    return result.ok ? 0 : 1;
  },
};

function headOf(typed: string): { readonly seq: number; readonly hash: string } {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/i.exec(typed.trim()) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError(
      '--head is a number, a colon and 64 hexadecimal digits, as posted in Slack every day.',
    );
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

export const auditExport: Command = {
  name: 'audit export',
  takes: '--format jsonl|csv',
  about: 'Writes the whole audit log to standard output. Works while the helpdesk runs.',
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

export const auditFollow: Command = {
  name: 'audit follow',
  takes: '[--from SEQ]',
  about: 'Writes each new entry of the audit log as a JSON line until it is stopped, for a SIEM.',
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

export const auditPrune: Command = {
  name: 'audit prune',
  takes: '--older-than 2026-01-01',
  about:
    'Removes the personal texts of old audit entries and finished requests. Both stay, and “audit verify” still passes.',
  flags: {
    'older-than': { type: 'string', about: 'a day (midnight UTC): texts from before it are removed' },
  },
  async run(outside, given) {
    const day = dayOf(given.text('older-than'), outside.now());
    const { forgotten, requests, cases } = await withStore(outside, (store) => store.audit.prune(day));
    await outside.write(
      `Removed: the texts of ${counted(forgotten, 'audit entry', 'audit entries')}, of ${counted(requests, 'finished request', 'finished requests')} and of ${counted(cases, 'closed case', 'closed cases')}. The entries, requests and cases themselves stay.\n`,
    );
    return 0;
  },
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function dayOf(typed: string | null, now: number): Date {
  const day = new Date(`${typed}T00:00:00Z`);
  const isDay = typed !== null && /^\d{4}-\d\d-\d\d$/.test(typed) && day.toJSON()?.startsWith(typed);
  if (!isDay) throw new UsageError('--older-than is a day, such as 2026-01-01.');
  if (day.getTime() > now)
    throw new UsageError('--older-than is a day in the future, and everything is older.');
  return day;
}
