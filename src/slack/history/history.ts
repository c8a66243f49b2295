import type { KnownBlock } from '@slack/types';
import type { AuditEntry } from '../../helpdesk/store-port.ts';
import { actions, button, context, header, LIMITS, section } from '../block-kit/blocks.ts';
import { counted } from '../block-kit/format.ts';
import { HISTORY_KEYS } from '../block-kit/ids.ts';
import {
  code,
  foreign,
  instant,
  join,
  lines,
  messageText,
  userMention,
  type Words,
  words,
} from '../block-kit/text.ts';
import type { Card } from '../devices/device.ts';
import { about, became, did, result } from './history-text.ts';

/** What a page of history is about: exactly one of these. */
export type HistoryAbout = Partial<Readonly<Record<(typeof HISTORY_KEYS)[number], string>>>;

/** The record, newest first: who did what to which device, when and why, and how it ended. One page of it. */
export function historyList(entries: readonly AuditEntry[], about: HistoryAbout = {}, size = 20): Card {
  if (entries.length === 0) {
    const none = words`The record has nothing (more) about this.`;
    return { text: messageText(none), blocks: [section(none)] };
  }
  const rows = fitting(entries.map(line));
  const last = entries[rows.length - 1];
  const more = last !== undefined && last.seq > 1 && (rows.length < entries.length || entries.length >= size);
  return {
    text: messageText(words`History: ${counted(rows.length, 'entry', 'entries')}, newest first`),
    blocks: [
      header('History'),
      ...rows.map((row) => section(row)),
      context(words`Newest first. Each line has a number in the record, and none can be changed.`),
      ...(more ? older(about, last.seq) : []),
    ],
  };
}

function older(about: HistoryAbout, before: number): KnownBlock[] {
  const by = HISTORY_KEYS.find((key) => about[key] !== undefined);
  const id = by && about[by];
  return by && id ? actions([button('history.page', { by, id, before }, 'Older')]) : [];
}

function line(entry: AuditEntry): Words {
  const { seq, at, requestId, rule } = entry;
  const device = entry.text?.device ? words` · ${foreign(entry.text.device, 80)}` : words``;
  const end = became(entry);
  const what =
    end === null
      ? words`${actor(entry)} ${did(entry.action)} ${about(entry)}${device}${result(entry)}`
      : words`${about(entry)}${device}: ${end}${result(entry)}`;
  const small = join(
    [
      words`${seq}`,
      instant(at),
      requestId === null ? '' : words`request ${code(foreign(requestId, 24))}`,
      rule === null ? '' : foreign(rule, 60),
    ],
    ' · ',
  );
  const change = entry.text?.change ? foreign(entry.text.change, 600) : words``;
  return lines([what, change, why(entry), small]);
}

const actor = ({ actorId, text }: AuditEntry): Words => {
  if (actorId === 'system') return words`The helpdesk`;
  return text?.by ? foreign(text.by, 60) : userMention(actorId, actorId);
};

/** What a person said stands in quotes; a sentence of ours does not. */
function why({ actorId, action, text }: AuditEntry): Words {
  const said = text?.why ?? text?.reason ?? '';
  if (said === '') return words``;
  return actorId === 'system' || action === 'refused' ? foreign(said, 300) : words`“${foreign(said, 300)}”`;
}

/** As many entries as one message holds. */
function fitting(rows: readonly Words[]): readonly Words[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 2);
  const size = JSON.stringify(most.map((row) => section(row))).length;
  return size <= LIMITS.messagePayload - 600 ? most : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}
