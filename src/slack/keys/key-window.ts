import type { KnownBlock, ModalView } from '@slack/types';
import { LogLevel, type WebClient, type WebClientOptions } from '@slack/web-api';
import { keyOf } from '../../helpdesk/operations/index.ts';
import type { KeyWindows } from '../../helpdesk/ports.ts';
import { type HelpdeskRequest, openUntil } from '../../helpdesk/request.ts';
import { Secret, type SecretPart } from '../../helpdesk/secret.ts';
import { context, LIMITS, plain, section } from '../block-kit/blocks.ts';
import { platformName } from '../block-kit/format.ts';
import { bold, clip, dateText, foreignText, join, mrkdwn } from '../block-kit/text.ts';
import { slackError } from '../lasting-error.ts';
import { patiently } from '../post-errors.ts';
import { nameText } from '../requests/request-text.ts';
import { showLabel } from './key-message.ts';

/**
 * How the client that fills windows with keys behaves: it tries once, and writes no line, because its lines at the most talkative level
 * hold what it sends and what Slack echoes.
 */
export const SILENT_CLIENT: WebClientOptions = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    setLevel: () => undefined,
    getLevel: () => LogLevel.ERROR,
    setName: () => undefined,
  },
};

/** The one place where a key is opened. `client` was made with {@link SILENT_CLIENT}; `now` is the app's clock, epoch ms. */
export const createKeyWindows = (client: WebClient, now: () => number): KeyWindows => ({
  show: async ({ viewId, hash }, request, key, until) => {
    try {
      const view = shownView(request, Secret.open(key), until);
      await client.views.update({ view_id: viewId, ...(hash !== null && { hash }), view });
      return 'shown';
    } catch (error) {
      // What was thrown holds Slack's answer, which may echo the blocks: it ends here.
      const word = slackError(error);
      if (word === 'not_found') return 'window_closed';
      return word === null ? 'answer_lost' : 'slack_rejected';
    }
  },
  hide: async (viewId, request) => {
    try {
      await client.views.update({ view_id: viewId, view: hiddenView(request, now()) });
    } catch (error) {
      if (slackError(error) === 'not_found') return;
      throw patiently(error);
    }
  },
});

/** Text only: Slack sends a view's blocks back to us with everything that can be pressed or typed in it. */
const textOnly = (request: HelpdeskRequest, blocks: readonly KnownBlock[]): ModalView => ({
  type: 'modal',
  title: plain(keyOf(request)?.operation.label ?? 'Key', LIMITS.viewTitle),
  close: plain('Done', LIMITS.viewTitle),
  blocks: [...blocks],
});

/** `until`: epoch ms, when it is hidden here and until when it can be opened again. */
function shownView(
  request: HelpdeskRequest,
  parts: readonly SecretPart[],
  { hidesAt, closesAt }: { readonly hidesAt: number; readonly closesAt: number },
): ModalView {
  const next = nextStep(request);
  return textOnly(request, [
    section(deviceLine(request)),
    ...parts.flatMap(({ label, value }) => [
      ...(label === null ? [] : [section(bold(label))]),
      valueBlock(value),
    ]),
    section(
      hidesAt < closesAt
        ? mrkdwn`Hidden here at ${dateText(hidesAt, 'time')}. Press ${bold(showLabel(request))} again until ${dateText(closesAt, 'time')}.`
        : mrkdwn`Hidden here at ${dateText(hidesAt, 'time')}.`,
    ),
    ...(next === null ? [] : [context(next)]),
  ]);
}

/** Exactly as Kandji has it: nothing in it can become formatting. */
const valueBlock = (value: string): KnownBlock => ({
  type: 'rich_text',
  elements: [
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: clip(value, LIMITS.section) }] },
  ],
});

const deviceLine = ({ snapshot: { device } }: HelpdeskRequest) =>
  join(
    [
      device.user === null ? '' : nameText(device.user.name, 60),
      foreignText(device.model.trim() || platformName(device.platform), 60),
      foreignText(device.serialNumber, 40),
    ],
    ' · ',
  );

function nextStep({ changes, snapshot }: HelpdeskRequest) {
  const { user } = snapshot.device;
  const who = user === null || user.name.trim() === '' ? mrkdwn`the person` : nameText(user.name, 60);
  switch (changes[0]?.operation) {
    case 'show-filevault-key':
      return mrkdwn`${bold('Next:')} ${who} resets the password, then rotate the key in Kandji.`;
    case 'show-recovery-password':
      return mrkdwn`${bold('Next:')} rotate the password in Kandji once it isn't needed anymore.`;
    default:
      return null;
  }
}

/** What stands in its place. `now` is epoch ms. */
const hiddenView = (request: HelpdeskRequest, now: number): ModalView =>
  textOnly(request, [
    section(
      request.state === 'open' && openUntil(request) > now
        ? mrkdwn`${bold('Hidden.')} You can show it again until ${dateText(openUntil(request), 'time')}.`
        : mrkdwn`${bold('Hidden.')}`,
    ),
  ]);
