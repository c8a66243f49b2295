import { type Command, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const auditPrune: Command = {
  name: 'audit prune',
  takes: '--older-than 2026-01-01',
  about:
    'Forgets the personal texts of old audit entries and finished requests. Both stay, and "audit verify" still passes.',
  flags: {
    'older-than': { type: 'string', about: 'a day (midnight UTC): texts from before it are forgotten' },
  },
  async run(outside, given) {
    const day = dayOf(given.text('older-than'), outside.now());
    const { forgotten, requests } = await withStore(outside, (store) => store.audit.prune(day));
    await outside.write(
      `Forgotten: the texts of ${counted(forgotten, 'audit entry', 'audit entries')} and of ${counted(requests, 'finished request', 'finished requests')}. The entries and requests themselves stay.\n`,
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
