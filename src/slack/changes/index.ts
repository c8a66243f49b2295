import type { OperationName } from '../../helpdesk/operation.ts';
import type { OperationWithForm } from '../../helpdesk/operations/index.ts';
import { enableLostMode } from './enable-lost-mode.ts';
import type { FormOf, RecordField } from './form.ts';
import { setAssetTag } from './set-asset-tag.ts';
import { setBlueprint } from './set-blueprint.ts';
import { assignUser } from './update-fields.ts';
import { editTags } from './update-tags-field.ts';

/** The form of every operation that has parameters: the compiler demands it. */
export const FORMS: { readonly [Name in OperationWithForm]: FormOf<Name> } = {
  'set-blueprint': setBlueprint,
  'assign-user': assignUser,
  'edit-tags': editTags,
  'set-asset-tag': setAssetTag,
  'enable-lost-mode': enableLostMode,
};

/** The fields of the update form, in the order in which they stand in it. */
export const recordFields = (operations: readonly OperationName[]): readonly RecordField[] =>
  operations.flatMap((name) => {
    const field: unknown = name in FORMS ? FORMS[name as OperationWithForm] : null;
    return isRecordField(field) ? [field] : [];
  });

const isRecordField = (form: unknown): form is RecordField =>
  typeof form === 'object' && form !== null && 'block' in form;
