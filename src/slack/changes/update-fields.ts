import type { PlainTextOption } from '@slack/types';
import type { Device, LocalAccount } from '../../helpdesk/device.ts';
import type { OperationName } from '../../helpdesk/operation.ts';
import type { OperationWithForm, ParamsOf } from '../../helpdesk/operations/index.ts';
import type { NoParams } from '../../helpdesk/operations/operation.ts';
import { LIMITS, plain } from '../block-kit/blocks.ts';
import { pick } from '../block-kit/ids.ts';
import { ownText } from '../block-kit/text.ts';
import { textInput, typedText } from '../block-kit/view-state.ts';
import { type CommandForm, type FormOf, hintOf, MOST_TAGS, type RecordField } from './form.ts';
import { optionName, pickedMany, pickedOne, pickInput, pickOption, selectedOptions } from './options.ts';
import { deleteForm, eraseForm, lockForm } from './security-fields.ts';

const BLOCKS = { message: 'lost-message', phone: 'lost-phone', footnote: 'lost-footnote' } as const;

type LostWords = ParamsOf<'enable-lost-mode'>;

export const lostModeForm = {
  blockId: BLOCKS.message,
  blocks: (initial: LostWords | null) => [
    textInput(BLOCKS.message, 'Message on the screen', {
      initial: initial?.message ?? '',
      optional: true,
      lines: true,
      most: 500,
      hint: 'A message or a phone number is needed.',
    }),
    textInput(BLOCKS.phone, 'Phone number on the screen', {
      initial: initial?.phone ?? '',
      optional: true,
      most: 60,
    }),
    textInput(BLOCKS.footnote, 'Footnote', {
      initial: initial?.footnote ?? '',
      optional: true,
      most: 200,
    }),
  ],
  typed: (values: unknown) => ({
    message: typedText(values, BLOCKS.message, BLOCKS.message),
    phone: typedText(values, BLOCKS.phone, BLOCKS.phone),
    footnote: typedText(values, BLOCKS.footnote, BLOCKS.footnote),
  }),
} satisfies CommandForm<LostWords>;

const NAME = 'device-name';

const renameForm: CommandForm<ParamsOf<'rename'>> = {
  blockId: NAME,
  blocks: (initial, { device }) => [
    textInput(NAME, 'Name', { initial: initial?.name ?? device.name, most: 63 }),
  ],
  typed: (values) => ({ name: typedText(values, NAME, NAME) }),
};

const ACCOUNT = 'account';

/** An account by its position: a name may be longer than an option's value. */
const accountOption = ({ username, fullName }: LocalAccount, index: number): PlainTextOption =>
  pickOption('pick.account', { index }, optionName(fullName === '' ? username : `${fullName} (${username})`));

const unlockAccountForm: CommandForm<ParamsOf<'unlock-account'>> = {
  blockId: ACCOUNT,
  blocks: (initial, { localAccounts = [] }) => {
    const options = localAccounts.slice(0, LIMITS.options).map(accountOption);
    const chosen = localAccounts.findIndex(({ username }) => username === initial?.username);
    const first = options[chosen] ?? (options.length === 1 ? options[0] : undefined);
    return [
      {
        type: 'input',
        block_id: ACCOUNT,
        label: plain('Account', LIMITS.field),
        element: {
          type: 'static_select',
          action_id: 'pick.account',
          placeholder: plain('Choose an account', LIMITS.placeholder),
          options,
          ...(first && { initial_option: first }),
        },
      },
    ];
  },
  typed: (values, { localAccounts = [] }) => {
    const index = pick('pick.account').read(pickedOne(values, ACCOUNT, 'pick.account')?.value)?.index;
    return { username: localAccounts[index ?? -1]?.username ?? '' };
  },
};

const UPDATE_TAGS_FIELD_BLOCK = 'tags';

/** A tag that the device has, by its position: Kandji tells a device's tags by name only. */
const present = (name: string, index: number): PlainTextOption =>
  pickOption('pick.tag', { from: 'now', id: String(index) }, optionName(name));

export const tagsField: RecordField = {
  blockId: UPDATE_TAGS_FIELD_BLOCK,
  block: ({ updatable: { device }, typed }) => {
    const kept = shownTags(device.tags)
      .map((name, index) => ({ name, option: present(name, index) }))
      .filter(({ name }) => !typed.tags?.remove.includes(name))
      .map(({ option }) => option);
    const added = (typed.tags?.add ?? []).map(({ id, label }) =>
      pickOption('pick.tag', { from: 'all', id }, optionName(label)),
    );
    const initial = [...kept, ...added].slice(0, MOST_TAGS);
    return {
      type: 'input',
      block_id: UPDATE_TAGS_FIELD_BLOCK,
      optional: true,
      label: plain('Tags', LIMITS.field),
      element: {
        type: 'multi_external_select',
        action_id: 'pick.tag',
        min_query_length: 0,
        placeholder: plain('Type a part of a tag', LIMITS.placeholder),
        ...(initial.length > 0 && { initial_options: initial }),
      },
    };
  },
  typed: (values, device) => {
    const options = pickedMany(values, UPDATE_TAGS_FIELD_BLOCK, 'pick.tag');
    if (!options) return {};
    const picked = options.flatMap((option) => {
      const read = pick('pick.tag').read(option.value);
      return read ? [{ ...read, option }] : [];
    });
    const kept = new Set(picked.filter(({ from }) => from === 'now').map(({ id }) => Number(id)));
    const remove = shownTags(device.tags).filter((_, index) => !kept.has(index));
    const add = picked
      .filter(({ from }) => from === 'all')
      .map(({ id, option }) => selectedOptions(id, option));
    return add.length + remove.length > 0 ? { tags: { add, remove } } : {};
  },
};

