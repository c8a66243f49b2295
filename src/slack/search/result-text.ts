import type { FleetError } from '../../helpdesk/mdm-error.ts';
import type { Found, FoundBy, Remark } from '../../helpdesk/search/found.ts';
import type { Query } from '../../helpdesk/search/query.ts';
import { counted, platformName } from '../block-kit/format.ts';
import { code, foreign, join, own, userMention, type Words, words } from '../block-kit/text.ts';
import { searchedFor } from './query-words.ts';

export { assignedTo, kindsOf, narrower, searchedFor } from './query-words.ts';

/** What each way of looking is called. */
const TRIED: Readonly<Record<FoundBy, string>> = {
  serial: 'serial',
  asset: 'asset tag',
  name: 'device name',
  user: 'person',
  email: 'e-mail',
  mac: 'MAC address',
  id: 'device id',
  tag: 'tag',
  link: 'the link',
  keys: 'all keys together',
  mine: 'your Slack e-mail',
};

/** Nothing matched: what was tried, why that may be, and the next step. `meant`: a command that was perhaps mistyped. `command`: the slash command's name. */
export function foundNothing(found: Found, query: Query, meant: string | null, command: string): Words {
  const special = found.remarks.find(({ kind }) => kind in SPECIAL);
  if (special !== undefined) return remarkWords(special, command);
  if (found.hidden > 0)
    return join([own('Nothing here that you may look at.'), hiddenWords(found.hidden)], ' ');
  return join(
    [
      heading(query, found),
      triedWords(found.tried.filter((by) => !found.failed.some((one) => one.by === by))),
      meant === null ? own('') : words`Did you mean ${code(`${command} ${meant}`)}?`,
      ...found.near.map((near) => words`Did you mean ${code(near.meant)}?`),
      perWord(found),
      advice(query, found, meant, command),
    ],
    ' ',
  );
}

function heading(query: Query, { people }: Found): Words {
  if (query.by === 'mine') {
    const kinds = query.platforms.map((one) => `${platformName(one)} `).join('or ');
    return own(`No ${kinds}device in Kandji has your e-mail.`);
  }
  if (query.by === 'slack-people')
    return join(
      [
        join(
          query.userIds.map((id) => userMention(id, id)),
          ', ',
        ),
        own('has no device that I can find.'),
      ],
      ' ',
    );
  return words`Nothing found for ${code(foreign(searchedFor(query, people), 120))}.`;
}

/** "I tried serial, asset tag, device name and person." */
function triedWords(tried: readonly FoundBy[]): Words {
  const names = tried.map((by) => TRIED[by]);
  const last = names.at(-1);
  if (last === undefined || tried.includes('link')) return own('');
  const all = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return own(`I tried ${all}.`);
}

/** "`uninstall` matches nothing; `C02XG` alone matches 1 device." */
function perWord({ perWord: lists }: Found): Words {
  if (lists.length === 0) return own('');
  const each = lists.map(({ word, devices, more }) =>
    devices.length === 0
      ? words`${code(foreign(word, 60))} matches nothing`
      : words`${code(foreign(word, 60))} alone matches ${counted(devices.length, 'device')}${own(more ? ' or more' : '')}`,
  );
  return words`${join(each, '; ')}.`;
}

function advice(query: Query, found: Found, meant: string | null, command: string): Words {
  if (found.near.length > 0 || meant !== null) return own('');
  if (query.by === 'keys') return own('Leave a key out, or give fewer letters.');
  if (query.by === 'mine' && query.platforms.length > 0)
    return words`${code(`${command} mine`)} shows every device of yours.`;
  if (query.by === 'mine') return own('If you have one, ask the helpdesk to assign it to you.');
  if (query.by === 'id' || query.by === 'console-link') return own('It may have been deleted at Kandji.');
  if (query.by === 'slack-people') return words`Try their name: ${code(`${command} <name>`)}`;
  const fewer = own("Not enrolled yet? Then I can't see it. Try fewer letters.");
  const [word = '', ...more] = query.by === 'words' ? query.words : [];
  // The tags could not be read. A name has letters alone; a serial or an asset tag seldom has.
  return more.length > 0 || found.tried.includes('tag') || !/^[\p{L}_-]+$/u.test(word)
    ? fewer
    : join([fewer, words`If it is a tag at Kandji: ${code(foreign(`${command} tag:${word}`, 80))}`], ' ');
}

