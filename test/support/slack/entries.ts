import type { App } from '@slack/bolt';
import { NAMED } from '../../../packages/kandji-simulator/src/index.ts';
import {
  ACTION_IDS,
  type ActionId,
  type ActionValues,
  action,
  NEXT_STEPS,
  SHOW_CHOICES,
  VIEW_IDS,
  type ViewId,
  type ViewValues,
  view,
} from '../../../src/slack/block-kit/ids.ts';
import { COMMANDS } from '../../../src/slack/commands/command-table.ts';
import type { AppContext } from '../../../src/slack/interaction.ts';
import { OPTIONS, registerListeners } from '../../../src/slack/routes.ts';

/** Something that one person can send, as Slack would send it. */
export interface Entry {
  readonly name: string;
  readonly body: object;
}

/** What a person had opened before: Slack's ids of the modals, and a request that they were asked to decide on. */
export interface OpenedBefore {
  readonly requestId: string;
  /** A case that is open. */
  readonly caseId?: string;
  /** The modals in which something can be submitted or pressed, by `callback_id`. */
  readonly modals: Partial<Readonly<Record<ViewId, string>>>;
  /** A second review of an update, for the way back from it. */
  readonly review?: string;
}

const deviceId = NAMED.noorsMac;

/** One of each; the compiler demands the next one. */
const actionValues = ({
  requestId,
  caseId = requestId,
}: OpenedBefore): { readonly [Id in ActionId]: ActionValues<Id> } => ({
  'device.open': { deviceId },
  'device.refresh': { deviceId },
  'device.show': { choice: 'details', deviceId },
  'device.console': { deviceId },
  'device.update': { deviceId },
  'device.lost': { deviceId: NAMED.danasIphone },
  'device.panel': { panel: 'library', deviceId },
  'report.open': { name: 'not-seen', argument: '14' },
  'report.page': { name: 'not-seen', argument: '14', page: 0, list: '' },
  'report.back': { name: 'not-seen', argument: '14', page: 0, list: 'parts' },
  'report.last': { name: 'not-seen', argument: '14', page: 0, list: '' },
  'report.parts': { name: 'by-model', argument: '' },
  'report.csv': { name: 'not-seen', argument: '14' },
  'digest.open': { name: 'not-seen', argument: '14' },
  'list.page': { next: 'card', page: 0, typed: 'find platform:mac' },
  'list.back': { next: 'card', page: 0, typed: 'find platform:mac' },
  'list.last': { next: 'card', page: 0, typed: 'find platform:mac' },
  'list.tagged': { next: 'card', page: 0, typed: 'find tag:loaner' },
  'list.again': { typed: 'find platform:mac' },
  'list.open': { next: 'card', deviceId, typed: '' },
  'panel.search': {},
  'panel.filter': { filter: 'all' },
  'panel.page': { panel: 'library', deviceId, page: 1 },
  'panel.back': { panel: 'library', deviceId, page: 0 },
  'panel.refresh': { panel: 'library', deviceId },
  'note.add': { deviceId },
  'device.operate': { operation: 'blank-push', deviceId },
  'device.run': { operation: 'blank-push', deviceId },
  'find.pick': { deviceId, typed: '' },
  'lookup.pick': { deviceId },
  'home.find': {},
  'home.refresh': {},
  'home.device': { deviceId },
  'request.open': { requestId },
  'request.approve': { requestId },
  'request.deny': { requestId },
  'request.cancel': { requestId },
  'request.withdraw': { requestId },
  'request.settle': { requestId },
  'request.again': { requestId },
  'history.page': { by: 'deviceId', id: deviceId, before: 100_000 },
  'request.release': { requestId },
  'hold.deny-all': { limitKey: 'disruptive' },
  'hold.all': { limitKey: 'disruptive' },
  'hold.list': {},
  'hold.details': { limitKey: 'disruptive', from: 0, until: 1_000 },
  'key.show': { requestId },
  'freeze.open': {},
  'freeze.stopped': {},
  'unfreeze.open': {},
  'unfreeze.approve': { unfreezeId: requestId },
  'unfreeze.deny': { unfreezeId: requestId },
  'unfreeze.cancel': { unfreezeId: requestId },
  'unfreeze.details': { unfreezeId: requestId },
  'history.older': history(requestId),
  'history.requests': history(requestId),
  'history.all': history(requestId),
  'history.csv': history(requestId),
  'history.steps': { requestId },
  'update.back': { deviceId },
  'message.open': { name: 'not-seen', argument: '14' },
  'message.done': { messageId: requestId },
  'message.not-mine': { messageId: requestId },
  'message.lost': { messageId: requestId },
  'watch.open': { deviceId },
  'watch.end': { watchId: requestId },
  'case.report': { whose: 'any', wanted: '' },
  'case.device': { device: NAMED.danasIphone },
  'case.person': {},
  'case.take': { caseId },
  'case.found': { caseId, deviceId: '' },
  'case.confirm-found': { caseId },
  'case.deny-found': { caseId },
  'case.more': { choice: 'details', caseId },
  'case.details': { caseId },
  'case.look-up': { caseId },
  'case.link': { caseId },
});

