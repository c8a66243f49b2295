import type { MdmError } from '../../helpdesk/mdm-error.ts';
import { macOf } from '../../helpdesk/search/mac-address.ts';
import type { MatchSource, Query, SearchRemark, SearchResult } from '../../helpdesk/search/query.ts';
import { countNoun, platformNames } from '../block-kit/format.ts';
import {
  code,
  dateText,
  foreignText,
  join,
  type Mrkdwn,
  mrkdwn,
  ownText,
  userMention,
} from '../block-kit/text.ts';
import { type HelpPlaces, noOwnDevicesText } from '../who-can-help.ts';
import { queryText } from './query-words.ts';

export { assignedTo, kindsOf, narrowingHint, queryText, taggedQuery } from './query-words.ts';

/** What each way of looking is called. */
const TRIED: Readonly<Record<MatchSource, string>> = {
  serial: 'serial',
  asset: 'asset tag',
  name: 'device name',
  user: 'person',
  email: 'email',
  mac: 'MAC address',
  id: 'device id',
  tag: 'tag',
  link: 'the link',
  keys: 'all keys together',
  mine: 'your Slack email',
};

/** Nothing matched: what was tried, why that may be, and the next step. `meant`: a command that was perhaps mistyped. `command`: the slash command's name. */
export function nothingFoundText(
  found: SearchResult,
  query: Query,
  meant: string | null,
  { command, email, places }: SearchReader,
): Mrkdwn {
  if (query.by === 'mine') return noneOfMineText(query.platforms, { command, email, places });
  const special = found.remarks.find(({ kind }) => kind in SPECIAL);
  if (special !== undefined) return remarkWords(special, command);
  return join(
    [
      heading(query, found),
      triedWords(found.tried.filter((by) => !found.failed.some((one) => one.by === by))),
      meant === null ? ownText('') : mrkdwn`Did you mean ${code(`${command} ${meant}`)}?`,
      ...found.near.map((near) => mrkdwn`Did you mean ${code(near.meant)}?`),
      perWord(found),
      advice(query, found, meant, command),
    ],
    ' ',
  );
}

/** Who reads what a search came to. */
export interface SearchReader {
  /** What the command is called here: `/kandji`. */
  readonly command: string;
  /** By which their own devices are found; empty when Slack doesn't say. */
  readonly email: string;
  readonly places: Omit<HelpPlaces, 'phone'>;
}

function noneOfMineText(platforms: readonly string[], { command, email, places }: SearchReader): Mrkdwn {
  if (platforms.length === 0 || email === '') return noOwnDevicesText(email, places);
  const kinds = ownText(platforms.map(platformNames).join(' or '));
  return mrkdwn`No ${kinds} are assigned to ${foreignText(email, 100)}. ${code(`${command} mine`)} shows every device of yours.`;
}

function heading(query: Query, { people, isLimited, remarks }: SearchResult): Mrkdwn {
  if (query.by === 'slack-people')
    return join(
      [
        join(
          query.userIds.map((id) => userMention(id, id)),
          ', ',
        ),
        ownText('has no device that I can find.'),
      ],
      ' ',
    );
  const missing = remarks.flatMap((one) => (one.kind === 'not-found' ? one.typed : []));
  const searched = missing.length > 0 ? codes(missing) : code(foreignText(queryText(query, people), 120));
  return isLimited
    ? mrkdwn`No device that you have permission to see matches ${searched}.`
    : mrkdwn`Nothing found for ${searched}.`;
}

/** "I tried serial, asset tag, device name and person." */
function triedWords(tried: readonly MatchSource[]): Mrkdwn {
  const names = tried.map((by) => TRIED[by]);
  const last = names.at(-1);
  if (last === undefined || tried.includes('link')) return ownText('');
  const all = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return ownText(`I tried ${all}.`);
}

