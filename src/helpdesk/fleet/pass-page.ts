import { MdmError } from '../mdm-error.ts';
import type { WalkGap, WalkPage, WalkState } from './fleet-index.ts';
import { isAboutThisList, triesFor } from './read-findings.ts';
import { afterPage, PAGE, type Walker } from './walk-page.ts';

/** The smallest page that begins with the last row seen. */
const SMALLEST = 2;
/** No more rows are passed over at once. */
const MOST_PASSED = 20;
/** For so long rows that Kandji does not give are not asked for again. */
const GAP_MS = 24 * 3_600_000;
/** Of more places the next walk finds some anew. */
const MOST_GAPS = 20;

interface Step {
  readonly next: WalkState;
  readonly write: WalkPage | null;
}

/**
 * Reads the page at hand, as far as the next rows that Kandji is known not to give. Where it would begin with them it reads on after them:
 * when the list has changed there, they are asked for as all others are.
 */
export async function readPage(walker: Walker, state: WalkState, now: number): Promise<Step> {
  const whole = walker.pageSize ?? PAGE;
  const known = gapsAt(state, now);
  const wanted = state.size || whole;
  const at = known.find((gap) => isHere(gap, state));
  const from = at === undefined ? state : { ...state, offset: state.offset + at.rows };
  const ends = known.map(({ offset }) => offset - from.offset + 1).filter((size) => size >= SMALLEST);
  const size = Math.min(wanted, ...ends);
  const page = await walker.source.page(from.offset, size);
  const read = { ...page, size, whole, isShort: size < wanted };
  if (at === undefined) return afterPage(state, read, now);
  const others = state.gaps.filter((gap) => gap !== at);
  if ((page.devices[0]?.id ?? null) !== at.before)
    return { next: { ...state, gaps: others, calls: state.calls + 1 }, write: null };
  const gaps = [...others, { ...at, offset: state.offset }];
  return afterPage({ ...from, gaps, skipped: state.skipped + 1 }, { ...read, isLeap: true }, now);
}

/** Without an order by ids, no row has a place that lasts. */
const gapsAt = ({ order, gaps }: WalkState, now: number): readonly WalkGap[] =>
  order === 'ids' ? gaps.filter(({ until }) => until > now) : [];

/** The row before them is the last one seen. */
const isHere = (gap: WalkGap, { lastId, offset }: WalkState): boolean =>
  gap.after === lastId && (lastId !== null || offset === 0);

/**
 * What becomes of the walk after a page that did not come. A page that Kandji cannot give is asked for with fewer and fewer rows, so that
 * all others are read. What is left is passed over, but only where Kandji gives what comes after it: an outage passes over nothing.
 * @param asked as it goes on where nothing is known but that it failed
 */
export async function afterFailure(
  walker: Walker,
  asked: WalkState,
  error: MdmError,
  now: number,
): Promise<Step> {
  if (asked.phase !== 'pages' || !isAboutThisPage(error)) return { next: asked, write: null };
  const failures = asked.failures + 1;
  const whole = walker.pageSize ?? PAGE;
  const size = asked.size || whole;
  const known = gapsAt(asked, now);
  const at = known.find((gap) => isHere(gap, asked));
  // What comes after them did not come: they are no longer what they were.
  if (at) return { next: { ...asked, gaps: asked.gaps.filter((gap) => gap !== at) }, write: null };
  const isExpected = known.some(({ offset }) => Math.abs(offset - asked.offset) <= whole);
  if (asked.size === 0 && failures < triesFor(error) && !isExpected)
    return { next: { ...asked, failures }, write: null };
  if (size > SMALLEST) {
    const smaller = Math.max(SMALLEST, Math.floor(size / 2));
    return { next: { ...asked, failures: 0, size: smaller }, write: null };
  }
  const rows = Math.min(SMALLEST * failures, MOST_PASSED);
  const offset = asked.offset + rows;
  const page = await walker.source.page(offset, size).catch((other: unknown) => {
    if (other instanceof MdmError) return null;
    throw other;
  });
  const called = { ...asked, failures, calls: asked.calls + 1 };
  if (page === null) return { next: called, write: null };
  walker.log.warn(
    { event: 'fleet.page_skipped', offset: asked.offset, rows, reason: error.reason, status: error.status },
    "Kandji didn't give some rows of its list of devices, so what is known of them isn't newer",
  );
  const before = page.devices[0]?.id ?? null;
  const gap = { after: asked.lastId, offset: asked.offset, rows, before, until: now + GAP_MS };
  const others = asked.gaps.filter(
    ({ after, before, until }) => until > now && after !== gap.after && before !== gap.before,
  );
  const { next, write } = afterPage(
    {
      ...asked,
      offset,
      skipped: asked.skipped + 1,
      gaps: [...others, gap].slice(-MOST_GAPS),
    },
    { ...page, size, whole, isLeap: true },
    now,
  );
  return { next: { ...next, nextAt: asked.nextAt }, write };
}

const OF_A_PAGE: ReadonlySet<MdmError['reason']> = new Set(['server', 'unreadable', 'time-out', 'invalid']);

/** Not because of too many calls, the token or its rights. */
const isAboutThisPage = (error: MdmError): boolean => isAboutThisList(error) && OF_A_PAGE.has(error.reason);
