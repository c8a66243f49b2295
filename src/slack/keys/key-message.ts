import type { Button, KnownBlock } from '@slack/types';
import { keyOf } from '../../helpdesk/operations/index.ts';
import { type HelpdeskRequest, openUntil, readyUntil } from '../../helpdesk/request.ts';
import type { CardCopy } from '../../helpdesk/store-port.ts';
import { deviceWord, joinList } from '../../helpdesk/text.ts';
import { actions, button, context, divider, header, section } from '../block-kit/blocks.ts';
import type { Card } from '../block-kit/card.ts';
import {
  bold,
  code,
  foreignText,
  join,
  lines,
  type Mrkdwn,
  messageText,
  mrkdwn,
  ownText,
} from '../block-kit/text.ts';
import { deadlineText, type Holders } from '../requests/approvers-text.ts';
import { notShownText, recipientText, shownFromTo } from '../requests/key-text.ts';
import { requestButton } from '../requests/request-buttons.ts';
import { nameText, whoseDevice } from '../requests/request-text.ts';
import { statusText } from '../requests/status-text.ts';

/** By the kind of key. */
const SHOW: Readonly<Record<string, string>> = {
  'filevault-key': 'Show key',
  'unlock-pin': 'Show PIN',
  'recovery-password': 'Show password',
  'bypass-code': 'Show code',
};

/** What the button says. */
export const showLabel = (request: HelpdeskRequest): string =>
  SHOW[keyOf(request)?.operation.secret ?? ''] ?? 'Show key';

const labelOf = (request: HelpdeskRequest): string => keyOf(request)?.operation.label ?? 'Key';

/** "FileVault key for Noor Halim's Mac". */
const what = (request: HelpdeskRequest): Mrkdwn =>
  mrkdwn`${labelOf(request)} for ${whoseDevice(request.snapshot.device)}`;

/** The recipient is the person whose device it is, for whom someone else requested. */
const isForOther = (request: HelpdeskRequest): boolean =>
  keyOf(request)?.params.recipient.userId !== request.requesterId;

/**
 * A key's message for its recipient, or for its requester where that is someone else. It is edited as the request goes on, and never
 * holds the key. `null`: another copy, or no key. `now` is epoch ms; `holders`: who may act on it, by role.
 */
export function renderKeyMessage(
  request: HelpdeskRequest,
  place: CardCopy['place'],
  now: number,
  holders: Holders,
): Card | null {
  if (keyOf(request) === null || (place !== 'requester' && place !== 'recipient')) return null;
  const isRecipient = place === 'recipient' || !isForOther(request);
  const said = isRecipient ? toRecipient(request, now, holders) : toRequester(request, now, holders);
  return {
    text: messageText(join([said.notice ?? said.text], '')),
    blocks: [section(said.text), ...actions(said.buttons), context(smallPrint(request, place))],
  };
}

interface Said {
  readonly text: Mrkdwn;
  /** What a phone shows of the new message, where that is another text. */
  readonly notice?: Mrkdwn;
  readonly buttons: readonly (Button | null)[];
}

const showButton = (request: HelpdeskRequest): Button =>
  button('key.show', { requestId: request.id }, showLabel(request), {
    style: 'primary',
    says: mrkdwn`${showLabel(request)}: ${what(request)}`,
  });

/** On a person's Home: the keys that they may open now. */
export const keysSection = (requests: readonly HelpdeskRequest[], now: number): KnownBlock[] =>
  requests.length === 0
    ? []
    : [
        divider,
        header('Keys and PINs'),
        ...requests
          .slice(0, 10)
          .map((request) => section(lines([bold(what(request)), yours(request, now)]), showButton(request))),
      ];

/** How their own key stands, to its recipient. */
const yours = (request: HelpdeskRequest, now: number): Mrkdwn =>
  request.state === 'ready'
    ? mrkdwn`⏳ ${bold('Ready.')} You can show it until ${deadlineText(readyUntil(request), now)}.`
    : mrkdwn`You can show it again until ${deadlineText(openUntil(request), now)}.`;

