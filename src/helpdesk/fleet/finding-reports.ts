import type { Named } from '../device.ts';
import { Refusal } from '../policy.ts';
import type { FindingsState, FindingsStore } from './findings.ts';

type Which = 'fileVault' | 'items';

const LACKING: Readonly<Record<Which, string>> = {
  fileVault:
    "Kandji doesn't give this app FileVault for the whole fleet: Prism isn't in the plan, or the API token is missing the permission “Prism: FileVault”. `find filevault:off` asks Kandji for a list.",
  items:
    "Kandji doesn't give this app library items for the whole fleet: the API token is missing the permission “Get library item statuses” or “List blueprint library items”.",
};
const UNREAD: Readonly<Record<Which, string>> = {
  fileVault: 'FileVault is still being read from Kandji. Try again in a few minutes.',
  items: 'Library items are still being read from Kandji. Try again later: large fleets take hours.',
};
const NOT_GIVEN: Readonly<Record<Which, string>> = {
  fileVault:
    "Kandji didn't give FileVault of the whole fleet: it answered with an error. I ask again every hour.",
  items: "Kandji didn't give the status of this: it answered with an error. I ask again every hour.",
};

const HOUR_MS = 3_600_000;

/** How old a reading may be. Both are read once an hour, the items of a large fleet over some days. */
const FRESH_MS: Readonly<Record<Which, number>> = { fileVault: 24 * HOUR_MS, items: 7 * 24 * HOUR_MS };

type FailedItems = (itemIds: readonly string[]) => Promise<Pick<ReadonlyMap<string, unknown>, 'has'>>;

/** What a report may rest on beside the list of devices. */
export interface ReportFindings {
  /** When the oldest reading began, epoch ms. */
  readonly asOf: number;
  /** How old that may be, in ms, before it names the wrong people. */
  readonly freshMs: number;
  /** The library items that are meant. */
  readonly items: readonly Named[];
  /** Of how many of them nothing is known as of then: added since, or not given by Kandji. */
  readonly unread: number;
}

/**
 * Whether these findings are known, and since when.
 * @param typed the library items that are meant; all where it is empty
 * @param failedOnVisible which of these failed on devices that the person may see: of others they learn no name. `null`: they see all
 * @throws Refusal that says why not, or that there is no such item
 */
export async function requireFindings(
  findings: Pick<FindingsStore, 'state' | 'items' | 'itemsNamed'>,
  which: Which,
  tenant: string,
  typed: string,
  failedOnVisible: FailedItems | null,
): Promise<ReportFindings> {
  const { state } = await findings.state();
  const isOurs = state.tenant === tenant;
  const { asOf, isLacking } = state[which];
  if (isOurs && isLacking) throw new Refusal('unavailable', LACKING[which]);
  if (!isOurs || asOf === null)
    throw new Refusal('too-early', (isOurs && isSkipped(state, which) ? NOT_GIVEN : UNREAD)[which]);
  const freshMs = FRESH_MS[which];
  if (which === 'fileVault') return { asOf, freshMs, items: [], unread: 0 };
  const all = await findings.items();
  const failed = (typed === '' ? null : await failedOnVisible?.(all.map(({ id }) => id))) ?? null;
  const items = typed === '' ? all : await findings.itemsNamed(typed, failed);
  if (items.length === 0 && typed !== '') {
    const where = failed ? 'failed on a device that you may see' : 'is in a blueprint';
    throw new Refusal('unavailable', `No library item with “${typed}” in its name ${where}.`);
  }
  const isCurrent = (item: (typeof items)[number]): boolean => item.asOf !== null && item.asOf >= asOf;
  const current = items.filter(isCurrent);
  const known = current.length > 0 ? current : items.filter((item) => item.asOf !== null);
  if (known.length === 0 && items.length > 0) {
    const passedOver = new Set([...state.skipped, ...state.lastSkipped].map(({ id }) => id));
    throw new Refusal('too-early', (items.some(({ id }) => passedOver.has(id)) ? NOT_GIVEN : UNREAD).items);
  }
  return {
    asOf: Math.min(...(known.length === 0 ? [asOf] : known.flatMap((item) => item.asOf ?? []))),
    freshMs,
    items,
    unread: items.length - known.length,
  };
}

/** Whether a reading has passed it over, so that waiting for the first one alone does not help. */
const isSkipped = ({ skipped, lastSkipped }: FindingsState, which: Which): boolean =>
  [...skipped, ...lastSkipped].some(({ phase }) => (phase === 'filevault') === (which === 'fileVault'));