/** "`uninstall` matches nothing; `C02XG` alone matches 1 device." */
function perWord({ perWord: lists }: SearchResult): Mrkdwn {
  if (lists.length === 0) return ownText('');
  const each = lists.map(({ word, devices, more }) =>
    devices.length === 0
      ? mrkdwn`${code(foreignText(word, 60))} matches nothing`
      : mrkdwn`${code(foreignText(word, 60))} alone matches ${countNoun(devices.length, 'device')}${ownText(more ? ' or more' : '')}`,
  );
  return mrkdwn`${join(each, '; ')}.`;
}

function advice(query: Query, found: SearchResult, meant: string | null, command: string): Mrkdwn {
  if (found.near.length > 0 || meant !== null) return ownText('');
  if (query.by === 'keys')
    return ownText(
      Object.keys(query.where).length > 1 ? 'Leave a key out, or give fewer letters.' : otherWay(query),
    );
  if (query.by === 'id' || query.by === 'console-link') return ownText('It may have been deleted at Kandji.');
  if (query.by === 'slack-people') return mrkdwn`Try their name: ${code(`${command} <name>`)}`;
  const fewer = ownText(`Devices that aren't enrolled don't show up here. ${otherWay(query)}`);
  const [word = '', ...more] = query.by === 'words' ? query.words : [];
  // The tags could not be read. A name has letters alone; a serial or an asset tag seldom has.
  return more.length > 0 || found.tried.includes('tag') || !/^[\p{L}_-]+$/u.test(word)
    ? fewer
    : join(
        [fewer, mrkdwn`If it is a tag at Kandji: ${code(foreignText(`${command} tag:${word}`, 80))}`],
        ' ',
      );
}

/** What else can be typed. A part of a MAC address or of an e-mail address is hardly what anybody knows. */
function otherWay(query: Query): string {
  const { mac, email, emailExact } = query.by === 'keys' ? query.where : {};
  const typed = query.by === 'words' ? query.words : query.by === 'each' ? query.texts : [];
  if (mac !== undefined || typed.some((word) => macOf(word) !== null))
    return 'Check the address, or try the serial number.';
  if ((email ?? emailExact) !== undefined || typed.some((word) => word.includes('@')))
    return "Check the address, or try the person's name.";
  return 'Try fewer letters.';
}

/** What to say beside a list or a card: how keys were read, what could not be tried, what is missing. */
export function resultRemarks(found: SearchResult, command: string): readonly Mrkdwn[] {
  const { failed, dropped, capped } = found;
  return [
    ...failed.map(({ by, error }) => couldNot(by, error)),
    ...found.remarks.map((remark) => remarkWords(remark, command)),
    ...twins(found),
    ...(dropped > 0
      ? [ownText(`Left out: ${countNoun(dropped, 'row')} from Kandji that couldn't be read.`)]
      : []),
    ...(capped ? [wasFullyRead(found)] : []),
    ...(found.asOf === null ? [] : [mrkdwn`As of ${dateText(found.asOf, 'time')}.`]),
    ...(found.fromCache ? [ownText('Kandji is busy, so this is from a moment ago.')] : []),
  ];
}

/** A device that enrolls again leaves its old record behind, so one serial number can have two. */
function twins({ devices }: SearchResult): readonly Mrkdwn[] {
  const bySerial = Map.groupBy(
    devices.filter(({ serialNumber }) => serialNumber !== ''),
    ({ serialNumber }) => serialNumber.toUpperCase(),
  );
  return [...bySerial].flatMap(([serial, records]) => {
    const removed = records.filter(({ isRemoved }) => isRemoved).length;
    const which = removed === 0 ? ownText('') : mrkdwn` (${removed} removed)`;
    return records.length < 2
      ? []
      : [mrkdwn`${records.length} records have the serial number ${code(serial)}${which}.`];
  });
}

