import { about, type CheckResult } from '../../ops/check-result.ts';

/** Slack's signatures count for five minutes (Slack docs); a clock this far off is close to that. */
const BAD_MS = 60_000;
const LOOK_MS = 5_000;

/** Compares this machine's clock with the `Date` of an answer, which has whole seconds. */
export async function checkClock(
  whose: 'Slack' | 'Kandji',
  url: URL,
  now: () => number,
): Promise<readonly CheckResult[]> {
  const { ok, look, bad } = about('Clock');
  const before = now();
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) }).catch(
    () => null,
  );
  await answer?.body?.cancel();
  const theirs = Date.parse(answer?.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return [look(`${whose} did not say its time.`)];
  const apart = Math.round((before + now()) / 2 - (theirs + 500));
  const words = `${Math.round(Math.abs(apart) / 1000)} s ${apart > 0 ? 'ahead of' : 'behind'} ${whose}'s`;
  const fix = 'Let this machine keep its time by NTP.';
  if (Math.abs(apart) > BAD_MS)
    return [bad(`this clock is ${words}; Slack's requests will be rejected.`, fix)];
  if (Math.abs(apart) > LOOK_MS) return [look(`this clock is ${words}.`, fix)];
  return [ok(`the same as ${whose}'s.`)];
}