/** What to say beside a list or a card: how keys were read, what could not be tried, what is missing. */
export function remarksOn(found: Found, command: string): readonly Words[] {
  const { failed, hidden, dropped, capped } = found;
  return [
    ...failed.map(({ by, error }) => couldNot(by, error)),
    ...found.remarks.map((remark) => remarkWords(remark, command)),
    ...twins(found),
    ...(hidden > 0 ? [hiddenWords(hidden)] : []),
    ...(dropped > 0
      ? [
          own(
            `${counted(dropped, 'row')} from Kandji could not be read and ${dropped === 1 ? 'is' : 'are'} left out.`,
          ),
        ]
      : []),
    ...(capped ? [allRead(found)] : []),
    ...(found.fromCache ? [own('Kandji is busy, so this is from a moment ago.')] : []),
  ];
}

/** A device that enrolls again leaves its old record behind, so one serial number can have two. */
function twins({ devices }: Found): readonly Words[] {
  const bySerial = Map.groupBy(
    devices.filter(({ serialNumber }) => serialNumber !== ''),
    ({ serialNumber }) => serialNumber.toUpperCase(),
  );
  return [...bySerial].flatMap(([serial, records]) => {
    const removed = records.filter(({ isRemoved }) => isRemoved).length;
    const which = removed === 0 ? own('') : words` (${removed} removed)`;
    return records.length < 2
      ? []
      : [words`${records.length} records have the serial number ${code(serial)}${which}.`];
  });
}

/** What to say below {@link foundNothing}: the same, without what it has said already. */
export const remarksOnNothing = (found: Found, command: string): readonly Words[] =>
  remarksOn(
    { ...found, hidden: 0, remarks: found.remarks.filter(({ kind }) => !(kind in SPECIAL)) },
    command,
  );

/** After reading on: how many there are now. */
export const allRead = (found: Found): Words => {
  const count = found.devices.length.toLocaleString('en-US');
  if (found.capped) return own(`I stopped reading at ${count} devices. Narrow the search to see the rest.`);
  return found.more
    ? own(`${count} devices so far. Kandji did not give the rest, so there may be more.`)
    : own(`That is all: ${counted(found.devices.length, 'device')}.`);
};

const hiddenWords = (hidden: number): Words =>
  own(
    `${counted(hidden, 'more device')} ${hidden === 1 ? 'fits' : 'fit'}, but your role does not include looking at ${hidden === 1 ? 'it' : 'them'}.`,
  );

function couldNot(by: FoundBy, { permission, sentence, endpoint, reason }: FleetError): Words {
  if (permission !== null)
    return words`I couldn't search by ${own(TRIED[by])}: the Kandji token lacks '${foreign(permission)}'.`;
  if (reason === 'permission')
    return words`I couldn't search by ${own(TRIED[by])}: the Kandji token may not use ${code(endpoint)}.`;
  return words`I couldn't search by ${own(TRIED[by])}: ${foreign(sentence)}`;
}

/** Remarks that are the whole answer. */
const SPECIAL: Readonly<Partial<Record<Remark['kind'], true>>> = {
  'no-own-email': true,
  'foreign-link': true,
  'unreadable-link': true,
};

function remarkWords(remark: Remark, command: string): Words {
  switch (remark.kind) {
    case 'tag-spelling':
      return words`I read the tag ${code(remark.typed)} as ${codes(remark.names)}.`;
    case 'unknown-tag':
      return words`Kandji has no tag ${code(remark.typed)}.${didYouMean(remark.nearest)}`;
    case 'unknown-blueprint':
      return words`Kandji has no blueprint ${code(remark.typed)}.${didYouMean(remark.nearest)}`;
    case 'several-blueprints':
      return words`${code(remark.typed)} is in the name of several blueprints: ${join(remark.names, ', ')}.`;
    case 'by-name-instead':
      return words`No device has the Slack e-mail of ${foreign(remark.name)}, so I searched by name.`;
    case 'no-own-email':
      return own("Slack doesn't tell me your e-mail, so I can't tell which devices are yours.");
    case 'foreign-link':
      return own("That link leads to another company's Kandji. I can only look into ours.");
    case 'unreadable-link':
      return words`That link names no device that I can find. Copy the address of a device's page in Kandji, or type its serial: ${code(`${command} H4TX90QLM2`)}`;
    case 'not-found':
      return words`Nothing found for ${codes(remark.typed)}.`;
    case 'left-out':
      return words`Too many at once. Not looked for: ${codes(remark.typed.slice(0, 10))}${own(remark.typed.length > 10 ? ' and more' : '')}.`;
    case 'platform-ignored':
      return own('I found nothing on that platform, so I took the word as part of the name.');
  }
}

const codes = (texts: readonly string[]): Words =>
  join(
    texts.map((text) => code(foreign(text, 60))),
    ', ',
  );

const didYouMean = (name: string | null): Words =>
  name === null ? own('') : words` Did you mean ${code(name)}?`;
