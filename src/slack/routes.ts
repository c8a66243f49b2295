import type { App, BlockAction, GlobalShortcut, MessageShortcut, ViewSubmitAction } from '@slack/bolt';
import { ACTION_IDS, type ActionId, action, VIEW_IDS, type ViewId, view } from './block-kit/ids.ts';
import { command } from './command.ts';
import { events } from './events.ts';
import { CHANGE_ACTIONS, CHANGE_OPTIONS, CHANGE_VIEWS } from './index.ts';
import { LOOKING_ACTIONS, LOOKING_OPTIONS, LOOKING_VIEWS } from './index-listener.ts';
import { type Kept, kept } from './interaction-context.ts';
import type { ActionListener, OptionsListener, StateValues, SubmissionListener } from './listener-types.ts';
import type { Room } from './room.ts';
import { shortcuts } from './shortcuts.ts';
import { staleButton, staleModal } from './stale.ts';

/** Every button and menu. The compiler demands one listener for each id that was ever posted. */
const ACTIONS: { readonly [Id in ActionId]: ActionListener<Id> } = { ...LOOKING_ACTIONS, ...CHANGE_ACTIONS };

/** Every modal that can be submitted. */
const VIEWS: { readonly [Id in ViewId]?: SubmissionListener<Id> } = { ...LOOKING_VIEWS, ...CHANGE_VIEWS };

/** Every menu that asks while one types. */
export const OPTIONS: Readonly<Record<string, OptionsListener>> = { ...LOOKING_OPTIONS, ...CHANGE_OPTIONS };

/** The route table: everything Slack can send, and where it goes. The manifest names the command and the shortcuts. */
export function registerListeners(app: App, room: Room): void {
  app.command(/.*/, command(room));
  app.shortcut<GlobalShortcut>({ type: 'shortcut', callback_id: /.*/ }, shortcuts.find(room));
  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: /.*/ }, shortcuts.lookUp(room));
  app.event('app_home_opened', events.home(room));
  app.event('app_mention', events.mention(room));
  app.message(events.directMessage(room));
  app.event('subteam_members_changed', events.groupChanged(room));
  app.action<BlockAction>(/.*/, async ({ body, context }) => pressed(room, body, kept(context)));
  app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ body, context }) =>
    submitted(room, body, kept(context)),
  );
  app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ context }) => kept(context).ack());
  app.options<'block_suggestion'>(/.*/, async ({ options, context }) => {
    const { press, ack } = kept(context);
    const listener = OPTIONS[options.action_id];
    const found = listener
      ? await listener(room, press, options.value, { metadata: options.view?.private_metadata ?? '' })
      : [];
    await ack({ options: found });
  });
}

async function pressed(room: Room, body: BlockAction, { press, ack }: Kept): Promise<void> {
  await ack();
  const [pressedOn] = body.actions;
  const id = ACTION_IDS.find((known) => known === pressedOn?.action_id);
  const carried = carriedBy(pressedOn);
  const values = id && action(id).read(carried.value);
  if (!id || !values) return staleButton(press);
  const state: StateValues = body.view?.state?.values ?? body.state?.values ?? {};
  const given = { state, metadata: body.view?.private_metadata ?? '', typed: carried.typed };
  const listener = ACTIONS[id] as ActionListener<ActionId>;
  await listener(room, press, values as never, given);
}

async function submitted(room: Room, body: ViewSubmitAction, { press, ack }: Kept): Promise<void> {
  const id = VIEW_IDS.find((known) => known === body.view.callback_id);
  const listener = id && (VIEWS[id] as SubmissionListener<ViewId> | undefined);
  const values = id && view(id).read(body.view.private_metadata);
  if (!listener || !values) return ack({ response_action: 'update', view: staleModal(press) });
  const answer = await listener(room, press, values as never, {
    state: body.view.state.values,
    viewId: body.view.id,
  });
  await ack(answer.ack);
  await answer.after?.();
}

/** What a button or a menu carries; a text box carries what was typed. */
function carriedBy(element: BlockAction['actions'][number] | undefined): {
  readonly value: string;
  readonly typed: string | null;
} {
  if (!element) return { value: '', typed: null };
  if (element.type === 'plain_text_input') return { value: '', typed: element.value ?? '' };
  const { value, selected_option } = element as {
    value?: string;
    selected_option?: { value?: string } | null;
  };
  return { value: selected_option?.value ?? value ?? '', typed: null };
}
