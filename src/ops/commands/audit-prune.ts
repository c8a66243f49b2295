import { withStore } from '../with-store.ts';
import { type Command, WrongUse } from './command.ts';

export const auditPrune: Command = {
  name: 'audit prune',
  takes: '--older-than 2026-01-01',
  about: 'Forgets the personal texts of old entries. The entries stay, and "audit verify" still passes.',
  flags: {
    'older-than': { type: 'string', about: 'a day (midnight UTC): texts from before it are forgotten' },
  },
  async run(outside, given) {
    const day = dayOf(given.text('older-than'), outside.now());
    const { forgotten } = await withStore(outside, (store) => store.audit.prune(day));
    await outside.write(
      `${forgotten === 1 ? '1 text was' : `${forgotten} texts were`} forgotten; the entries themselves stay.\n`,
    );
    return 0;
  },
};

function dayOf(typed: string | null, now: number): Date {
  const day = new Date(`${typed}T00:00:00Z`);
  const isDay = typed !== null && /^\d{4}-\d\d-\d\d$/.test(typed) && day.toJSON()?.startsWith(typed);
  if (!isDay) throw new WrongUse('--older-than is a day, such as 2026-01-01.');
  if (day.getTime() > now)
    throw new WrongUse('--older-than is a day in the future, and everything is older.');
  return day;
}