/** A page of a history about one request. */
const history = (requestId: string) =>
  ({ deviceId: '', actorId: '', requestId, since: 0, before: '', only: '' }) as const;

const viewValues = ({
  requestId,
  caseId = requestId,
}: OpenedBefore): { readonly [Id in ViewId]: ViewValues<Id> } => ({
  loading: {},
  failed: {},
  device: { deviceId },
  panel: { panel: 'library', deviceId, page: 0 },
  'note.form': { deviceId, formId: 'one' },
  find: {},
  share: { deviceId, channelId: 'C0HELP' },
  'look-up': {},
  'update.form': { deviceId },
  'update.review': { deviceId },
  'lost.form': { deviceId: NAMED.danasIphone },
  'lost.review': { deviceId: NAMED.danasIphone },
  'operation.form': { deviceId, operation: 'rename' },
  'operation.review': { deviceId, operation: 'blank-push' },
  'history.steps': { requestId },
  request: { requestId },
  'request.approve': { requestId },
  'request.deny': { requestId },
  'request.settle': { requestId },
  'request.cancel': { requestId },
  'case.form': { whose: 'any' },
  'case.close': { caseId },
  'case.choose': { caseId },
  case: { caseId },
  'request.release': { requestId },
  'hold.deny-all': { limitKey: 'disruptive' },
  'key.form': { deviceId },
  'message.form': {},
  'watch.form': { deviceId, channel: '', ts: '' },
  'freeze.form': {},
  'unfreeze.form': {},
  'unfreeze.approve': { unfreezeId: requestId },
  'unfreeze.deny': { unfreezeId: requestId },
});

/** A global one and one on a message, whatever the manifest calls them. */
export const SHORTCUT_TYPES = ['shortcut', 'message_action'] as const;

/** What stands in the inputs of a modal when it is submitted. */
const input = (id: string, value: string) => ({ [id]: { [id]: { type: 'plain_text_input', value } } });
const STATE = {
  ...input('reason', 'because'),
  ...input('asset-tag', 'LF-99999'),
  ...input('lost-message', 'Lost'),
  ...input('device-name', 'Front desk Mac'),
  find: {
    'find.pick': {
      type: 'external_select',
      selected_option: { value: action('find.pick').value({ deviceId, typed: '' }) },
    },
  },
  'case-person': { 'case.person': { type: 'users_select', selected_user: 'U0DANA' } },
  'case-device-U0DANA': {
    'case.device': {
      type: 'radio_buttons',
      selected_option: { value: action('case.device').value({ device: NAMED.danasIphone }) },
    },
  },
  'case-kind': { 'case-kind': { type: 'radio_buttons', selected_option: { value: 'lost' } } },
  'case-via': { 'case-via': { type: 'radio_buttons', selected_option: { value: 'phone' } } },
  'case-outcome': { 'case-outcome': { type: 'radio_buttons', selected_option: { value: 'mistake' } } },
  ended: { ended: { type: 'radio_buttons', selected_option: { value: 'completed' } } },
};

/** Everything that the app has registered for, as this person sends it. */
export function entriesOf(userId: string, before: OpenedBefore): readonly Entry[] {
  const send = sender(userId);
  const values = actionValues(before);
  const pressed = ACTION_IDS.flatMap((id) => send.pressed(id, action(id).value(values[id] as never), before));
  return [
    ...pressed,
    ...SHOW_CHOICES.flatMap((choice) =>
      send.pressed('device.show', action('device.show').value({ choice, deviceId }), before),
    ),
    ...NEXT_STEPS.flatMap((next) =>
      send.pressed('list.open', action('list.open').value({ next, deviceId, typed: '' }), before),
    ),
    ...VIEW_IDS.flatMap((id) => {
      const metadata = view(id).value(viewValues(before)[id] as never);
      return [send.submitted(id, metadata, before), send.closed(id, metadata)];
    }),
    ...Object.keys(OPTIONS).map((id) => send.suggested(id, before)),
    ...COMMANDS.flatMap(({ example }) => send.typed(example.replace('/kandji', '').trim())),
    ...SHORTCUT_TYPES.map((type) => send.shortcut(type)),
    send.event('app_home_opened', { tab: 'home' }),
  ];
}

