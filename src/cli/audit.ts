import { type Command, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  takes: '[--head SEQ:HASH]',
  about:
    'Checks that no entry of the record was changed, removed or reordered. Works while the helpdesk runs.',
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
        ? `✓ The record is whole: ${result.entries} entries.`
        : `✗ The record is not whole: ${result.found} ${result.found === 1 ? 'finding' : 'findings'} in ${result.entries} entries.`,
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
