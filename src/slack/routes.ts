import type {
  App,
  BlockAction,
  GlobalShortcut,
  MessageShortcut,
  Middleware,
  SlackShortcutMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { withTyped } from './answer.ts';
import { ACTION_IDS, type ActionId, action, VIEW_IDS, type ViewId, view } from './block-kit/ids.ts';
import { CASE_ACTIONS, CASE_VIEWS } from './cases/case-actions.ts';
import { openLost, submitLost } from './changes/lost-mode-modal.ts';
import { openOperation, submitOperationForm } from './changes/open-operation.ts';
import { runOperation } from './changes/run-operation.ts';
import { askAgain } from './changes/show-review.ts';
import { submitReview } from './changes/submit.ts';
import { suggestBlueprints, suggestTags, suggestUsers } from './changes/suggestions.ts';
import { backToForm, submitUpdate } from './changes/update.ts';
import { pressUpdate } from './changes/update-modal.ts';
import { openDevice, refreshDevice, share, showMore, thenCard } from './devices/cards.ts';
import { answerUnknownAction, answerUnknownView } from './errors.ts';
import { registerEvents } from './events.ts';
import { FLEET_ACTIONS, FLEET_VIEWS } from './fleet-routes.ts';
import { HOLD_ACTIONS, HOLD_VIEWS } from './freeze/hold.ts';
import { FREEZE_ACTIONS, FREEZE_VIEWS } from './freeze/unfreeze.ts';
import { HISTORY_ACTIONS } from './history/history.ts';
import { publishHome } from './home/home.ts';
import { thenHome } from './home/then-home.ts';
import type { AppContext } from './interaction.ts';
import { type InteractionContext, interactionContext } from './interaction-context.ts';
import { lookUpAgain, registerCommand } from './kandji-command.ts';
import { KEY_VIEWS } from './keys/request-key.ts';
import { KEY_ACTIONS } from './keys/show-key.ts';
import type { ActionListener, OptionsListener, StateValues, SubmissionListener } from './listener-types.ts';
import { openPanel } from './next-step.ts';
import { pressAddNote, submitNote } from './panels/add-note.ts';
import { narrowPanel, refreshPanel, searchPanel, turnPanel } from './panels/index.ts';
import { pressApprove, submitApprove } from './requests/approve.ts';
import { pressCancel, submitCancel } from './requests/cancel.ts';
import { pressDeny, submitDeny } from './requests/deny.ts';
import { openRequest, withdraw } from './requests/request.ts';
import { pressSettle, submitSettle } from './requests/settle.ts';
import { openFind, openFound, pickFound, suggestDevices } from './search/find-modal.ts';
import { LIST_ACTIONS } from './search/lists.ts';
import { lookUpCase, lookUpMessage } from './search/look-up-message.ts';
import { readMessageContent } from './search/message-content.ts';

/** Everything that changes something, or decides on a change. */
export const CHANGE_ACTIONS = {
  'device.update': pressUpdate,
  'device.lost': openLost,
  'device.operate': openOperation,
  'device.run': runOperation,
  'update.back': backToForm,
  ...HISTORY_ACTIONS,
  'request.open': openRequest,
  'request.approve': pressApprove,
  'request.deny': pressDeny,
  'request.cancel': pressCancel,
  'request.withdraw': withdraw,
  'request.settle': pressSettle,
  'request.again': askAgain,
  ...HOLD_ACTIONS,
  ...FREEZE_ACTIONS,
  'unfreeze.cancel': thenHome(FREEZE_ACTIONS['unfreeze.cancel']),
  ...KEY_ACTIONS,
};

export const CHANGE_VIEWS = {
  'update.form': submitUpdate,
  'update.review': submitReview,
  'lost.form': submitLost,
  'lost.review': submitReview,
  'operation.form': submitOperationForm,
  'operation.review': submitReview,
  'request.approve': submitApprove,
  'request.deny': submitDeny,
  'request.cancel': submitCancel,
  'request.settle': submitSettle,
  ...HOLD_VIEWS,
  ...FREEZE_VIEWS,
  ...KEY_VIEWS,
};

export const CHANGE_OPTIONS = {
  'pick.blueprint': suggestBlueprints,
  'pick.user': suggestUsers,
  'pick.tag': suggestTags,
};

/** Everything that only looks. */
export const VIEW_ACTIONS = {
  'device.open': openDevice,
  'device.refresh': refreshDevice,
  'device.show': showMore,
  'device.console': async () => undefined,
  'device.panel': openPanel,
  ...FLEET_ACTIONS,
  ...LIST_ACTIONS,
  'list.again': lookUpAgain,
  'panel.search': narrowPanel,
  'panel.filter': narrowPanel,
  'panel.page': turnPanel,
  'panel.back': turnPanel,
  'panel.refresh': refreshPanel,
  'note.add': pressAddNote,
  'find.pick': pickFound,
  'lookup.pick': openDevice,
  'home.find': openFind,
  'home.refresh': publishHome,
  'home.device': openDevice,
};

export const VIEW_MODALS = {
  find: openFound,
  panel: searchPanel,
  share,
  'note.form': submitNote,
  ...FLEET_VIEWS,
};

export const VIEW_OPTIONS = { 'find.pick': suggestDevices };

const find =
  (app: AppContext): Middleware<SlackShortcutMiddlewareArgs<GlobalShortcut>> =>
  async ({ context }) => {
    const { press: interaction, ack } = interactionContext(context);
    await ack();
    await openFind(app, interaction);
  };

const lookUp =
  (app: AppContext): Middleware<SlackShortcutMiddlewareArgs<MessageShortcut>> =>
  async ({ shortcut, context }) => {
    const { press: interaction, ack } = interactionContext(context);
    await ack();
    await lookUpMessage(app, interaction, readMessageContent(shortcut.message, app.botUserId));
  };

/** The two shortcuts of `manifest.yml`. */
export const registerShortcuts = { find, lookUp };

/** Every button and menu. The compiler demands one listener for each id that was ever posted. */
const ACTIONS: { readonly [Id in ActionId]: ActionListener<Id> } = {
  ...VIEW_ACTIONS,
  ...CHANGE_ACTIONS,
  ...CASE_ACTIONS,
  'case.look-up': lookUpCase,
  'case.found': thenHome(thenCard(CASE_ACTIONS['case.found'])),
};

/** Every modal that can be submitted. */
const VIEWS: { readonly [Id in ViewId]?: SubmissionListener<Id> } = {
  ...VIEW_MODALS,
  ...CHANGE_VIEWS,
  ...CASE_VIEWS,
};

/** Every menu that asks while one types. */
export const OPTIONS: Readonly<Record<string, OptionsListener>> = { ...VIEW_OPTIONS, ...CHANGE_OPTIONS };

/** The route table: everything Slack can send, and where it goes. The manifest names the command and the shortcuts. */
export function registerListeners(app: App, appContext: AppContext): void {
  app.command(/.*/, registerCommand(appContext));
  app.shortcut<GlobalShortcut>({ type: 'shortcut', callback_id: /.*/ }, registerShortcuts.find(appContext));
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: /.*/ },
    registerShortcuts.lookUp(appContext),
  );
  app.event('app_home_opened', registerEvents.home(appContext));
  app.event('app_mention', registerEvents.mention(appContext));
  app.message(registerEvents.directMessage(appContext));
  app.event('subteam_members_changed', registerEvents.groupChanged(appContext));
  app.action<BlockAction>(/.*/, async ({ body, context }) =>
    pressed(appContext, body, interactionContext(context)),
  );
  app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ body, context }) =>
    submitted(appContext, body, interactionContext(context)),
  );
  app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ context }) =>
    interactionContext(context).ack(),
  );
  app.options<'block_suggestion'>(/.*/, async ({ options, context }) => {
    const { press: interaction, ack } = interactionContext(context);
    const listener = OPTIONS[options.action_id];
    const found = listener
      ? await listener(appContext, interaction, options.value, {
          metadata: options.view?.private_metadata ?? '',
        })
      : [];
    await ack({ options: found });
  });
}

