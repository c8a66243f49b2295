import type { AuditEntry } from '../../helpdesk/store-ports.ts';
import { context, header, LIMITS, section } from '../blocks.ts';
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
} from '../words.ts';
import type { Card } from './device.ts';
import { about, did, result } from './history-words.ts';
import { counted } from './wording.ts';

/** The record, newest first: who did what to which device, when and why, and how it ended. */
export function historyList(entries: readonly AuditEntry[]): Card {
  if (entries.length === 0) {
    const none = words`The record has nothing about this.`;
    return { text: messageText(none), blocks: [section(none)] };
  }
  const rows = fitting(entries.map(line));
  const left = entries.length - rows.length;
  return {
    text: messageText(words`History: ${counted(entries.length, 'entry', 'entries')}, newest first`),
    blocks: [
      header('History'),
      ...rows.map((row) => section(row)),
      context(
        join(
          [
            words`Newest first. Each line has a number in the record, and none can be changed.`,
            left > 0 ? words`${left} older ones are not shown.` : '',
          ],
          ' ',
        ),
      ),
    ],
  };
}

function line(entry: AuditEntry): Words {
  const { seq, at, requestId, rule } = entry;
  const device = entry.text?.device ? words` · ${foreign(entry.text.device, 80)}` : words``;
  const what = words`${actor(entry)} ${did(entry.action)} ${about(entry)}${device}${result(entry)}`;
  const small = join(
    [
      words`${seq}`,
      instant(at),
      requestId === null ? '' : words`request ${code(foreign(requestId, 24))}`,
      rule === null ? '' : foreign(rule, 60),
    ],
    ' · ',
  );
  return lines([what, why(entry), small]);
}

const actor = ({ actorId, text }: AuditEntry): Words => {
  if (actorId === 'system') return words`The helpdesk`;
  return text?.by ? foreign(text.by, 60) : userMention(actorId, actorId);
};

function why({ text }: AuditEntry): Words {
  const said = text?.why ?? text?.reason ?? '';
  return said === '' ? words`` : words`“${foreign(said, 300)}”`;
}

/** As many entries as one message holds. */
function fitting(rows: readonly Words[]): readonly Words[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 2);
  const size = JSON.stringify(most.map((row) => section(row))).length;
  return size <= LIMITS.messagePayload - 600 ? most : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}