function toRecipient(request: HelpdeskRequest, now: number, holders: Holders): Said {
  const show = showButton(request);
  const again = request.requesterId === keyOf(request)?.params.recipient.userId ? [againButton(request)] : [];
  const until = deadlineText(openUntil(request), now);
  const isSeen = request.outcome === null || request.outcome.code === 'key_shown';
  switch (request.state) {
    case 'ready':
      return isForOther(request) ? readyForOther(request, now, show) : ready(request, now, show);
    case 'open':
      return {
        text: isSeen
          ? mrkdwn`${bold(mrkdwn`Shown: ${what(request)}.`)} You can show it again until ${until}.`
          : mrkdwn`❌ ${bold(what(request))}\n${notShownText(request)}. You can try again until ${until}.`,
        buttons: [show],
      };
    case 'closed':
      return {
        text: isSeen
          ? mrkdwn`${bold(mrkdwn`Shown to you, ${shownFromTo(request, now)}:`)} ${what(request)}`
          : mrkdwn`${bold(what(request))}\n${notShownText(request)}.`,
        buttons: again,
      };
    case 'expired':
      return {
        text: mrkdwn`${bold('Expired unused')} at ${deadlineText(readyUntil(request), now)}: ${what(request)}`,
        buttons: again,
      };
    default:
      return {
        text: lines([statusText(request, now, holders), what(request)]),
        buttons: request.state === 'void' ? again : [],
      };
  }
}

function ready(request: HelpdeskRequest, now: number, show: Button): Said {
  const { user } = request.snapshot.device;
  const until = deadlineText(readyUntil(request), now);
  const who = user === null || user.name.trim() === '' ? 'the person' : nameText(user.name, 60);
  const isApproved = request.approvals.length > 0;
  return {
    text: lines([
      isApproved ? mrkdwn`✅ ${bold(mrkdwn`Approved: ${what(request)}`)}` : bold(what(request)),
      mrkdwn`Press ${bold(showLabel(request))} when ${who} is ready to type it. From then on you have 15 minutes.`,
      mrkdwn`Expires unused at ${until}.`,
    ]),
    notice: mrkdwn`${ownText(isApproved ? 'Approved: ' : '')}${what(request)}. Show it by ${until}.`,
    buttons: [show, button('request.cancel', { requestId: request.id }, 'Not needed')],
  };
}

function readyForOther(request: HelpdeskRequest, now: number, show: Button): Said {
  const { platform } = request.snapshot.device;
  const thing = request.changes[0]?.operation === 'show-filevault-key' ? 'recovery key' : labelOf(request);
  const head = mrkdwn`Your ${deviceWord(platform)}'s ${thing === 'recovery key' ? thing : thing.toLowerCase().replace('pin', 'PIN')} is ready`;
  return {
    text: lines([
      mrkdwn`✅ ${bold(head)}`,
      mrkdwn`${howToType(request)} You have 15 minutes from then on.`,
      mrkdwn`Expires unused at ${deadlineText(readyUntil(request), now)}.`,
    ]),
    notice: mrkdwn`${head}. Show it by ${deadlineText(readyUntil(request), now)}.`,
    buttons: [show],
  };
}

const howToType = (request: HelpdeskRequest): Mrkdwn =>
  request.changes[0]?.operation === 'show-filevault-key'
    ? mrkdwn`Start your Mac, choose ${bold('?')} at the password field, then press ${bold(showLabel(request))} here and type it in.`
    : mrkdwn`Press ${bold(showLabel(request))} here when your ${deviceWord(request.snapshot.device.platform)} asks for it, and type it in.`;

function toRequester(request: HelpdeskRequest, now: number, holders: Holders): Said {
  const { state } = request;
  const canRepeat = state === 'closed' || state === 'expired' || state === 'void';
  return {
    text: lines([
      statusText(request, now, holders),
      state === 'ready'
        ? mrkdwn`${recipientText(request)} has a message from me with ${bold(showLabel(request))}.`
        : '',
      what(request),
    ]),
    buttons: [
      state === 'ready' || state === 'held' ? requestButton('request.cancel', request) : null,
      canRepeat ? againButton(request) : null,
      requestButton('request.open', request),
    ],
  };
}

const againButton = ({ deviceId, changes }: HelpdeskRequest): Button =>
  button(
    'device.operate',
    { operation: changes[0]?.operation ?? 'show-filevault-key', deviceId },
    'Request again',
  );

function smallPrint(request: HelpdeskRequest, place: 'requester' | 'recipient'): Mrkdwn {
  const { approvals, snapshot, requesterName, id } = request;
  const names = approvals.map(({ approverName }) => approverName);
  return join(
    [
      place === 'recipient' ? mrkdwn`requested by ${nameText(requesterName, 60)}` : '',
      names.length > 0 ? mrkdwn`approved by ${foreignText(joinList(names, 'and'), 200)}` : '',
      foreignText(snapshot.device.serialNumber, 40),
      code(foreignText(id, 24)),
    ],
    ' · ',
  );
}