let count = 0;
const next = (): number => (count += 1);

function sender(userId: string) {
  const user = { id: userId, name: 'somebody', team_id: 'T0LARK' };
  const from = () => ({
    team: { id: 'T0LARK' },
    user,
    token: 't',
    api_app_id: 'A0',
    trigger_id: `t.${next()}`,
  });
  const event = (type: string, more: object): Entry => ({
    name: `event ${type}`,
    body: {
      type: 'event_callback',
      event_id: `Ev${next()}`,
      team_id: 'T0LARK',
      event: { type, user: userId, channel: 'C0HELP', ts: '1.1', ...more },
    },
  });
  const viewAt = (id: ViewId, metadata: string, { modals }: Pick<OpenedBefore, 'modals'>) => ({
    id: modals[id] ?? 'VUNKNOWN',
    type: 'modal',
    callback_id: id,
    private_metadata: metadata,
    state: { values: STATE },
  });
  return {
    event,
    /** In a message, and in the modal in which it can stand. */
    pressed: (id: ActionId, value: string, before: OpenedBefore): readonly Entry[] => {
      const body = {
        ...from(),
        type: 'block_actions',
        actions: [{ type: 'button', action_id: id, block_id: 'b', value }],
      };
      const metadata = view('panel').value({ panel: 'library', deviceId, page: 0 });
      const isBack = id === 'update.back' && before.review !== undefined;
      const isOfForm = id === 'case.device' || id === 'case.person';
      const inView = isOfForm
        ? viewAt('case.form', view('case.form').value({ whose: 'any' }), before)
        : { ...viewAt('panel', metadata, before), ...(isBack && { id: before.review }) };
      return [
        {
          name: `action ${id} ${value} on a message`,
          body: {
            ...body,
            channel: { id: 'C0HELP' },
            container: { type: 'message', message_ts: '1.1', channel_id: 'C0HELP' },
          },
        },
        { name: `action ${id} ${value} in a modal`, body: { ...body, ...from(), view: inView } },
      ];
    },
    submitted: (id: ViewId, metadata: string, before: OpenedBefore): Entry => ({
      name: `view ${id} submitted`,
      body: { ...from(), type: 'view_submission', view: viewAt(id, metadata, before) },
    }),
    closed: (id: ViewId, metadata: string): Entry => ({
      name: `view ${id} closed`,
      body: { ...from(), type: 'view_closed', view: viewAt(id, metadata, { modals: {} }) },
    }),
    suggested: (id: string, before: OpenedBefore): Entry => ({
      name: `options ${id}`,
      body: {
        ...from(),
        type: 'block_suggestion',
        action_id: id,
        block_id: 'b',
        value: id === 'find.pick' ? 'noor' : '',
        view: viewAt('update.form', view('update.form').value({ deviceId }), before),
      },
    }),
    typed: (text: string): readonly Entry[] => [
      {
        name: `command ${text}`,
        body: {
          command: '/kandji',
          text,
          user_id: userId,
          team_id: 'T0LARK',
          channel_id: 'C0HELP',
          trigger_id: `t.${next()}`,
        },
      },
      { ...event('app_mention', { text: `<@UBOTKANDJI> ${text}` }), name: `mention ${text}` },
      { ...event('message', { text, channel: 'D0', channel_type: 'im' }), name: `message ${text}` },
    ],
    shortcut: (type: (typeof SHORTCUT_TYPES)[number]): Entry => ({
      name: type,
      body: {
        ...from(),
        type,
        callback_id: 'any',
        ...(type === 'message_action' && {
          channel: { id: 'C0HELP' },
          message: { type: 'message', ts: '1.1', user: 'U0NOOR', text: 'H4TX90QLM2 LF-00412' },
        }),
      },
    }),
  };
}

/** The kinds of events, and how many of the others, that the app has registered for: what {@link entriesOf} must cover. */
export function registered(): { readonly events: readonly string[]; readonly shortcuts: readonly string[] } {
  const events: string[] = [];
  const shortcuts: string[] = [];
  const ignored = () => undefined;
  const app = {
    command: ignored,
    shortcut: ({ type }: { type: string }) => void shortcuts.push(type),
    event: (type: string) => void events.push(type),
    message: () => void events.push('message'),
    action: ignored,
    view: ignored,
    options: ignored,
  };
  registerListeners(app as unknown as App, {} as AppContext);
  return { events, shortcuts };
}
