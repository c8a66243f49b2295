import type { KnownBlock, ModalView } from '@slack/types';
import type { HistoryQuery } from '../../helpdesk/audit/show-history.ts';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import type { AuditEntry } from '../../helpdesk/store-port.ts';
import { csvLine } from '../../helpdesk/text.ts';
import { actions, button, context, header, LIMITS, modal, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import { countNoun, requestState } from '../block-kit/format.ts';
import type { ActionValues } from '../block-kit/ids.ts';
import {
  bold,
  code,
  dateText,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  quoted,
} from '../block-kit/text.ts';
import { endingText } from '../requests/ending.ts';
import { nameText, shortText } from '../requests/request-text.ts';
import { entryText } from './history-text.ts';

/** A page of requests of a history. */
export interface RequestHistory {
  readonly about: HistoryQuery;
  /** Newest first. */
  readonly requests: readonly HelpdeskRequest[];
  /** There may be more after these. */
  readonly more: boolean;
  /** This person may export it. */
  readonly mayExport: boolean;
}

/** One line per request with its *Details*, newest first; `now` is epoch ms. */
export function renderRequestHistory(
  { about, requests, more, mayExport }: RequestHistory,
  now: number,
): Card {
  const rows = fitting(requests.map((request) => row(request, now)));
  const last = requests[rows.length - 1];
  const isMore = more || rows.length < requests.length;
  const before = last && isMore ? `${last.createdAt}.${last.id}` : null;
  const title =
    requests.length === 0
      ? mrkdwn`No requests found.`
      : mrkdwn`History: ${countNoun(rows.length, 'request')}, newest first`;
  return {
    text: messageText(title),
    blocks: [
      header(about.only === 'keys' ? 'History: keys and PINs' : 'History'),
      ...(rows.length === 0 ? [section(title)] : rows),
      ...actions([
        before === null ? null : button('history.older', historyValues(about, before), 'Older'),
        button('history.all', historyValues(about), 'Show all entries'),
        mayExport && rows.length > 0 ? button('history.csv', historyValues(about), 'CSV to my DM') : null,
      ]),
      context(mrkdwn`${since(about)}Look-ups and views are in *all entries*.`),
    ],
  };
}

const since = ({ since: at }: HistoryQuery): Mrkdwn =>
  at === undefined ? mrkdwn`` : mrkdwn`Since ${dateText(at, 'day')}. `;

/** The same query as a button carries it; `before` says where the page before ended. */
export const historyValues = (about: HistoryQuery, before = ''): ActionValues<'history.older'> => ({
  deviceId: about.deviceId ?? '',
  actorId: about.actorId ?? '',
  requestId: about.requestId ?? '',
  since: about.since ?? 0,
  before,
  only: about.only ?? '',
});

/** What a button carried, as a query again. */
export const historyQuery = ({
  deviceId,
  actorId,
  requestId,
  since: at,
  only,
}: ActionValues<'history.older'>): HistoryQuery => ({
  ...(deviceId !== '' && { deviceId }),
  ...(actorId !== '' && { actorId }),
  ...(requestId !== '' && { requestId }),
  ...(at > 0 && { since: at }),
  ...(only === 'keys' && { only }),
});

function row(request: HelpdeskRequest, now: number): KnownBlock {
  const { id, requesterName, createdAt } = request;
  const ending = endingText(request, now);
  const requested = mrkdwn`requested ${dateText(createdAt)}`;
  const text = ending
    ? [ending.line, join([ending.small, requested], ' · ')]
    : [
        mrkdwn`${request.state === 'unknown' ? '⚠️' : '⏳'} ${bold(shortText(request))}`,
        join([nameText(requesterName, 40), requestState(request), requested], ' · '),
      ];
  return section(
    lines(text),
    button('history.steps', { requestId: id }, 'Details', {
      says: mrkdwn`Details: request ${foreignText(id, 24)}`,
    }),
  );
}

/** As many rows as one message holds. */
function fitting(rows: readonly KnownBlock[]): readonly KnownBlock[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 3);
  return JSON.stringify(most).length <= LIMITS.messagePayload - 2_500
    ? most
    : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}

/** What happened to one request, oldest step first. `now` is epoch ms. */
export function stepsView(request: HelpdeskRequest, entries: readonly AuditEntry[], now: number): ModalView {
  const { id, reason, snapshot, createdAt, requesterName } = request;
  const ending = endingText(request, now);
  const facts = [
    bold(shortText(request)),
    ending ? ending.line : mrkdwn`${requestState(request)}`,
    join([foreignText(snapshot.device.name, 80), foreignText(snapshot.device.serialNumber, 40)], ' · '),
    reason === '' ? mrkdwn`` : mrkdwn`${bold('Reason:')} ${quoted(reason, 600)}`,
  ];
  return modal(
    'history.steps',
    { requestId: id },
    {
      title: 'Details',
      blocks: [
        section(lines(facts)),
        ...entries.slice(0, 60).map((entry) => section(entryText(entry))),
        context(
          mrkdwn`Request ${code(foreignText(id, 24))} · ${nameText(requesterName, 60)} · ${dateText(createdAt)}`,
        ),
      ],
    },
  );
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The CSV's columns, in order. */
const COLUMNS: Readonly<Record<string, (request: HelpdeskRequest) => string | null>> = {
  request: ({ id }) => id,
  requested_at: ({ createdAt }) => iso(createdAt),
  requester: ({ requesterName }) => requesterName,
  change: (request) => shortText(request).plain,
  device: ({ snapshot }) => snapshot.device.name,
  serial_number: ({ snapshot }) => snapshot.device.serialNumber,
  platform: ({ snapshot }) => snapshot.device.platform,
  assigned_to: ({ snapshot }) => snapshot.device.user?.name ?? null,
  reason: ({ reason }) => reason,
  outcome: requestState,
  ended_at: ({ finishedAt }) => iso(finishedAt),
  approved_by: ({ approvals }) => approvals.map(({ approverName }) => approverName).join(', '),
  rule: ({ rule }) => rule,
  device_id: ({ deviceId }) => deviceId,
};

/** Requests as CSV with a line of names; times are ISO 8601 in UTC. */
export function historyCsv(requests: readonly HelpdeskRequest[]): string {
  const rows = requests.map((request) => Object.values(COLUMNS).map((read) => read(request)));
  return [Object.keys(COLUMNS), ...rows].map(csvLine).join('');
}
