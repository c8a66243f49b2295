import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { WatchForm } from '../../helpdesk/watches/keep-watches.ts';
import { MOST_WATCHES } from '../../helpdesk/watches/watch.ts';
import { button, context, LIMITS, modal, plain, section, withAccessibleName } from '../block-kit/blocks.ts';
import { countNoun, platformName } from '../block-kit/format.ts';
import { pick } from '../block-kit/ids.ts';
import { bold, code, foreignText, mrkdwn, ownText, type Text } from '../block-kit/text.ts';
import { pickedValue } from '../block-kit/view-state.ts';
import { paceText, subjectText } from './watch-text.ts';

export const WATCH_TITLE = 'Tell me when…';
const WHAT = 'watch-what';
const WHERE = 'watch-where';
/** What stands in the place of a library item's id. */
export const CHECK_IN = 'check-in';
/** Slack takes ten radio buttons (Slack docs, radio button group); the first is the check-in. */
const MOST_ITEMS = 9;

/** What to wait for, and where it is said. `thread`: one that the person is in. */
export function watchFormView(
  { device, failed, paceMs, left, own }: WatchForm,
  thread: { readonly channel: string; readonly ts: string } | null,
  command: string,
): ModalView {
  const top = section(
    mrkdwn`${bold(withAccessibleName(device.name, 120))} · ${foreignText(platformName(device.platform), 25)}`,
  );
  const watched = own.map((watch) => {
    const { subject } = watch;
    const what =
      subject.kind === 'check-in'
        ? ownText('it checks in')
        : mrkdwn`${foreignText(subject.name, 60)} is no longer failed`;
    return section(
      mrkdwn`You're watching: ${what}`,
      button('watch.end', { watchId: watch.id }, 'End watch', {
        says: mrkdwn`End: ${subjectText(watch, 40)}`,
      }),
    );
  });
  const values = { deviceId: device.id, channel: thread?.channel ?? '', ts: thread?.ts ?? '' };
  if (left === 0) {
    const said = mrkdwn`You have ${MOST_WATCHES} watches already. End one first: ${code(`${command} watch`)}`;
    return modal('watch.form', values, { title: WATCH_TITLE, blocks: [top, section(said), ...watched] });
  }
  const more = (failed?.length ?? 0) - MOST_ITEMS;
  return modal('watch.form', values, {
    title: WATCH_TITLE,
    submit: 'Watch',
    close: 'Cancel',
    blocks: [
      top,
      ...watched,
      radios(WHAT, 'What?', [
        radio(pick('pick.watch').value({ item: CHECK_IN }), 'It checks in'),
        ...(failed ?? [])
          .slice(0, MOST_ITEMS)
          .map(({ itemId, name }) =>
            radio(
              pick('pick.watch').value({ item: itemId }),
              mrkdwn`${foreignText(name, 50)} is no longer failed`,
            ),
          ),
      ]),
      ...(thread
        ? [
            radios(WHERE, 'Where?', [
              radio(pick('pick.place').value({ place: 'dm' }), 'DM'),
              radio(pick('pick.place').value({ place: 'thread' }), 'This thread'),
            ]),
          ]
        : []),
      context(
        mrkdwn`Checked ${ownText(paceText(paceMs))}. Ends after the first message, or after 30 days without one.`,
      ),
      ...(failed === null
        ? [context("Couldn't read the library items, so only the check-in is offered.")]
        : []),
      ...(more > 0 ? [context(`${countNoun(more, 'more failed item')}, not listed here.`)] : []),
    ],
  });
}

/** What was chosen; forged or missing state chooses the check-in, in a direct message. */
export function chosenWatch(state: unknown): { readonly item: string; readonly inThread: boolean } {
  const what = pick('pick.watch').read(pickedValue(state, WHAT, 'pick.watch'));
  const where = pick('pick.place').read(pickedValue(state, WHERE, 'pick.place'));
  return { item: what?.item ?? CHECK_IN, inThread: where?.place === 'thread' };
}

const radio = (value: string, label: Text): PlainTextOption => ({ text: plain(label, LIMITS.option), value });

const radios = (
  blockId: typeof WHAT | typeof WHERE,
  label: string,
  options: PlainTextOption[],
): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, LIMITS.field),
  element: {
    type: 'radio_buttons',
    action_id: blockId === WHAT ? 'pick.watch' : 'pick.place',
    options,
    ...(options[0] && { initial_option: options[0] }),
  },
});
