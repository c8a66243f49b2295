import { PANELS } from '../../helpdesk/device-view.ts';
import { OPERATION_NAMES, type OperationName } from '../../helpdesk/operation.ts';
import { FLEET_IDS } from './fleet-ids.ts';
import { HISTORY_KEYS, historyPage } from './history-page.ts';
import {
  channelId,
  count,
  deviceId,
  emptyPayload,
  kandjiId,
  numberField,
  oneOf,
  type PayloadFields,
  payloadCodec,
  requestId,
  someDeviceId,
  typedTextField,
} from './payload-codec.ts';
import { PICKS } from './picks.ts';

/** Starts an operation: its form where it has one, else its review. */
const OPERATION_STEPS = OPERATION_NAMES.map((name) => `do.${name}` as const);
export type OperationStep = (typeof OPERATION_STEPS)[number];

/** Where a press in a list leads: the verb that was typed before the list came up. */
export const NEXT_STEPS = [
  'card',
  'update',
  'history',
  'can',
  'watch',
  ...PANELS,
  ...OPERATION_STEPS,
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** What *More…* offers besides the panels. */
export const SHOW_CHOICES = [
  ...PANELS,
  'history',
  'watch',
  'message',
  'report-lost',
  'refresh',
  'share',
  'dm',
  ...OPERATION_STEPS,
] as const;
export type ShowChoice = (typeof SHOW_CHOICES)[number];

/** What a case's *More…* offers. */
export const CASE_CHOICES = ['take-over', 'device', 'choose', 'details', 'found', 'close'] as const;

const device = { deviceId };
const request = { requestId };
const lostCase = payloadCodec({ caseId: requestId });
const listPage = payloadCodec({ next: oneOf(NEXT_STEPS), page: count, typed: typedTextField(400) });
const panelPage = payloadCodec({ panel: oneOf(PANELS), deviceId, page: count });

/**
 * Every `action_id`, with what the value of its button or option carries. Cards live for years: an id that was ever posted
 * stays, and a changed value gets a new version in `reference.ts`. Option values stay under 75 characters.
 */
const ACTIONS = {
  ...FLEET_IDS,
  'device.open': payloadCodec(device),
  'device.refresh': payloadCodec(device),
  'device.show': payloadCodec({ choice: oneOf(SHOW_CHOICES), deviceId }),
  'device.console': payloadCodec(device),
  'device.update': payloadCodec(device),
  'device.lost': payloadCodec(device),
  'device.panel': payloadCodec({ panel: oneOf(PANELS), deviceId }),

  /** `typed` is the search as it was typed, to be read and run again. `page` counts from 0. */
  'list.page': listPage,
  /** The way back: one block cannot hold an action_id twice. */
  'list.back': listPage,
  'list.last': listPage,
  /** The devices that have the tag that was typed. */
  'list.tagged': listPage,
  /** A search that could not be answered, again. */
  'list.again': payloadCodec({ typed: typedTextField(400) }),
  /** `typed` is what else stood on the line, such as `asset LF-1` of an update. */
  'list.open': payloadCodec({ next: oneOf(NEXT_STEPS), deviceId, typed: typedTextField(100) }),

  /** The text is in the view's state: see `view-state.ts`. */
  'panel.search': emptyPayload,
  'panel.filter': payloadCodec({ filter: typedTextField(40) }),
  'panel.page': panelPage,
  'panel.back': panelPage,
  'panel.refresh': payloadCodec({ panel: oneOf(PANELS), deviceId }),
  /** From the notes to the form for a new one. */
  'note.add': payloadCodec(device),
  /** Starts an operation that needs no form, from the card or from the Lost Mode modal. */
  'device.operate': payloadCodec({ operation: oneOf(OPERATION_NAMES), deviceId }),
  /** Runs it at once: the press was confirmed. */
  'device.run': payloadCodec({ operation: oneOf(OPERATION_NAMES), deviceId }),

  /** A device, or what was typed, to be searched for at Kandji. */
  'find.pick': payloadCodec({ deviceId: someDeviceId, typed: typedTextField(40) }, 1),
  'lookup.pick': payloadCodec(device),

  'home.find': emptyPayload,
  'home.refresh': emptyPayload,
  'home.device': payloadCodec(device),

  'request.open': payloadCodec(request),
  'request.approve': payloadCodec(request),
  'request.deny': payloadCodec(request),
  'request.cancel': payloadCodec(request),
  'request.withdraw': payloadCodec(request),
  'request.settle': payloadCodec(request),
  'request.again': payloadCodec(request),
  /** Opens a request on hold for someone who may release it. */
  'request.release': payloadCodec(request),
  'hold.deny-all': payloadCodec({ limitKey: typedTextField(60) }),
  /** Everything that one limit holds. */
  'hold.all': payloadCodec({ limitKey: typedTextField(60) }),
  /** Everything that is on hold. */
  'hold.list': emptyPayload,
  /** What became of all that one limit held from one time until another. */
  'hold.details': payloadCodec({ limitKey: typedTextField(60), from: numberField, until: numberField }),
  /** Shows a key to its recipient. */
  'key.show': payloadCodec(request),
  /** Requests of a history: the next page, every audit entry instead, or a file. */
  'history.older': historyPage,
  'history.all': historyPage,
  'history.requests': historyPage,
  'history.csv': historyPage,
  /** What happened to one request, step by step. */
  'history.steps': payloadCodec(request),
  /** Audit entries older than `before`, a number in the audit log. Posted by older versions. */
  'history.page': payloadCodec({ by: oneOf(HISTORY_KEYS), id: kandjiId, before: numberField }),
  /** Opens the form: one's own device, or (`any`) someone's who is chosen there. `wanted`: a device's id or kinds of it, to be chosen; may be empty. */
  'case.report': payloadCodec({ whose: oneOf(['mine', 'any']), wanted: typedTextField(60) }, 1),
  /** Which device, chosen in the form; `none`: not listed. */
  'case.device': payloadCodec({ device: kandjiId }),
  /** Whose device, chosen in the form: it is in the view's state. */
  'case.person': emptyPayload,
  'case.take': lostCase,
  /** `deviceId`: on whose card it stands; empty elsewhere. */
  'case.found': payloadCodec({ caseId: requestId, deviceId: someDeviceId }, 1),
  'case.confirm-found': lostCase,
  'case.deny-found': lostCase,
  'case.more': payloadCodec({ choice: oneOf(CASE_CHOICES), caseId: requestId }),
  'case.details': lostCase,
  /** Looks for the device of a case that names none in Kandji. */
  'case.look-up': lostCase,
  'case.link': lostCase,
  'freeze.open': emptyPayload,
  /** What the freeze in force stopped. */
  'freeze.stopped': emptyPayload,
  'unfreeze.open': emptyPayload,
  'unfreeze.approve': payloadCodec({ unfreezeId: requestId }),
  'unfreeze.deny': payloadCodec({ unfreezeId: requestId }),
  'unfreeze.cancel': payloadCodec({ unfreezeId: requestId }),
  'unfreeze.details': payloadCodec({ unfreezeId: requestId }),
  /** From a review back to the form that it came from, with everything that was typed. */
  'update.back': payloadCodec(device),
} as const;

/** Every `callback_id` of a modal, with what its `private_metadata` carries. */
const VIEWS = {
  loading: emptyPayload,
  failed: emptyPayload,
  device: payloadCodec(device),
  panel: panelPage,
  /** `formId`: the form as it was drawn, which counts once. */
  'note.form': payloadCodec({ deviceId, formId: kandjiId }),
  find: emptyPayload,
  /** Shows the reduced card; its submission posts it in `channelId`. */
  share: payloadCodec({ deviceId, channelId }),
  'look-up': emptyPayload,
  'update.form': payloadCodec(device),
  /** What is reviewed is remembered with the view, never carried. */
  'update.review': payloadCodec(device),
  'lost.form': payloadCodec(device),
  'lost.review': payloadCodec(device),
  /** What it was drawn from is remembered with the view. */
  'operation.form': payloadCodec({ deviceId, operation: oneOf(OPERATION_NAMES) }),
  'operation.review': payloadCodec({ deviceId, operation: oneOf(OPERATION_NAMES) }),
  'history.steps': payloadCodec(request),
  /** A request in full, or how a press on it ended. */
  request: payloadCodec(request),
  'request.approve': payloadCodec(request),
  'request.deny': payloadCodec(request),
  'request.settle': payloadCodec(request),
  'request.cancel': payloadCodec(request),
  'case.form': payloadCodec({ whose: oneOf(['mine', 'any']) }),
  'case.close': lostCase,
  'case.choose': lostCase,
  /** A case in full, or how a report or a press on it ended. */
  case: lostCase,
  'request.release': payloadCodec(request),
  'hold.deny-all': payloadCodec({ limitKey: typedTextField(60) }),
  /** What it was drawn from is remembered with the view. */
  'key.form': payloadCodec(device),
  /** `channel` and `ts`: the thread that the person is in; empty where there is none. */
  'watch.form': payloadCodec({ deviceId, channel: typedTextField(24), ts: typedTextField(24) }),
  /** What it was drawn from is remembered with the view. */
  'message.form': emptyPayload,
  'freeze.form': emptyPayload,
  'unfreeze.form': emptyPayload,
  'unfreeze.approve': payloadCodec({ unfreezeId: requestId }),
  'unfreeze.deny': payloadCodec({ unfreezeId: requestId }),
} as const;

export type ActionId = keyof typeof ACTIONS;
export type ViewId = keyof typeof VIEWS;
export type ActionValues<Id extends ActionId> = Carried<(typeof ACTIONS)[Id]>;
export type ViewValues<Id extends ViewId> = Carried<(typeof VIEWS)[Id]>;
export type PickId = keyof typeof PICKS;
export type PickValues<Id extends PickId> = Carried<(typeof PICKS)[Id]>;
type Carried<Ref> = Ref extends PayloadFields<infer Values> ? Values : never;

export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];
export const VIEW_IDS = Object.keys(VIEWS) as readonly ViewId[];

/** What a press of this action carries: `value` writes it, `read` gives `null` for anything we would not have written. */
export const action = <const Id extends ActionId>(id: Id) =>
  paired(id, ACTIONS[id] as PayloadFields<ActionValues<Id>>);

/** The same for a modal's `private_metadata`. */
export const view = <const Id extends ViewId>(id: Id) =>
  paired(id, VIEWS[id] as PayloadFields<ViewValues<Id>>);

/** The same for an option of a form's menu. */
export const pick = <const Id extends PickId>(id: Id) =>
  paired(id, PICKS[id] as PayloadFields<PickValues<Id>>);

const paired = <Id extends string, Values>(id: Id, { write, read }: PayloadFields<Values>) => ({
  id,
  value: write,
  read,
});

/** The choice of *More…*, or of a list, that starts this operation. */
export const doChoice = (operation: OperationName): OperationStep => `do.${operation}`;

/** The operation behind such a choice; `null` where it is another one. */
export const choiceOperation = (choice: ShowChoice | NextStep): OperationName | null =>
  OPERATION_NAMES.find((name) => doChoice(name) === choice) ?? null;
