import { MdmError } from '../mdm-error.ts';
import type { WalkPage, WalkState } from './fleet-index.ts';
import { isAboutThisList, triesFor } from './read-findings.ts';
import { afterPage, PAGE, type Walker } from './walk-page.ts';

/** The smallest page that begins with the last row seen. */
const SMALLEST = 2;
/** No more rows are passed over at once. */
const MOST_PASSED = 20;

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
): Promise<{ readonly next: WalkState; readonly write: WalkPage | null }> {
  if (asked.phase !== 'pages' || !isAboutThisPage(error)) return { next: asked, write: null };
  const failures = asked.failures + 1;
  const whole = walker.pageSize ?? PAGE;
  const size = asked.size || whole;
  if (asked.size === 0 && failures < triesFor(error)) return { next: { ...asked, failures }, write: null };
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
    'Kandji did not give some rows of its list of devices, so what is known of them is not newer',
  );
  const { next, write } = afterPage(
    { ...asked, offset, skipped: asked.skipped + 1 },
    { ...page, size, whole, isLeap: true },
    now,
  );
  return { next: { ...next, nextAt: asked.nextAt }, write };
}

const OF_A_PAGE: ReadonlySet<MdmError['reason']> = new Set(['server', 'unreadable', 'time-out', 'invalid']);

/** Not because of too many calls, the token or its rights. */
const isAboutThisPage = (error: MdmError): boolean => isAboutThisList(error) && OF_A_PAGE.has(error.reason);