const shownTags = (tags: readonly string[] | null): readonly string[] => (tags ?? []).slice(0, MOST_TAGS);

const BLOCK = 'user';
const NOBODY = 'nobody';

export const unassignOption = (): PlainTextOption =>
  pickOption('pick.user', { id: NOBODY }, ownText('— unassigned —'));

const archived = ({ user }: Device): string | undefined =>
  user?.archived ? `⚠️ The account of ${user.name} is archived.` : undefined;

export const userField: RecordField = {
  blockId: BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) => {
    const present = device.user && { id: device.user.id, label: device.user.name };
    const now = typed.user === undefined ? present : typed.user;
    return pickInput(BLOCK, 'User', {
      id: 'pick.user',
      placeholder: 'Type a part of a name or an email',
      initial: now ? pickOption('pick.user', { id: now.id }, optionName(now.label)) : unassignOption(),
      ...hintOf(conflicts.userId ?? archived(device)),
    });
  },
  /** Only "— unassigned —" clears it: an emptied field is a field left alone. */
  typed: (values, device) => {
    const option = pickedOne(values, BLOCK, 'pick.user');
    const id = pick('pick.user').read(option?.value)?.id;
    if (!option || !id || id === (device.user?.id ?? NOBODY)) return {};
    return { user: id === NOBODY ? null : selectedOptions(id, option) };
  },
};

const SET_ASSET_TAG_BLOCK = 'asset-tag';

export const assetTagField: RecordField = {
  blockId: SET_ASSET_TAG_BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) =>
    textInput(SET_ASSET_TAG_BLOCK, 'Asset tag', {
      optional: true,
      most: 255,
      initial: (typed.assetTag === undefined ? device.assetTag : typed.assetTag) ?? '',
      ...hintOf(conflicts.assetTag),
    }),
  typed: (values, device) => {
    const text = typedText(values, SET_ASSET_TAG_BLOCK, SET_ASSET_TAG_BLOCK);
    return text === (device.assetTag ?? '').trim() ? {} : { assetTag: text === '' ? null : text };
  },
};

const SET_BLUEPRINT_BLOCK = 'blueprint';

export const blueprintField: RecordField = {
  blockId: SET_BLUEPRINT_BLOCK,
  block: ({ updatable: { device }, typed, conflicts }) => {
    const now =
      typed.blueprint ?? (device.blueprint && { ...device.blueprint, label: device.blueprint.name });
    return pickInput(SET_BLUEPRINT_BLOCK, 'Blueprint', {
      id: 'pick.blueprint',
      placeholder: 'Type a part of its name',
      ...(now && { initial: pickOption('pick.blueprint', { id: now.id }, optionName(now.label)) }),
      ...hintOf(conflicts.blueprintId),
    });
  },
  /** A blueprint cannot be taken away at Kandji: an emptied field is a field left alone. */
  typed: (values, device) => {
    const option = pickedOne(values, SET_BLUEPRINT_BLOCK, 'pick.blueprint');
    const id = pick('pick.blueprint').read(option?.value)?.id;
    return option && id && id !== device.blueprint?.id ? { blueprint: selectedOptions(id, option) } : {};
  },
};

/** The form of every operation that has parameters: the compiler demands it. Another one may have a form as well. */
export const FORMS: { readonly [Name in OperationWithForm]: FormOf<Name> } & {
  readonly erase: CommandForm<NoParams>;
} = {
  'set-blueprint': blueprintField,
  'assign-user': userField,
  'edit-tags': tagsField,
  'set-asset-tag': assetTagField,
  'enable-lost-mode': lostModeForm,
  rename: renameForm,
  'unlock-account': unlockAccountForm,
  lock: lockForm,
  'delete-device': deleteForm,
  erase: eraseForm,
};

/** The fields of the update form, in the order in which they stand in it. */
export const recordFields = (operations: readonly OperationName[]): readonly RecordField[] =>
  operations.flatMap((name) => {
    const field: unknown = name in FORMS ? FORMS[name as OperationWithForm] : null;
    return isRecordField(field) ? [field] : [];
  });

const isRecordField = (form: unknown): form is RecordField =>
  typeof form === 'object' && form !== null && 'block' in form;

/** The form of a command; `null` where it needs none, and for changes of the record. */
export function commandForm(operation: OperationName): CommandForm<unknown> | null {
  const form: unknown = operation in FORMS ? FORMS[operation as OperationWithForm] : null;
  return form === null || isRecordField(form) ? null : (form as CommandForm<unknown>);
}