async function pressed(
  appContext: AppContext,
  body: BlockAction,
  { press: interaction, ack }: InteractionContext,
): Promise<void> {
  await ack();
  const [pressedOn] = body.actions;
  const id = ACTION_IDS.find((known) => known === pressedOn?.action_id);
  const carried = carriedBy(pressedOn);
  const values = id && action(id).read(carried.value);
  if (!id || !values) return answerUnknownAction(interaction);
  const state: StateValues = body.view?.state?.values ?? body.state?.values ?? {};
  const given = { state, metadata: body.view?.private_metadata ?? '', typed: carried.typed };
  const listener = ACTIONS[id] as ActionListener<ActionId>;
  await listener(appContext, interaction, values as never, given);
}

async function submitted(
  appContext: AppContext,
  body: ViewSubmitAction,
  { press: interaction, ack }: InteractionContext,
): Promise<void> {
  const id = VIEW_IDS.find((known) => known === body.view.callback_id);
  const listener = id && (VIEWS[id] as SubmissionListener<ViewId> | undefined);
  const values = id && view(id).read(body.view.private_metadata);
  if (!listener || !values) return ack({ response_action: 'update', view: answerUnknownView(interaction) });
  const answer = await listener(appContext, interaction, values as never, {
    state: body.view.state.values,
    viewId: body.view.id,
  });
  await ack(withTyped(answer.ack, body.view.state.values));
  await answer.after?.();
  await answer
    .followUp?.()
    .catch((error: unknown) =>
      appContext.ports.log.warn(
        { event: 'view.follow_up_failed', err: error },
        'Could not add a result to a window',
      ),
    );
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
