import type { ViewStateValue } from '@slack/bolt';
import type { Placed } from '../blocks.ts';
import type { Core } from '../core.ts';
import { isObject, type JsonObject, objectsOf, stringOf } from '../json.ts';
import type { Place } from '../sender/payloads.ts';
import { asOption } from '../views/values.ts';
import type { User } from '../world/types.ts';
import { act } from './act.ts';
import { elementAt, placeOf } from './place.ts';
import { setValue } from './set-value.ts';
import { askSuggestions, suggested } from './suggest.ts';
import type { PressOptions, PressResult, Where } from './types.ts';

type Picked = string | string[] | null;

/** Chooses in a select, menu, picker, checkboxes or radio buttons. In a form it only changes the draft. */
export async function choose(
  core: Core,
  user: User,
  where: Where,
  actionId: string,
  picked: Picked,
  options: PressOptions = {},
): Promise<PressResult> {
  const place = placeOf(core, user, where, options.stale);
  const placed = elementAt(place, actionId, options);
  if (placed.type === 'overflow') {
    const option = await optionFor(core, user, place, placed, String(picked));
    return act(core, user, place, placed, { selected_option: option }, options);
  }
  const value = await valueFor(core, user, place, placed, picked);
  const asksFirst = isObject(placed.element.confirm) && options.confirm === 'no';
  if (!asksFirst) setValue(core, user, place, placed, value);
  if (placed.inInput && placed.block.dispatch_action !== true) return { acked: true };
  const after = where.kind === 'message' ? { ...place, values: valuesAfter(core, user, place) } : place;
  const { type: _, ...fields } = value;
  return act(core, user, after as Place, placed, fields, options);
}

function valuesAfter(core: Core, user: User, place: Place) {
  return place.kind === 'message' ? core.drafts.of(user.id, place.message) : {};
}

/** Element types by the field that they fill. */
const PLAIN: Readonly<Record<string, keyof ViewStateValue>> = {
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
};
const PLAIN_MANY: Readonly<Record<string, keyof ViewStateValue>> = {
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
};
const ONE = ['static_select', 'external_select', 'radio_buttons'];
const MANY = ['multi_static_select', 'multi_external_select', 'checkboxes'];

async function valueFor(
  core: Core,
  user: User,
  place: Place,
  placed: Placed,
  picked: Picked,
): Promise<ViewStateValue> {
  const { type } = placed;
  const list = picked === null ? [] : Array.isArray(picked) ? picked : [picked];
  const [first] = list;
  const plain = PLAIN[type];
  if (plain !== undefined)
    return { type, [plain]: first === undefined ? null : personOrText(core, type, first) };
  const plainMany = PLAIN_MANY[type];
  if (plainMany !== undefined)
    return { type, [plainMany]: list.map((item) => personOrText(core, type, item)) };
  if (type === 'datetimepicker')
    return { type, selected_date_time: first === undefined ? null : Number(first) };
  const find = (item: string): Promise<JsonObject> => optionFor(core, user, place, placed, item);
  if (ONE.includes(type))
    return { type, selected_option: first === undefined ? null : asOption(await find(first)) };
  if (MANY.includes(type))
    return { type, selected_options: (await Promise.all(list.map(find))).map(asOption) };
  throw new Error(`"${placed.actionId}" is a ${type}: nothing to choose.`);
}

function personOrText(core: Core, type: string, picked: string): string {
  if (!type.includes('users')) return picked;
  const named = [...core.world.users.values()].find((user) => user.id === picked || user.realName === picked);
  if (named === undefined) throw new Error(`There is nobody called ${picked}.`);
  return named.id;
}

/** The option by value or text. An external menu is asked, as typing its text would. */
async function optionFor(
  core: Core,
  user: User,
  place: Place,
  placed: Placed,
  picked: string,
): Promise<JsonObject> {
  const named = (options: JsonObject[]): JsonObject | undefined =>
    options.find((option) => option.value === picked) ?? options.find((option) => label(option) === picked);
  const { element } = placed;
  const offered = [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
    ...objectsOf(element.initial_options),
    ...(isObject(element.initial_option) ? [element.initial_option] : []),
    ...suggested(core, user, placed),
  ];
  const external = placed.type.includes('external');
  const option =
    named(offered) ?? (external ? named(await askSuggestions(core, user, place, placed, picked)) : undefined);
  if (option !== undefined) return option;
  throw new Error(
    `"${placed.actionId}" does not offer "${picked}", but: ${offered.map(label).join(', ') || 'nothing'}.`,
  );
}

function label(option: JsonObject): string {
  return isObject(option.text) ? (stringOf(option.text.text) ?? '') : '';
}
