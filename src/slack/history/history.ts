import type { KnownBlock } from '@slack/types';
import type { AuditEntry } from '../../helpdesk/store-port.ts';
import { actions, button, context, header, LIMITS, section } from '../block-kit/blocks.ts';
import { type Card, withRemarks } from '../block-kit/card.ts';
import { countNoun } from '../block-kit/format.ts';
import { HISTORY_KEYS } from '../block-kit/ids.ts';
import {
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  userMention,
} from '../block-kit/text.ts';
import type { HistoryOf } from '../commands/parse.ts';
import type { AppContext, Interaction } from '../interaction.ts';
import type { ActionListener } from '../listener-types.ts';
import { type CommandGoal, searchAndReply } from '../search/search.ts';
import { actionText, outcomeText, subjectText, transitionText } from './history-text.ts';

/** What a page of history is about: exactly one of these. */
type HistoryAbout = Partial<Readonly<Record<(typeof HISTORY_KEYS)[number], string>>>;

/** The record, newest first: who did what to which device, when and why, and how it ended. One page of it. */
export function renderHistoryList(entries: readonly AuditEntry[], about: HistoryAbout = {}, size = 20): Card {
  if (entries.length === 0) {
    const none = mrkdwn`Nothing more in the audit log about this.`;
    return { text: messageText(none), blocks: [section(none)] };
  }
  const rows = fitting(entries.map(line));
  const last = entries[rows.length - 1];
  const more = last !== undefined && last.seq > 1 && (rows.length < entries.length || entries.length >= size);
  return {
    text: messageText(mrkdwn`History: ${countNoun(rows.length, 'entry', 'entries')}, newest first`),
    blocks: [
      header('History'),
      ...rows.map((row) => section(row)),
      context(mrkdwn`Newest first. The numbers are those of the audit log, where no entry can be changed.`),
      ...(more ? older(about, last.seq) : []),
    ],
  };
}

function older(about: HistoryAbout, before: number): KnownBlock[] {
  const by = HISTORY_KEYS.find((key) => about[key] !== undefined);
  const id = by && about[by];
  return by && id ? actions([button('history.page', { by, id, before }, 'Older')]) : [];
}

function line(entry: AuditEntry): Mrkdwn {
  const { seq, at, requestId, rule } = entry;
  const device = entry.text?.device ? mrkdwn` · ${foreignText(entry.text.device, 80)}` : mrkdwn``;
  const end = transitionText(entry);
  const what =
    end === null
      ? mrkdwn`${actor(entry)} ${actionText(entry.action)} ${subjectText(entry)}${device}${outcomeText(entry)}`
      : mrkdwn`${subjectText(entry)}${device}: ${end}${outcomeText(entry)}`;
  const small = join(
    [
      mrkdwn`${seq}`,
      dateText(at),
      requestId === null ? '' : mrkdwn`request ${code(foreignText(requestId, 24))}`,
      rule === null ? '' : foreignText(rule, 60),
    ],
    ' · ',
  );
  const change = entry.text?.change ? foreignText(entry.text.change, 600) : mrkdwn``;
  return lines([what, change, why(entry), small]);
}

const actor = ({ actorId, text }: AuditEntry): Mrkdwn => {
  if (actorId === 'system') return mrkdwn`The helpdesk`;
  return text?.by ? foreignText(text.by, 60) : userMention(actorId, actorId);
};

/** What a person said stands in quotes; a sentence of ours does not. */
function why({ actorId, action, text }: AuditEntry): Mrkdwn {
  const said = text?.why ?? text?.reason ?? '';
  if (said === '') return mrkdwn``;
  return actorId === 'system' || action === 'refused'
    ? foreignText(said, 300)
    : mrkdwn`“${foreignText(said, 300)}”`;
}

/** As many entries as one message holds. */
function fitting(rows: readonly Mrkdwn[]): readonly Mrkdwn[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 2);
  const size = JSON.stringify(most.map((row) => section(row))).length;
  return size <= LIMITS.messagePayload - 600 ? most : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}

/** The next older page of the record, in place of the page that was pressed. */
export const olderHistory: ActionListener<'history.page'> = async (app, interaction, { by, id, before }) =>
  interaction.updateMessage(await renderHistory(app, interaction, { [by]: id }, before));

const SHOWN = 20;

/** Entries about a device, a person or a request: the newest, or those older than `beforeSeq`. */
export async function renderHistory(
  app: AppContext,
  interaction: Interaction,
  about: HistoryAbout,
  beforeSeq?: number,
): Promise<Card> {
  const page = { limit: SHOWN, ...(beforeSeq !== undefined && { beforeSeq }) };
  return renderHistoryList(
    await app.helpdesk.showHistory(await interaction.actor(), about, page),
    about,
    SHOWN,
  );
}

/** `/kandji history …`: one word could be a request's id; that is looked for first. */
export async function answerHistory(
  app: AppContext,
  interaction: Interaction,
  of: HistoryOf,
  typed: Pick<CommandGoal, 'typed' | 'notes'>,
): Promise<void> {
  const tell = async (about: HistoryAbout, notes = typed.notes) =>
    interaction.reply(withRemarks(await renderHistory(app, interaction, about), notes));
  await app.helpdesk.requireHistory(await interaction.actor());
  if (of.by === 'self') return tell({ actorId: interaction.userId });
  if (of.by === 'person') return tell({ actorId: of.userId });
  const request = of.requestId ? await app.ports.store.requests.get(of.requestId.toUpperCase()) : null;
  if (request) return tell({ requestId: request.id });
  const outcome = await searchAndReply(app, interaction, { query: of.query, ...typed, next: 'history' });
  await (outcome.kind === 'one'
    ? tell({ deviceId: outcome.device.id }, outcome.remarks)
    : interaction.reply(outcome.card));
}
