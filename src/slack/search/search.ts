import type { Device } from '../../helpdesk/device.ts';
import type { Actor } from '../../helpdesk/policy.ts';
import { asMine } from '../../helpdesk/search/look-for.ts';
import { type Query, type SearchResult, singleMatch } from '../../helpdesk/search/query.ts';
import { context, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import type { NextStep } from '../block-kit/ids.ts';
import { messageText, mrkdwn, type Text } from '../block-kit/text.ts';
import { cardFor } from '../devices/show-card.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import { adminsText, helpPlaces } from '../who-can-help.ts';
import { PAGE_SIZE, renderDeviceList } from './result-list.ts';
import {
  assignedTo,
  emptyResultRemarks,
  kindsOf,
  narrowingHint,
  nothingFoundText,
  queryText,
  resultRemarks,
  taggedQuery,
  wasFullyRead,
} from './result-text.ts';

/** A search as someone wants it answered. */
export interface CommandGoal {
  readonly query: Query;
  /** As typed, for the next page. */
  readonly typed: string;
  readonly notes: readonly Text[];
  /** Where a found device leads. */
  readonly next: NextStep;
  /** What else stood on the line, such as `asset LF-1`. */
  readonly rest?: string;
  /** A command that was perhaps mistyped. */
  readonly meant?: string | null;
  /** Words only as one phrase: `otherwise` reads them in another way. */
  readonly phraseOnly?: boolean;
  /** Another answer when nothing was found; `null` when that finds nothing either. */
  readonly otherwise?: () => Promise<Card | null>;
}

/** What a search came to: one device, or something to show instead. */
export type SearchReply =
  /** `isFresh`: as Kandji has just shown it. */
  | {
      readonly kind: 'one';
      readonly device: Device;
      readonly isFresh: boolean;
      readonly remarks: readonly Text[];
    }
  | { readonly kind: 'card'; readonly card: Card };

type FullReply = SearchReply & { readonly readOn: () => Promise<SearchResult | null> };

/** One device, a list, or words on why there is none. `page` counts from 0 and is read on to. */
export async function searchAndReply(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal,
  page = 0,
): Promise<FullReply> {
  const { recorded, ...reply } = await searchUnrecorded(app, interaction, wanted, page);
  await recorded;
  if (reply.kind !== 'one' || reply.isFresh) return reply;
  if (await app.helpdesk.isStillThere(wanted.query, reply.device)) return reply;
  const again = await searchUnrecorded(app, interaction, wanted, page, ASK_KANDJI);
  await again.recorded;
  return again;
}

/** What the index said is not so any more. */
const ASK_KANDJI = { index: undefined };

/** The same while its audit entry is being written. Nothing of it is shown before `recorded`. */
async function searchUnrecorded(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal,
  page: number,
  options: { readonly index?: undefined } = {},
): Promise<FullReply & { readonly recorded: Promise<unknown> }> {
  const actor = await interaction.actor();
  const entries: Promise<unknown>[] = [];
  const recording = (entry: Promise<unknown>) => {
    // Anyone who waits for it hears of a fault; until then it is no one's.
    entry.catch(() => undefined);
    entries.push(entry);
  };
  const { first, rest } = await app.helpdesk.searchDevices(actor, wanted.query, {
    ...(wanted.phraseOnly && { phraseOnly: true, nearMisses: false }),
    ...{ recording, from: page * PAGE_SIZE },
    ...options,
  });
  const pages = rest();
  let found = first;
  while (found.more && found.devices.length <= page * PAGE_SIZE + PAGE_SIZE && page > 0) {
    const more = await pages.next();
    if (more.done) break;
    found = more.value;
  }
  const readOn = async () => {
    let last: SearchResult | null = null;
    for await (const more of pages) last = more;
    return last;
  };
  const isNothing = found.devices.length === 0 && found.near.length === 0;
  const other = isNothing ? await wanted.otherwise?.() : null;
  return {
    ...(other ? { kind: 'card', card: other } : outcomeOf(app, interaction, actor, wanted, found, page)),
    readOn,
    recorded: Promise.all(entries),
  };
}

function outcomeOf(
  app: AppContext,
  interaction: Interaction,
  actor: Actor,
  wanted: CommandGoal,
  found: SearchResult,
  page: number,
): SearchReply {
  const { command, admins } = interaction;
  // One's own mention or e-mail reads as `mine`.
  const isOnlyOwn = found.tried.includes('mine');
  const query = asMine(wanted.query, actor, found.devices, isOnlyOwn) ?? wanted.query;
  const device = page === 0 ? singleMatch(found) : null;
  // What is shown of one device is read anew.
  const remarks = [...wanted.notes, ...resultRemarks(device ? { ...found, asOf: null } : found, command)];
  if (device) return { kind: 'one', device, isFresh: found.asOf === null, remarks };
  if (found.devices.length === 0) {
    const said = nothingFoundText(found, query, wanted.meant ?? null, {
      command,
      email: actor.email,
      places: helpPlaces(app.ports, interaction),
    });
    // The same words for a device that is hidden and for one that does not exist.
    const isHidden = found.isLimited && query.by !== 'slack-people' && query.by !== 'mine';
    const words = isHidden ? mrkdwn`${said} Need to see other devices? Ask ${adminsText(admins)}.` : said;
    const beside = [...wanted.notes, ...emptyResultRemarks(found, command)].slice(0, 4);
    const blocks = [
      section(words),
      ...beside.map((remark) => context(remark)),
      ...nearMissList(app, wanted, found),
    ];
    return { kind: 'card', card: { text: messageText(words), blocks } };
  }
  const fewer = narrowingHint(wanted.query, found.devices, wanted.next);
  return {
    kind: 'card',
    card: renderDeviceList(
      {
        devices: found.devices,
        from: found.from,
        total: found.total,
        more: found.more,
        page,
        searched: queryText(query, found.people),
        kinds: kindsOf(query, found.devices),
        assignedTo: assignedTo(query, found, actor.email),
        typed: wanted.typed,
        next: wanted.next,
        ...(wanted.rest && { rest: wanted.rest }),
        tagged: taggedSearch(wanted, found),
        narrower: fewer && `${command} ${fewer}`,
        remarks,
      },
      app.now(),
    ),
  };
}

/** A narrower search, where what was typed is a tag that only some of these devices have. */
function taggedSearch({ query, next, rest = '' }: CommandGoal, { tagged, devices, total }: SearchResult) {
  const isAll = tagged?.count === (total ?? devices.length);
  if (tagged === null || tagged.count === 0 || isAll || rest !== '') return null;
  const typed = taggedQuery(query, tagged.tag, next);
  return typed === null ? null : { ...tagged, typed };
}

function nearMissList(app: AppContext, wanted: CommandGoal, { near }: SearchResult): Card['blocks'] {
  const devices = near.flatMap((one) => one.devices);
  if (devices.length === 0) return [];
  const list = renderDeviceList(
    {
      devices,
      more: false,
      page: 0,
      searched: near.map(({ meant }) => meant).join(', '),
      typed: wanted.typed,
      next: wanted.next,
      narrower: null,
    },
    app.now(),
  );
  return list.blocks;
}

/** What a search came to as a card, and the way to the rest where it is a list. */
export async function findCard(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal,
  options: { readonly index?: undefined } = {},
): Promise<{ readonly card: Card; readonly readOn: () => Promise<SearchResult | null> }> {
  const { recorded, ...outcome } = await searchUnrecorded(app, interaction, wanted, 0, options);
  if (outcome.kind === 'card') {
    await recorded;
    return outcome;
  }
  const { device, isFresh, remarks } = outcome;
  const which = { deviceId: device.id, ...(isFresh && { found: device }) };
  const drawing = cardFor(app, interaction, which, { remarks });
  // Its fault is heard below, unless another device is meant.
  drawing.catch(() => undefined);
  const [isRight] = await Promise.all([isFresh || app.helpdesk.isStillThere(wanted.query, device), recorded]);
  if (!isRight) return findCard(app, interaction, wanted, ASK_KANDJI);
  return { card: await drawing, readOn: async () => null };
}

/** The card of the one device with exactly this name; `null`: there is none, or this person looks up none. One list. */
export async function cardOfDeviceNamed(
  app: AppContext,
  interaction: Interaction,
  name: string,
): Promise<Card | null> {
  const actor = await interaction.actor();
  if (!app.helpdesk.heldBy(actor).includes('lookup')) return null;
  const query: Query = { by: 'keys', where: { name } };
  const { first } = await app.helpdesk.searchDevices(actor, query, { nearMisses: false });
  const { exact, asOf } = first;
  if (exact === null || (asOf !== null && !(await app.helpdesk.isStillThere(query, exact)))) return null;
  return cardFor(app, interaction, { deviceId: exact.id, ...(asOf === null && { found: exact }) });
}

/** Finds and answers with cards; `readOn` reads every page and says how many there are. */
export async function answerFind(
  app: AppContext,
  interaction: Interaction,
  wanted: CommandGoal,
  readOn: boolean,
): Promise<void> {
  const { card, readOn: rest } = await findCard(app, interaction, wanted);
  await interaction.reply(card);
  const all = readOn ? await rest() : null;
  if (!all) return;
  const words = wasFullyRead(all);
  await interaction.reply({ text: messageText(words), blocks: [section(words)] });
}
