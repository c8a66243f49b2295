import type { KnownBlock } from '@slack/types';
import type { HelpdeskRequest } from '../../helpdesk/request.ts';
import { button, context, header, LIMITS, named, section } from '../block-kit/blocks.ts';
import { requestState, counted as some, wanted } from '../block-kit/format.ts';
import {
  bold,
  code,
  foreign,
  instant,
  join,
  lines,
  messageText,
  type Words,
  words,
} from '../block-kit/text.ts';
import type { Card } from '../devices/device.ts';
import { capitalised, neededWords } from './status-text.ts';

const TITLES = { own: 'My requests', open: 'Open requests', all: 'Requests' } as const;

const NONE = {
  own: 'You have asked for nothing yet.',
  open: 'No request is open: nothing waits, nothing is under way.',
  all: 'Nobody has asked for anything yet.',
} as const;

/** Requests, newest first, each with its own *Open*: such a list is never redrawn. `now` is epoch ms. */
export function requestList(
  requests: readonly HelpdeskRequest[],
  which: keyof typeof TITLES,
  now: number,
): Card {
  const title = words`${TITLES[which]}`;
  if (requests.length === 0) {
    const none = words`${NONE[which]}`;
    return { text: messageText(none), blocks: [section(none)] };
  }
  const rows = fitting(requests.map((request) => row(request, now)));
  const left = requests.length - rows.length;
  return {
    text: messageText(words`${title}: ${some(requests.length, 'request')}`),
    blocks: [header(title), ...rows, ...(left > 0 ? [context(words`${left} more are not shown.`)] : [])],
  };
}

function row(request: HelpdeskRequest, now: number): KnownBlock {
  const { id, snapshot, requesterName, createdAt } = request;
  return section(
    lines([
      words`${bold(capitalised(foreign(wanted(request), 120)))} · ${named(snapshot.device.name, 80)}`,
      stateOf(request, now),
      join([foreign(requesterName, 60), instant(createdAt), words`request ${code(foreign(id, 24))}`], ' · '),
    ]),
    button('request.open', { requestId: id }, 'Open', { says: words`Open request ${foreign(id, 24)}` }),
  );
}

function stateOf(request: HelpdeskRequest, now: number): Words {
  if (request.state !== 'pending') return capitalised(words`${requestState(request)}`);
  const { howMany, who } = neededWords(request, now);
  return words`⏳ ${howMany}: ${who}`;
}

/** As many rows as one message holds. */
function fitting(rows: readonly KnownBlock[]): readonly KnownBlock[] {
  const most = rows.slice(0, LIMITS.messageBlocks - 2);
  return JSON.stringify(most).length <= LIMITS.messagePayload - 600
    ? most
    : fitting(most.slice(0, Math.floor(most.length * 0.8)));
}