/** What to say below {@link nothingFoundText}: the same, without what it has said already. */
export const emptyResultRemarks = (found: SearchResult, command: string): readonly Mrkdwn[] =>
  resultRemarks(
    { ...found, remarks: found.remarks.filter(({ kind }) => !(kind in SPECIAL || kind === 'not-found')) },
    command,
  );

/** After reading on: how many there are now. */
export const wasFullyRead = (found: SearchResult): Mrkdwn => {
  const count = found.devices.length.toLocaleString('en-US');
  if (found.capped && found.devices.length === 0)
    return ownText('I stopped reading before the end, so there may be some. Narrow the search to see them.');
  if (found.capped)
    return ownText(`I stopped reading at ${count} devices. Narrow the search to see the rest.`);
  return found.more
    ? ownText(`${count} devices so far. Kandji didn't give the rest, so there may be more.`)
    : ownText(`That is all: ${countNoun(found.devices.length, 'device')}.`);
};

function couldNot(by: MatchSource, { permission, sentence, endpoint, reason }: MdmError): Mrkdwn {
  const head = mrkdwn`Couldn't search by ${ownText(TRIED[by])}: `;
  if (permission !== null)
    return mrkdwn`${head}the Kandji token is missing the permission “${foreignText(permission)}”.`;
  if (reason === 'permission') return mrkdwn`${head}the Kandji token may not call ${code(endpoint)}.`;
  return mrkdwn`${head}${foreignText(sentence)}`;
}

/** Remarks that are the whole answer. */
const SPECIAL: Readonly<Partial<Record<SearchRemark['kind'], true>>> = {
  'no-own-email': true,
  'foreign-link': true,
  'unreadable-link': true,
};

function remarkWords(remark: SearchRemark, command: string): Mrkdwn {
  switch (remark.kind) {
    case 'tag-spelling':
      return mrkdwn`I read the tag ${code(remark.typed)} as ${codes(remark.names)}.`;
    case 'unknown-tag':
      return mrkdwn`Kandji has no tag ${code(remark.typed)}.${didYouMean(remark.nearest)}`;
    case 'unknown-blueprint':
      return mrkdwn`Kandji has no blueprint ${code(remark.typed)}.${didYouMean(remark.nearest)}`;
    case 'several-blueprints':
      return mrkdwn`${code(remark.typed)} is in the name of several blueprints: ${join(remark.names, ', ')}.`;
    case 'by-name-instead':
      return mrkdwn`No device has the Slack email of ${foreignText(remark.name)}, so I searched by name.`;
    case 'no-own-email':
      return ownText("Slack doesn't tell me your email, so I can't tell which devices are yours.");
    case 'foreign-link':
      return ownText("That link leads to another company's Kandji. I can only read this company's.");
    case 'unreadable-link':
      return mrkdwn`That link names no device that I can find. Copy the address of a device's page in Kandji, or type its serial: ${code(`${command} H4TX90QLM2`)}`;
    case 'not-found':
      return mrkdwn`Nothing found for ${codes(remark.typed)}.`;
    case 'left-out':
      return mrkdwn`Too many at once. Not looked for: ${codes(remark.typed.slice(0, 10))}${ownText(remark.typed.length > 10 ? ' and more' : '')}.`;
    case 'index-not-ready':
      return remark.asOf === null
        ? ownText('The device index is still being built, so I asked Kandji directly.')
        : mrkdwn`The device index is from ${dateText(remark.asOf)}, so I asked Kandji directly.`;
    case 'not-in-index':
      return ownText('Not in the device index yet. I asked Kandji directly.');
    case 'platform-ignored':
      return ownText('I found nothing on that platform, so I took the word as part of the name.');
  }
}

function codes(texts: readonly string[]): Mrkdwn {
  const each = texts.map((text) => code(foreignText(text, 60)));
  return join(each, ', ');
}

const didYouMean = (name: string | null): Mrkdwn =>
  name === null ? ownText('') : mrkdwn` Did you mean ${code(name)}?`;
